package import Kernel
package import Storage

/// An event as it is shown to people and programs: with the names of those in it.
package struct RecordedEvent: Sendable, Equatable {
    /// Its number in the log; with `shard` it names the event for good.
    package let seq: Int64
    package let shard: Int
    package let group: GroupID
    package let instant: Instant
    /// Its place among the events of its instant.
    package let place: Int64
    package let kind: EventKind
    /// The source's own id of it; nil where the source has none, and it is known by a digest.
    package let sourceID: String?
    package let sender: Somebody
    package let target: Somebody?
    /// Nil for events without words, and where they were erased or are no longer kept.
    package let text: String?
    package let scene: String?
    /// The source's id of the message that it answers.
    package let replyTo: String?

    /// Somebody in an event. Without a person where the name is a program's.
    package struct Somebody: Sendable, Equatable {
        package let person: PersonID?
        package let name: String
    }

    /// How far somebody has read in each shard of the log.
    package typealias Position = [Int: Int64]

    /// The most events of a page.
    package static let largestPage = 1_000

    /// A group's events, the newest first, those before an instant and place where one is given.
    package static func ofGroup(
        _ group: GroupID, before last: (instant: Instant, place: Int64)?, limit: Int, in transaction: Transaction
    ) throws -> [RecordedEvent] {
        let behind: SQL = last.map { "AND (e.instant, e.place) < (\($0.instant), \($0.place))" } ?? ""
        return try transaction.all(
            """
            \(sql: query) WHERE e.group_id = \(group) \(sql: behind)
            ORDER BY e.instant DESC, e.place DESC LIMIT \(limit)
            """, RecordedEvent.init(row:))
    }

    /// The log behind a position, in the order in which it was written, of some groups or all (nil).
    ///
    /// Looks at no more than `limit` events of each shard, so of few groups a page may be short, or empty, and not the
    /// last; the last is one whose position does not move.
    package static func log(
        after position: Position, of groups: Set<GroupID>?, limit: Int, in transaction: Transaction
    ) throws -> (lines: [RecordedEvent], position: Position) {
        var (lines, position): ([RecordedEvent], Position) = ([], position)
        let shards = try transaction.all("SELECT shard FROM shards ORDER BY shard") { $0.int(0) }
        for shard in shards where lines.count < limit {
            let read = position[shard] ?? 0
            let stretch: SQL = """
                SELECT MAX(seq) FROM
                    (SELECT seq FROM events WHERE shard = \(shard) AND seq > \(read) ORDER BY seq LIMIT \(limit - lines.count))
                    AS stretch
                """
            guard let last = try transaction.first(stretch, { $0.optionalInt64(0) }) ?? nil else { continue }
            let found = try transaction.all(
                "\(sql: query) WHERE e.shard = \(shard) AND e.seq > \(read) AND e.seq <= \(last) ORDER BY e.seq",
                RecordedEvent.init(row:))
            lines += groups.map { groups in found.filter { groups.contains($0.group) } } ?? found
            position[shard] = last
        }
        return (lines, position)
    }

    /// A stretch of one shard's log, both ends with it.
    package static func stretch(
        _ shard: Int, from first: Int64, through last: Int64, in transaction: Transaction
    ) throws -> [RecordedEvent] {
        try transaction.all(
            "\(sql: query) WHERE e.shard = \(shard) AND e.seq >= \(first) AND e.seq <= \(last) ORDER BY e.seq",
            RecordedEvent.init(row:))
    }

    /// Where the log ends now.
    package static func end(in transaction: Transaction) throws -> Position {
        let ends = try transaction.all("SELECT shard, last_seq FROM shards") { ($0.int(0), $0.int64(1)) }
        return Dictionary(uniqueKeysWithValues: ends)
    }

    private static let query: SQL = """
        SELECT e.seq, e.shard, e.group_id, e.instant, e.place, e.kind, e.event_key, s.person_id, s.name, t.person_id,
            t.name, e.body, e.scene, e.reply_key
        FROM events e JOIN handles s ON s.id = COALESCE(e.speaker_id, e.sender_id)
        LEFT JOIN handles t ON t.id = e.target_id
        """

    private init(row: Row) {
        seq = row.int64(0)
        shard = row.int(1)
        group = row.id(2)
        instant = row.instant(3)
        place = row.int64(4)
        kind = EventKind(rawValue: Int16(clamping: row.int64(5))) ?? .pin
        sourceID = EventKey(bytes: row.bytes(6)).sourceID
        sender = Somebody(person: row.optionalID(7), name: row.string(8))
        target = row.isNull(10) ? nil : Somebody(person: row.optionalID(9), name: row.string(10))
        text = row.optionalString(11)
        scene = row.optionalString(12)
        replyTo = row.isNull(13) ? nil : EventKey(bytes: row.bytes(13)).sourceID
    }
}

extension EventKey {
    /// The id that a source gave; nil for a digest, and for an id so long that only its hash is kept.
    package var sourceID: String? {
        guard bytes.first == 1, let text = String(validating: bytes.dropFirst(), as: UTF8.self) else { return nil }
        return text
    }
}
