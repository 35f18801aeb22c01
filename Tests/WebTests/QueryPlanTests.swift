import Desk
import Foundation
import HTTPTypes
import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// No page reads a whole table that grows with history.
///
/// Every statement that the pages run is explained by the engine itself. Neither engine knows here how large its tables are:
/// SQLite never asks for statistics, and PostgreSQL is told that reading a whole table is the last thing to do.
struct QueryPlanTests {
    private static let pages = [
        "/", "/groups", "/groups?sort=name&order=up", "/groups?sort=activity&kind=study&stage=fading&needs=1",
        "/groups?owner=none", "/groups?owner=5&sort=health", "/groups?q=te", "/groups.csv", "/compare",
        "/compare?a={group}", "/compare?a={group}&b={other}",
        "/members", "/members?group={group}", "/members?q=an", "/members?sort=messages",
        "/members?sort=name&q=an&after=a.5", "/members?sort=last&group={group}&after=7.5",
        "/members?sort=messages&group={group}&order=up", "/members/{person}", "/members/{person}/merge?q=bo",
        "/members/{person}/merge/{another}", "/search?q=an", "/reports", "/reports/{group}/html",
        "/reports/{group}/json", "/reports/{group}/csv", "/reports/community/page", "/reports/kept",
        "/reports/schedules", "/groups/{group}/tables/lives", "/import", "/settings/account", "/settings/people",
        "/settings/tokens", "/settings/community", "/settings/audit", "/settings/data", "/settings/data/erase?q=an",
        "/settings/data/erase/{person}", "/insight/portrait", "/groups/{group}/portrait?need=buying&against={other}",
        "/members/{known}/merge/{another}",
    ]
    private static let tabs = [
        "", "/rhythm", "/people", "/portrait", "/talk", "/graph", "/retention", "/history", "/settings",
    ]

    @Test("Statements of all pages find their rows by an index", arguments: TestEngine.available)
    func pages(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (group, other) = (try await house.talkingGroup("tea"), try await house.talkingGroup("rye", days: 4))
            let people = try await house.store.read { transaction in
                try transaction.all("SELECT person_id FROM memberships WHERE group_id = \(group) ORDER BY person_id") {
                    "\($0.int64(0))"
                }
            }
            // Whom the network knows by an id, any group may mention.
            _ = try await house.talkingGroup("net", days: 2, people: ["#n7 Dora", "#n8 Eve"])
            let known = try await house.store.read { transaction in
                try transaction.first("SELECT person_id FROM handles WHERE scope = 0 ORDER BY id") { "\($0.int64(0))" }
            }
            let watch = StatementList()
            let watched = try WebHouse(house.store.watched(watch.add), folder: house.site.options.uploads)
            for role in [Role.owner, .operator] {
                let theirs = try await house.visitor(role, groups: [group])
                let visitor = Visitor(
                    watched, cookies: [CookieJar.sessionName(isSecure: false): theirs.cookie("banyan") ?? ""],
                    actor: nil)
                for page in Self.pages + Self.tabs.flatMap({ ["/groups/{group}\($0)", "/groups/{group}\($0)?w=all"] }) {
                    let path = page.replacing("{group}", with: "\(group)").replacing("{other}", with: "\(other)")
                        .replacing("{person}", with: people[0]).replacing("{another}", with: people[1])
                        .replacing("{known}", with: known ?? "-")
                    let status = try await visitor.get(path).status
                    #expect(status == 200 || role != .owner, "\(path): \(status)")
                }
            }
            #expect(watch.all.count > 60)
            let flaws = try await house.store.write { transaction in
                try watch.all.flatMap { try QueryPlan($0, in: transaction).wholeReadings }
            }
            #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n\n"))")
        }
    }

    @Test("A statement without an index is seen", arguments: TestEngine.available)
    func control(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let found = try await house.store.write { transaction in
                let bad: SQL = "SELECT COUNT(*) FROM groups g JOIN member_days AS d ON d.messages = \(7)"
                return try QueryPlan(bad, in: transaction).wholeReadings
            }
            #expect(found.count == 1 && found[0].contains("member_days"))
        }
    }
}

/// Statements, each text once.
private final class StatementList: Sendable {
    private let known = Mutex<[String: SQL]>([:])

    var all: [SQL] { known.withLock { known in known.keys.sorted().compactMap { known[$0] } } }

    @Sendable func add(_ statement: SQL) {
        let text = statement.text
        guard text.hasPrefix("SELECT") || text.hasPrefix("WITH") else { return }
        known.withLock { $0[text] = $0[text] ?? statement }
    }
}

/// How an engine means to run a statement.
private struct QueryPlan {
    let statement: SQL
    let lines: [String]

    /// Tables that grow as long as groups talk, and with how many people there are.
    private static let growing: Set<String> = [
        "events", "member_days", "group_days", "group_hours", "edge_days", "questions", "memberships", "stays",
        "people", "handles", "name_words", "person_merges", "merged_handles", "links", "audit_entries", "need_mentions",
    ]

    init(_ statement: SQL, in transaction: Transaction) throws {
        self.statement = statement
        if transaction.engine == .sqlite {
            lines = try transaction.all("EXPLAIN QUERY PLAN \(sql: statement)") { $0.string(3) }
        } else {
            try transaction.execute("SET LOCAL enable_seqscan = off")
            lines = try transaction.all("EXPLAIN \(sql: statement)") { $0.string(0) }
        }
    }

    /// The steps that read the whole of a growing table.
    var wholeReadings: [String] {
        lines.indices.filter { index in
            guard let table = tableReadWhole(at: index), let name = names[table] else { return false }
            return Self.growing.contains(name)
        }.map { "\(lines[$0])\n  in \(statement.text)" }
    }

    /// SQLite says `SCAN alias`. PostgreSQL says `Seq Scan on table`, or `Index Scan using index on table` without an
    /// `Index Cond` below it.
    private func tableReadWhole(at index: Int) -> String? {
        let words = lines[index].split(whereSeparator: { $0 == " " }).map(String.init)
        if words.first == "SCAN", words.count > 1 { return words[1] }
        guard let scan = words.firstIndex(of: "Scan"), let on = words.firstIndex(of: "on"), on > scan,
            words.count > on + 1, !words.contains("Bitmap")
        else { return nil }
        let below = lines[(index + 1)...].prefix { !$0.contains("->") }
        return below.contains { $0.contains("Index Cond") } ? nil : words[on + 1]
    }

    /// Tables of the statement by the names that it gives them, and by their own.
    private var names: [String: String] {
        var names: [String: String] = [:]
        let words = statement.text.split(whereSeparator: { " \n,()".contains($0) }).map(String.init)
        for (place, word) in words.enumerated() where word == "FROM" || word == "JOIN" {
            guard place + 1 < words.count else { continue }
            let table = words[place + 1]
            names[table] = table
            let rest = words[(place + 2)...].drop { $0 == "AS" }
            if let alias = rest.first, alias == alias.lowercased() { names[alias] = table }
        }
        return names
    }
}
