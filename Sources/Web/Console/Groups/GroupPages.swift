internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// The board of all groups, the pages of each, and what is changed there.
struct GroupPages: Sendable {
    let site: Site
    let shelf = MarkShelf<GroupReport>()
    let pictures = MarkShelf<GroupPicture>()
    let portraits = FigureShelf<PortraitKey, RecordMark, GroupPortrait>()
    let livesShelf = FigureShelf<Bool, RecordPulse, GroupSurvival>(most: 1)
    let groupDesk: GroupDesk

    init(site: Site) {
        self.site = site
        groupDesk = GroupDesk(record: site.record)
        for shelf in [shelf, pictures, portraits, livesShelf] as [any TimedShelf] { site.shelves.add(shelf) }
    }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let seeing = router.group(context: Permitted<MaySeeGroups>.self)
        seeing.get("/groups", use: showBoard)
        seeing.get("/groups.csv", use: sendTable)
        seeing.post("/groups/views", use: saveView)
        seeing.post("/groups/views/:view/drop", use: dropView)
        for tab in GroupTab.allCases {
            let path = tab == .overview ? "/groups/:id" : "/groups/:id/" + tab.rawValue
            seeing.get(RouterPath(path)) { request, context in try await showGroup(tab, request, context) }
        }
        seeing.get("/groups/:id/tables/:table", use: sendGroupTable)
        seeing.get("/compare", use: compare)
        seeing.get("/compare.csv", use: sendComparison)
        let editing = router.group(context: Permitted<MayEditGroups>.self)
        editing.post("/groups/edit", use: editMany)
        editing.post("/groups/undo/:edit", use: undoEdit)
        editing.post("/groups/:id/settings", use: saveProfile)
        editing.post("/groups/:id/stage", use: saveStage)
        editing.post("/groups/:id/counting", use: saveCounting)
        editing.post("/groups/:id/competitor", use: saveCompetitor)
    }

    /// What somebody may see, for a condition of SQL; nil where it is everything.
    func scope(of actor: Actor) -> Set<GroupID>? { actor.scope.isLimited ? actor.scope.groups : nil }

    /// The group of a path. Somebody else's is not there, just as one that does not exist.
    func groupID<Right>(_ context: Permitted<Right>) throws -> GroupID {
        guard let text = context.parameters.get("id"), let number = Int64(text) else { throw HTTPError(.notFound) }
        let id = GroupID(number)
        guard context.actor.scope.includes(id) else { throw HTTPError(.notFound) }
        return id
    }
}

typealias SeeingGroups = Permitted<MaySeeGroups>
typealias EditingGroups = Permitted<MayEditGroups>
