internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Who the people of all groups are, and what they need.
struct CommunityPortraitPage: Sendable {
    let site: Site
    private let shelf = FigureShelf<Key, RecordPulse, CommunityPortrait?>(most: 16)

    /// Whose groups are counted; marking one as a competitor's must be seen at once.
    private struct Key: Hashable {
        let scope: GroupChoice
        let competitors: Int
    }

    static let path = "/insight/portrait"

    init(site: Site) {
        self.site = site
        site.shelves.add(shelf)
    }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.group(context: Permitted<MaySeeGroups>.self)
            .get(RouterPath(Self.path)) { _, context in try await show(context) }
    }

    private func show(_ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let (scope, store) = (context.actor.scope.choice, site.store)
        let (pulse, competitors, isReading) = try await store.read {
            (
                try RecordPulse.load(in: $0), try RecordStore.competitors(in: $0), try NeedIndex.isBehind(in: $0)
            )
        }
        let key = Key(scope: scope, competitors: competitors)
        let portrait = try await shelf.value(key, of: pulse, at: site.world.now()) {
            try await store.read { try CommunityPortrait.load(scope, in: $0) }
        }
        return .html(html(portrait, isReading, site.look(context.visit)))
    }

    private func html(_ portrait: CommunityPortrait?, _ isReading: Bool, _ look: Look) -> [UInt8] {
        let words = PortraitWords(look.catalogue)
        let parts = PortraitParts(look.catalogue)
        let layout = Layout(
            look: look, title: words("community"), place: .insight, hasCharts: true, subtitle: words("subtitle"))
        return layout.html { page in
            InsightPages.addTabs(look, at: Self.path, to: &page)
            guard let portrait else {
                return page.element("div", .class("empty")) { $0.element("h2", text: look("groups.no-data")) }
            }
            let report = ReportWords(text: look.catalogue)
            let values = [
                "groups": ReportWords.count(portrait.groups), "members": ReportWords.count(portrait.members),
                "spoke": ReportWords.count(portrait.spoke), "from": report.fullDate(portrait.window.from),
                "to": report.fullDate(portrait.window.to),
            ]
            page.element("p", .class("why"), text: words("groups", values))
            if isReading { page.element("p", .class("aside"), text: words("reading")) }
            parts.needs(portrait.asGroup, evidence: nil, to: &page)
            parts.kinds(portrait, to: &page)
            parts.facets(portrait.asGroup, to: &page)
            parts.networks(portrait, to: &page)
        }
    }
}
