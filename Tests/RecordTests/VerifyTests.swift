import Kernel
import Record
import Storage
import TestSupport
import Testing

struct VerifyTests {
    @Test("Verify names every error planted in a derived table", arguments: TestEngine.available)
    func planted(engine: TestEngine) async throws {
        let missed = try await engine.withRecord { bench in
            let group = try await bench.group(isPresence: false, bots: GroupBots(bridges: ["relay"]))
            try await bench.append(VerifyTests.history, to: group)
            var missed: [String] = try await bench.verify(group).isEmpty ? [] : ["clean"]
            for error in PlantedError.all(group) {
                let places = try await bench.placesFound(after: error, in: group)
                if !places.contains(error.place) { missed.append("\(error.place) not among \(places)") }
            }
            return missed
        }
        #expect(missed == [])
    }

    private static var history: [Event] {
        var script = Script()
        script.add(.join, "al", to: "bob", scene: "invitation")
        script.add(.text, "bob", "al: welcome", id: "1")
        script.add(.text, "al", "thanks @bob", replyTo: "1")
        script.add(.rename, "bob", to: "rob")
        script.add(.text, "relay", "<zed> al: hi")
        script.add(.leave, "al", at: "2026-11-24 10:00")
        script.add(.join, "al", to: "bob", at: "2026-11-25 10:00")
        script.add(.text, "al", "back", at: "2026-11-25 11:00")
        script.add(.leave, "zed")
        script.add(.text, "al", "who is that?", id: "2")
        script.add(.text, "rob", "nobody", replyTo: "2", mentions: ["al", "#u1 far"])
        script.add(.reaction, "al")
        script.add(.text, "al", "a silence later: https://example.org", at: "2026-12-09 10:00")
        script.add(.text, "rob", "indeed")
        return script.events
    }
}

extension Bench {
    /// Where verify finds something once an error is planted, which is then taken back.
    fileprivate func placesFound(after error: PlantedError, in group: Group) async throws -> [String] {
        struct Undo: Error { let places: [String] }
        do {
            try await store.write { [record] transaction in
                try transaction.execute(error.statement)
                let places = Set(try record.verify(group, in: transaction).map(\.place))
                throw Undo(places: places.sorted())
            }
            return []
        } catch let undo as Undo {
            return undo.places
        }
    }
}

/// A change behind the record's back, and the place where verify must find it.
private struct PlantedError: Sendable {
    let place: String
    let statement: SQL

    private static let tables: [(name: String, keys: [String], values: [String])] = [
        ("group_days", ["day"], RecordPicture.dayColumns), ("group_hours", ["day", "hour"], ["messages"]),
        ("member_days", ["day", "person_id"], RecordPicture.memberColumns),
        (
            "questions", ["instant", "place", "event_key"],
            ["instant", "place", "day", "asker_id", "answered_at", "answerer_id"]
        ),
        ("edge_days", ["day", "from_id", "to_id"], ["weight"]),
        (
            "stays", ["number", "person_id"],
            ["joined_at", "joined_day", "left_at", "left_day", "join_implied", "inviter_id"]
        ),
        (
            "memberships", ["person_id"],
            [
                "first_joined_at", "first_joined_day", "joined_at", "left_at", "join_implied", "stays", "messages",
                "first_message_at", "last_message_at",
            ]
        ),
        (
            "group_totals", [],
            RecordPicture.totalColumns + [
                "first_instant", "last_instant", "first_day", "last_day", "died_day", "second_day", "last_speaker_id",
                "last_speaking_day",
            ]
        ),
    ]

    static func all(_ group: Group) -> [PlantedError] {
        var errors: [PlantedError] = []
        for table in tables {
            for column in table.values { errors.append(changed(table.name, column, group)) }
            errors.append(
                PlantedError(
                    place: "\(table.name).row",
                    statement: "DELETE FROM \(raw: table.name) WHERE group_id = \(group.id)"))
            guard !table.keys.isEmpty else { continue }
            let columns = (table.keys + table.values.filter { !table.keys.contains($0) }).joined(separator: ", ")
            // The bridge has no row of its own anywhere; elsewhere another day or stay has none.
            let bridge = "(SELECT person_id FROM handles WHERE key = 'relay')"
            let key = table.keys[0] == "person_id" ? bridge : "MAX(\(table.keys[0])) + 1"
            let rest = columns.split(separator: ", ").dropFirst().map { smallest(of: String($0)) }
                .joined(separator: ", ")
            errors.append(
                PlantedError(
                    place: "\(table.name).row",
                    statement: """
                        INSERT INTO \(raw: table.name) (group_id, \(raw: columns))
                        SELECT group_id, \(raw: key), \(raw: rest) FROM \(raw: table.name)
                        WHERE group_id = \(group.id) \(raw: guarded(table.name)) GROUP BY group_id
                        """))
        }
        return errors + inTheLog(group)
    }

    /// The engines do not both know the least of several blobs.
    private static func smallest(of column: String) -> String {
        switch column {
        case "to_id": "MAX(to_id)"
        case "event_key": "(SELECT event_key FROM events ORDER BY seq LIMIT 1)"
        // Not before a question that is asked later than the last one.
        case "answered_at": "MAX(answered_at) + 1"
        default: "MIN(\(column))"
        }
    }

    private static func guarded(_ table: String) -> String {
        switch table {
        case "stays", "memberships": "AND left_at IS NULL"
        default: ""
        }
    }

    private static func changed(_ table: String, _ column: String, _ group: Group) -> PlantedError {
        let value = column == "join_implied" ? "1 - join_implied" : "\(column) + \(column == "asker_id" ? 1000 : 1)"
        // A day or instant of joining is moved back, so that it stays before the leaving.
        let moved = ["joined_at", "joined_day"].contains(column) ? "\(column) - 1" : value
        return PlantedError(
            place: "\(table).\(column)",
            statement: """
                UPDATE \(raw: table) SET \(raw: column) = \(raw: moved)
                WHERE group_id = \(group.id) AND \(raw: column) IS NOT NULL
                    \(raw: table == "member_days" && column == "messages" ? "AND messages < events" : "")
                """)
    }

    private static func inTheLog(_ group: Group) -> [PlantedError] {
        let other: SQL = "(SELECT person_id FROM handles WHERE key = 'zed')"
        return [
            PlantedError(
                place: "events.mentions",
                statement: "UPDATE events SET mentions = NULL WHERE group_id = \(group.id) AND mentions IS NOT NULL"),
            PlantedError(
                place: "events.traits", statement: "UPDATE events SET traits = traits + 16 WHERE group_id = \(group.id)"
            ),
            PlantedError(
                place: "events.traits", statement: "UPDATE events SET traits = 0 WHERE group_id = \(group.id)"),
            PlantedError(
                place: "events.speaker_id",
                statement: "UPDATE events SET speaker_id = NULL WHERE group_id = \(group.id) AND speaker_id IS NOT NULL"
            ),
            PlantedError(
                place: "handles.person_id", statement: "UPDATE handles SET person_id = \(sql: other) WHERE key = 'rob'"),
            PlantedError(
                place: "handles.person_id", statement: "UPDATE handles SET person_id = NULL WHERE key = 'rob'"),
        ]
    }
}
