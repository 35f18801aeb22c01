internal import Desk
internal import Insight
internal import Kernel

/// What a board's URL asks for.
struct BoardQuery {
    let list: ListQuery
    private(set) var standing = StandingQuery()
    /// Whether only those are shown that the reader looks after.
    private(set) var isMine = false

    /// Scores that the board can be narrowed to lie below.
    static let healths = [25, 50, 75]
    static let base = "/groups"
    static let standard = StandingQuery.Order.needs

    init(_ fields: FormFields, actor: Actor, scope: Set<GroupID>?) {
        list = ListQuery(fields)
        standing.scope = scope
        standing.words = list.words.map { String($0.prefix(100)) }
        if let kind = fields["kind"], !kind.isEmpty { standing.kind = kind == "none" ? "" : kind }
        standing.stage = fields["stage"].flatMap { GroupStage(rawValue: $0) }
        standing.healthBelow = fields["health"].flatMap { Int($0) }.flatMap {
            Self.healths.contains($0) ? Double($0) : nil
        }
        standing.needsSomebody = fields.isOn("needs")
        standing.tag = fields.text("tag").map { String($0.prefix(100)) }
        switch fields["owner"] ?? "" {
        case "": break
        case "none": standing.hasNoKeeper = true
        case let owner: standing.keeper = Int64(owner) ?? 0
        }
        isMine = fields.isOn("mine")
        if isMine { (standing.keeper, standing.hasNoKeeper) = (actor.staff?.value ?? 0, false) }
        standing.order = list.sort.flatMap { StandingQuery.Order(rawValue: $0) } ?? Self.standard
        standing.isDescending = fields["order"].map { $0 == "down" } ?? standing.order.isNumber
        if let place = list.after.flatMap({ ListPlace($0) }) {
            standing.after = StandingQuery.Place(value: place.value, group: place.id)
        }
    }

    /// Whether it leaves groups out.
    var isNarrowed: Bool {
        standing.words != nil || standing.kind != nil || standing.stage != nil || standing.needsSomebody
            || standing.tag != nil || standing.keeper != nil || standing.hasNoKeeper || standing.healthBelow != nil
    }

    /// The query alone, for a view to be kept.
    var text: String {
        let path = list.path("", [])
        return path.hasPrefix("?") ? String(path.dropFirst()) : path
    }
}
