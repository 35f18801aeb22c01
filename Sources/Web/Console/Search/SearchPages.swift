internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// One field that finds people, groups, messages and places of the console; each list short but that of messages, each
/// within what one may see.
struct SearchPages {
    let site: Site

    private static let shown = 8
    private static let messagesShown = 30

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.group(context: StaffVisit.self).get("/search") { request, context in
            try await show(ListQuery(FormFields(query: request)), context)
        }
    }

    private func show(_ query: ListQuery, _ context: StaffVisit) async throws -> Answer {
        let actor = context.actor
        let sought = query.words.map { String($0.prefix(400)) }
        let words = sought.map { String($0.prefix(100)) }
        // Further pages are of messages alone.
        let isFirst = query.after == nil
        let (groups, people, messages) = try await site.store.read { transaction in
            guard let words else { return ([StandingLine](), [MemberLine](), MessageResults?.none) }
            return (
                isFirst && actor.mayUse(.seeGroups) ? try Self.groups(words, actor, in: transaction) : [],
                isFirst && actor.mayUse(.seePeople) ? try Self.people(words, actor, in: transaction) : [],
                actor.mayUse(.seePeople)
                    ? try MessageResults.load(
                        sought, actor, after: query.after, limit: Self.messagesShown, in: transaction) : nil
            )
        }
        let look = site.look(context.visit)
        let places = SearchPlace.all.filter { $0.permission.map(actor.mayUse) ?? true }.filter { place in
            guard isFirst else { return false }
            guard let words else { return true }
            return look(place.key).lowercased().contains(words.lowercased())
        }
        let bytes = Layout(look: look, title: look("search.title")).html { page in
            page.element(
                "form", .class("filters"), .named("method", "get"), .named("action", "/search"),
                .named("role", "search")
            ) { form in
                form.void(
                    "input", .type("search"), .named("name", "q"), .named("value", sought ?? ""),
                    .label(look("search.title")),
                    .named("placeholder", look("search.words")), .flag("autofocus"))
                form.element("button", .class("btn"), text: look("find"))
            }
            if words != nil, groups.isEmpty, people.isEmpty, places.isEmpty, messages?.hits.isEmpty ?? true {
                page.element("p", .class("empty"), text: look("search.none"))
            }
            add(
                "place.groups",
                groups.map { line in
                    Found(
                        path: "/groups/\(line.standing.group)", name: line.label.name,
                        more: look("search.members", ["count": ReportWords.count(line.standing.members)]))
                }, look, to: &page)
            add(
                "place.members",
                people.map { line in
                    Found(
                        path: "/members/\(line.id)", name: line.name.isEmpty ? look("members.nameless") : line.name,
                        more: line.groups.prefix(3).map(\.name).joined(separator: look("list.comma")))
                }, look, to: &page)
            if let messages, !messages.hits.isEmpty || messages.progress.isBehind || !messages.hasTexts {
                page.element("section", .class("block"), .id("messages")) { section in
                    section.element("h2", text: look("messages.title"))
                    let when = When(look: look, zone: actor.zone, now: site.world.now())
                    MessageList(look: look, when: when, results: messages).write(
                        further: { query.path("/search", [("after", String($0))]) }, to: &section)
                }
            }
            if actor.mayUse(.seePeople) { page.element("p", .class("help"), text: look("messages.help")) }
            add("search.places", places.map { Found(path: $0.path, name: look($0.key), more: "") }, look, to: &page)
        }
        return .html(bytes)
    }

    private static func groups(
        _ words: String, _ actor: Actor, in transaction: Transaction
    ) throws -> [StandingLine] {
        var query = StandingQuery()
        query.words = words
        query.scope = actor.scope.isLimited ? actor.scope.groups : nil
        query.order = .members
        return try query.lines(limit: shown, in: transaction)
    }

    private static func people(_ words: String, _ actor: Actor, in transaction: Transaction) throws -> [MemberLine] {
        var query = MemberQuery()
        query.words = words
        query.scope = actor.scope.choice
        return try query.lines(limit: shown, in: transaction)
    }

    private struct Found {
        let path: String
        let name: String
        let more: String
    }

    private func add(_ key: String, _ found: [Found], _ look: Look, to page: inout HTML) {
        guard !found.isEmpty else { return }
        page.element("section", .class("block")) { section in
            section.element("h2", text: look(key))
            section.element("ul", .class("tasks")) { list in
                for one in found {
                    list.element("li") { item in
                        item.element("div") { text in
                            text.element("a", .class("name"), .href(one.path)) { $0.element("bdi", text: one.name) }
                            if !one.more.isEmpty {
                                text.element("span", .class("sub")) { $0.element("bdi", text: one.more) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A place of the console that can be found by its name.
struct SearchPlace {
    let path: String
    let key: String
    var permission: Permission?

    static let all: [SearchPlace] =
        [
            SearchPlace(path: "/", key: "place.today", permission: .seeGroups),
            SearchPlace(path: "/alerts", key: "place.alerts", permission: .seeGroups),
            SearchPlace(path: "/groups", key: "place.groups", permission: .seeGroups),
            SearchPlace(path: "/members", key: "place.members", permission: .seePeople),
            SearchPlace(path: InsightPages.forecastPath, key: "place.insight", permission: .seeGroups),
            SearchPlace(path: "/compare", key: "groups.compare.title", permission: .seeGroups),
            SearchPlace(path: "/import", key: "import.title", permission: .importHistories),
            SearchPlace(path: "/reports", key: "place.reports", permission: .seeReports),
        ]
        + SettingsTab.allCases.map {
            SearchPlace(path: $0.path, key: "settings." + $0.rawValue, permission: $0.permission)
        }
}
