package import Kernel
package import Record
package import Storage

/// All that the record holds of a group, as sorted lines by table with names for ids: equal for equal histories.
///
/// Somebody is called by all their handles, `al+bob`, network ids with a `#`. Values that are nothing or zero are left
/// out of a line.
package struct RecordPicture: Equatable, Sendable {
    package var tables: [String: [String]] = [:]

    package init(_ tables: [String: [String]] = [:]) { self.tables = tables }

    /// Only the tables that `other` speaks of.
    package func limited(to other: RecordPicture) -> RecordPicture {
        RecordPicture(tables.filter { other.tables[$0.key] != nil })
    }

    /// The first lines that are not in both, to be read by a person; nil where the pictures are equal.
    package func difference(from other: RecordPicture) -> String? {
        for table in Set(tables.keys).union(other.tables.keys).sorted() {
            let (mine, theirs) = (tables[table] ?? [], other.tables[table] ?? [])
            guard mine != theirs else { continue }
            let only = mine.filter { !theirs.contains($0) }.prefix(3).joined(separator: " | ")
            let missing = theirs.filter { !mine.contains($0) }.prefix(3).joined(separator: " | ")
            return "\(table): [\(only)] instead of [\(missing)]"
        }
        return nil
    }

    package static func line(_ head: String, _ values: [(String, Int64?)]) -> String {
        let shown = values.compactMap { name, value in value.flatMap { $0 == 0 ? nil : "\(name)=\($0)" } }
        return ([head] + shown).joined(separator: " ")
    }

    /// An instant in UTC, without what is zero below the minute.
    package static func show(_ instant: Instant) -> String {
        let text = instant.description
        return instant.milliseconds % 60_000 == 0 ? String(text.prefix(16)).replacing("T", with: " ") : text
    }

    package static let dayColumns = [
        "messages", "messages_bot", "joins", "joins_implied", "leaves", "sessions", "renames", "active",
        "joins_of_present", "leaves_of_absent", "questions", "answers", "carrying", "reactions",
    ]
    package static let memberColumns = ["messages", "events", "hours", "questions", "answers", "reactions"]
    package static let totalColumns = [
        "events", "messages", "messages_bot", "joins", "leaves", "sessions", "renames", "people", "active", "members",
    ]
}

// MARK: - Taking it

extension RecordPicture {
    package init(of group: Group, in transaction: Transaction) throws {
        let names = try Names(group, transaction)
        tables["handles"] = names.owned.sorted()
        try takeDays(group, transaction)
        try takeLife(group, names, transaction)
        try takePeople(group, names, transaction)
        try takeStays(group, names, transaction)
        try takeEvents(group, names, transaction)
    }

    private struct Names {
        var people: [Int64: String] = [:]
        var handles: [Int64: String] = [:]
        var owned: [String] = []

        init(_ group: Group, _ transaction: Transaction) throws {
            var keys: [Int64: [String]] = [:]
            var owners: [(key: String, person: Int64)] = []
            var counted: [Int64: [String]] = [:]
            let query: SQL = """
                SELECT h.id, h.key, h.scope, h.person_id, COALESCE(p.counted_as, p.id) FROM handles h
                LEFT JOIN people p ON p.id = h.person_id
                WHERE h.network = \(group.network) AND h.scope IN (0, \(group.id))
                """
            try transaction.forEach(query) { row in
                let key = (row.int64(2) == 0 ? "#" : "") + row.string(1)
                handles[row.int64(0)] = key
                guard let person = row.optionalInt64(3) else { return }
                keys[person, default: []].append(key)
                counted[row.int64(4), default: []].append(key)
                if row.int64(2) != 0 { owners.append((key, person)) }
            }
            owned = owners.map { "\($0.key) is \(keys[$0.person]!.sorted().joined(separator: "+"))" }
            // Whoever was merged is called by the names of all who are counted as one.
            people = keys.merging(counted) { _, all in all }.mapValues { $0.sorted().joined(separator: "+") }
        }

        func person(_ id: Int64) -> String { people[id] ?? "?\(id)" }
        func handle(_ id: Int64?) -> String { id.map { handles[$0] ?? "?\($0)" } ?? "-" }
    }

    private mutating func takeDays(_ group: Group, _ transaction: Transaction) throws {
        let days = RecordPicture.dayColumns
        tables["group_days"] = try rows(
            "day, \(days.joined(separator: ", "))", of: "group_days", group, transaction
        ) { row in
            RecordPicture.line(row.day(0).description, days.enumerated().map { ($1, row.int64($0 + 1)) })
        }
        tables["group_hours"] = try rows("day, hour, messages", of: "group_hours", group, transaction) { row in
            RecordPicture.line("\(row.day(0)) \(padded(row.int(1), to: 2))h", [("messages", row.int64(2))])
        }
        let totals = RecordPicture.totalColumns
        tables["group_totals"] = try rows(
            "first_day, last_day, first_instant, last_instant, \(totals.joined(separator: ", "))", of: "group_totals",
            group, transaction
        ) { row in
            let span =
                "\(row.day(0))…\(row.day(1)) \(RecordPicture.show(row.instant(2)))…\(RecordPicture.show(row.instant(3)))"
            return RecordPicture.line(span, totals.enumerated().map { ($1, row.int64($0 + 4)) })
        }
    }

    private mutating func takeLife(_ group: Group, _ names: Names, _ transaction: Transaction) throws {
        tables["life"] = try rows(
            "died_day, second_day, last_speaking_day, last_speaker_id", of: "group_totals", group, transaction
        ) { row in
            let days = (0..<3).map { row.optionalInt64($0).map { CivilDay(number: Int32($0)) } }
            return RecordPicture.life(
                died: days[0], second: days[1], last: days[2], speaker: row.optionalInt64(3).map(names.person))
        }
        tables["questions"] = try rows(
            "instant, place, event_key, day, asker_id, answered_at, answerer_id", of: "questions", group,
            transaction
        ) { row in
            QuestionLine(
                instant: row.instant(0), place: row.int64(1), key: EventKey(bytes: row.bytes(2)), day: row.day(3),
                asker: names.person(row.int64(4)), answeredAt: row.optionalInstant(5),
                answerer: row.optionalInt64(6).map(names.person)
            ).description
        }
    }

    package static func life(died: CivilDay?, second: CivilDay?, last: CivilDay?, speaker: String?) -> String {
        let days = [died, second, last].map { $0.map { "\($0)" } ?? "-" }
        return "died \(days[0]) second \(days[1]) last \(days[2]) by \(speaker ?? "-")"
    }

    private mutating func takePeople(_ group: Group, _ names: Names, _ transaction: Transaction) throws {
        tables["member_days"] = try rows(
            "day, person_id, \(RecordPicture.memberColumns.joined(separator: ", "))", of: "member_days", group,
            transaction
        ) { row in
            RecordPicture.line(
                "\(row.day(0)) \(names.person(row.int64(1)))",
                RecordPicture.memberColumns.enumerated().map { ($1, row.int64($0 + 2)) })
        }
        tables["edge_days"] = try rows("day, from_id, to_id, weight", of: "edge_days", group, transaction) { row in
            let ends = "\(names.person(row.int64(1)))→\(names.person(row.int64(2)))"
            return RecordPicture.line("\(row.day(0)) \(ends)", [("weight", row.int64(3))])
        }
    }

    private mutating func takeStays(_ group: Group, _ names: Names, _ transaction: Transaction) throws {
        tables["stays"] = try rows(
            "person_id, number, joined_at, joined_day, left_at, left_day, join_implied, join_scene, quit_scene, inviter_id",
            of: "stays", group, transaction
        ) { row in
            StayLine(
                person: names.person(row.int64(0)), number: row.int(1), joinedAt: row.instant(2), joinedDay: row.day(3),
                leftAt: row.optionalInstant(4), leftDay: row.optionalInt64(5).map { CivilDay(number: Int32($0)) },
                isImplied: row.int(6) == 1, joinScene: row.optionalString(7), quitScene: row.optionalString(8),
                inviter: row.optionalInt64(9).map(names.person)
            ).description
        }
        tables["memberships"] = try rows(
            """
            person_id, first_joined_day, first_joined_at, joined_at, left_at, join_implied, stays, messages,
            first_message_at, last_message_at
            """, of: "memberships", group, transaction
        ) { row in
            let head = ([2, 3, 4, 8, 9] as [Int]).map { row.optionalInstant($0).map(RecordPicture.show) ?? "-" }
            return RecordPicture.line(
                "\(names.person(row.int64(0))) \(row.day(1)) \(head.joined(separator: ", "))",
                [("implied", row.int64(5)), ("stays", row.int64(6)), ("messages", row.int64(7))])
        }
    }

    private mutating func takeEvents(_ group: Group, _ names: Names, _ transaction: Transaction) throws {
        tables["events"] = try rows(
            """
            instant, place, event_key, kind, sender_id, sender_name_id, speaker_id, target_id, mentions, body, scene,
            addressed, traits
            """, of: "events", group, transaction
        ) { row in
            func handles(_ column: Int) -> [String] {
                (row.optionalBytes(column) ?? []).chunked(by: 8).map { bytes in
                    names.handle(bytes.reduce(Int64(0)) { ($0 << 8) | Int64($1) })
                }
            }
            return EventLine(
                instant: row.instant(0), place: row.int64(1), key: EventKey(bytes: row.bytes(2)), kind: row.int(3),
                sender: names.handle(row.int64(4)), senderName: names.handle(row.optionalInt64(5)),
                speaker: names.handle(row.optionalInt64(6)), target: names.handle(row.optionalInt64(7)),
                mentions: handles(8), addressed: handles(11), traits: row.int(12), body: row.optionalString(9),
                scene: row.optionalString(10)
            ).description
        }
    }

    private func rows(
        _ columns: String, of table: String, _ group: Group, _ transaction: Transaction, _ line: (Row) -> String
    ) throws -> [String] {
        try transaction.all("SELECT \(raw: columns) FROM \(raw: table) WHERE group_id = \(group.id)") { line($0) }
            .sorted()
    }
}

extension [UInt8] {
    func chunked(by size: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
