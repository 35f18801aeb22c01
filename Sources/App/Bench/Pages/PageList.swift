import Insight
import Kernel
import Storage

/// A page of the console, and the addresses under which it is asked for.
struct MeasuredPage: Sendable {
    let name: String
    var paths: [String]
    /// Milliseconds that it may take, of 95 in a hundred times.
    var limit = 100.0
    /// Whether it is a page a person looks at first, whose weight is bounded.
    var isWeighed = true
}

/// Every page there is, each over many groups and people.
struct PageList: Sendable {
    let groups: [Int64]
    let people: [Int64]
    let names: [String]

    private static let largest = 20
    private static let spread = 40

    /// The largest groups and some from all over the list, with who speaks most in them.
    init(in transaction: Transaction) throws {
        var groups: [Int64] = try transaction.all(
            "SELECT group_id FROM group_totals ORDER BY members DESC, group_id LIMIT \(Self.largest)"
        ) { $0.int64(0) }
        let all = try transaction.all("SELECT id FROM groups ORDER BY id") { $0.int64(0) }
        groups += stride(from: 0, to: all.count, by: max(1, all.count / Self.spread)).map { all[$0] }
        var people: [Int64] = []
        for group in groups {
            people += try transaction.all(
                "SELECT person_id FROM memberships WHERE group_id = \(group) ORDER BY messages DESC, person_id LIMIT 2"
            ) { $0.int64(0) }
        }
        names = try people.prefix(30).compactMap { person in
            try transaction.first("SELECT name FROM people WHERE id = \(person)") { $0.string(0) }
        }
        self.groups = groups
        self.people = people
    }

    var pages: [MeasuredPage] {
        let tabs = ["overview", "rhythm", "people", "talk", "graph", "retention", "history", "settings"]
        let ofGroups = tabs.map { tab in
            MeasuredPage(
                name: "group, \(tab)", paths: groups.map { "/groups/\($0)" + (tab == "overview" ? "" : "/" + tab) })
        }
        let pairs = zip(groups, groups.dropFirst()).map { "/compare?a=\($0)&b=\($1)" }
        return [
            MeasuredPage(name: "today", paths: ["/"]), MeasuredPage(name: "board", paths: boards, limit: 60),
        ] + ofGroups + [
            MeasuredPage(name: "group, 90 days", paths: groups.map { "/groups/\($0)?w=90" }),
            MeasuredPage(name: "group, whole life", paths: groups.map { "/groups/\($0)?w=all" }),
            MeasuredPage(name: "compare", paths: ["/compare"] + pairs),
            MeasuredPage(name: "members", paths: ["/members"] + groups.map { "/members?group=\($0)" }),
            MeasuredPage(name: "members, search", paths: names.map { "/members?q=" + WireClient.escaped($0) }),
            MeasuredPage(name: "member", paths: people.map { "/members/\($0)" }),
            MeasuredPage(name: "search", paths: names.map { "/search?q=" + WireClient.escaped($0) }),
            MeasuredPage(name: "reports", paths: ["/reports", "/reports?q=1"]),
            MeasuredPage(name: "report", paths: groups.map { "/reports/\($0)/html" }, isWeighed: false),
            MeasuredPage(name: "figures as JSON", paths: groups.map { "/reports/\($0)/json" }, isWeighed: false),
            MeasuredPage(name: "import", paths: ["/import"]),
        ]
            + ["account", "people", "community", "audit", "data"].map {
                MeasuredPage(name: "settings, \($0)", paths: ["/settings/\($0)"])
            }
    }

    /// The lists of the API, begun and gone on with; asked with a token instead of a cookie.
    var lists: [MeasuredPage] {
        let words = names.map { WireClient.escaped($0) }
        func list(_ name: String, _ paths: [String]) -> MeasuredPage {
            MeasuredPage(
                name: "API, " + name, paths: paths.map { "/api/v1" + $0 }, limit: 30, isWeighed: false)
        }
        let orders = ["needs", "name", "members", "mau", "activity", "growth", "risk"]
        return [
            list("groups", ["/groups", "/groups?limit=200"] + orders.map { "/groups?sort=\($0)" }),
            list("groups, found", ["/groups?q=1", "/groups?kind=study", "/groups?stage=fading&needs=true"]),
            list("people", ["/people", "/people?limit=200"] + words.map { "/people?q=" + $0 }),
            list("members", groups.map { "/groups/\($0)/people" }),
            list("events", ["/events", "/events?limit=200"] + groups.map { "/groups/\($0)/events" }),
            list("messages", words.map { "/search/messages?q=" + $0 }),
            list("reports and schedules", ["/reports", "/schedules"]),
            list("merges", ["/merges"] + people.map { "/people/\($0)/merges" }),
            list("desk", ["/staff", "/invitations", "/audit", "/imports", "/views"]),
        ]
    }

    /// The board in its orders, with filters, and further on.
    private var boards: [String] {
        let orders = [
            "needs", "name", "stage", "members", "mau", "activity", "messages", "growth", "retention", "risk",
        ]
        let filters = [
            "", "kind=study", "kind=fan", "stage=fading", "stage=closed", "stage=active", "needs=1", "mine=1",
            "q=1", "q=\(WireClient.escaped("群"))", "q=zzz", "kind=local&stage=fading&needs=1",
        ]
        return ["/groups"] + orders.flatMap { ["/groups?sort=\($0)&order=up", "/groups?sort=\($0)&order=down"] }
            + filters.map { "/groups?" + $0 }
    }
}
