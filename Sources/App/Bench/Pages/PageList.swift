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
        let tabs = ["overview", "rhythm", "people", "talk", "search", "graph", "retention", "history", "settings"]
        let ofGroups = tabs.map { tab in
            MeasuredPage(
                name: "group, \(tab)", paths: groups.map { "/groups/\($0)" + (tab == "overview" ? "" : "/" + tab) })
        }
        let compared = pairs(of: groups) { "/compare?a=\($0)&b=\($1)" }
        return [
            MeasuredPage(name: "today", paths: ["/"]), MeasuredPage(name: "board", paths: boards, limit: 60),
        ] + ofGroups + [
            MeasuredPage(name: "group, 90 days", paths: groups.map { "/groups/\($0)?w=90" }),
            MeasuredPage(name: "group, whole life", paths: groups.map { "/groups/\($0)?w=all" }),
            MeasuredPage(name: "compare", paths: ["/compare"] + compared),
            MeasuredPage(name: "members", paths: ["/members"] + groups.map { "/members?group=\($0)" }),
            MeasuredPage(name: "members, further on", paths: people.map { "/members?after=.\($0)" }),
            MeasuredPage(name: "members, search", paths: names.map { "/members?q=" + WireClient.escaped($0) }),
            MeasuredPage(name: "member", paths: people.map { "/members/\($0)" }),
            MeasuredPage(name: "search", paths: names.map { "/search?q=" + WireClient.escaped($0) }),
            MeasuredPage(name: "merging members", paths: pairs(of: people) { "/members/\($0)/merge/\($1)" }),
            MeasuredPage(name: "forecast", paths: ["/insight/forecast"]),
            MeasuredPage(name: "reports", paths: ["/reports", "/reports?q=1"]),
            MeasuredPage(name: "reports, kept", paths: ["/reports/kept", "/reports/schedules"]),
            MeasuredPage(name: "report", paths: groups.map { "/reports/\($0)/html" }, isWeighed: false),
            MeasuredPage(name: "figures as JSON", paths: groups.map { "/reports/\($0)/json" }, isWeighed: false),
            MeasuredPage(name: "import", paths: ["/import"]),
        ]
            + ["account", "people", "tokens", "community", "audit", "data", "data/erase"].map {
                MeasuredPage(name: "settings, \($0)", paths: ["/settings/\($0)"])
            }
    }

    private func pairs(of all: [Int64], _ path: (Int64, Int64) -> String) -> [String] {
        zip(all, all.dropFirst()).filter { $0.0 != $0.1 }.map(path)
    }

    /// Lists of the API, and what it tells of one thing.
    var operations: [MeasuredPage] {
        let lists = [
            ("groups", [""] + ["name", "members", "risk", "activity"].map { "?sort=\($0)" }),
            ("people", [""] + names.map { "?q=" + WireClient.escaped($0) }),
            ("events", [""]), ("search/messages", names.map { "?q=" + WireClient.escaped($0) }), ("reports", [""]),
            ("schedules", [""]), ("merges", [""]), ("staff", [""]), ("audit", [""]), ("imports", [""]),
        ].map { ("\($0.0)", $0.1.map { [path = $0.0] in "/\(path)" + $0 }) }
        let ofGroups = ["events", "people"].map { part in
            ("group's \(part)", groups.map { "/groups/\($0)/\(part)" })
        }
        let ofOne = [
            ("group", groups.map { "/groups/\($0)" }), ("group's health", groups.map { "/groups/\($0)/health" }),
            ("group's history", groups.map { "/groups/\($0)/history" }),
            ("group's report", groups.map { "/groups/\($0)/report" }), ("person", people.map { "/people/\($0)" }),
            ("today", ["/today"]),
        ]
        return (lists + ofGroups).map { MeasuredPage(name: "API list: \($0.0)", paths: $0.1, limit: 30) }
            + ofOne.map { MeasuredPage(name: "API: \($0.0)", paths: $0.1) }
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
