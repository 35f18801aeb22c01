package import Kernel
package import Storage
internal import Words

/// Keeps the texts of messages findable: a document of tokens for each, in an index of the database.
///
/// A document's number is its event's minute and place in the log, so that the newest come first and the event is found
/// by it alone. Besides its words it holds a mark of the group and one of the speaker's name. Texts that are erased,
/// forgotten or recalled go out of it in the same transaction.
package struct SearchIndex: Reactor {
    package let name = "search"
    static let table = FullText("search_words")

    package init() {}

    package func react(to events: [LoggedEvent], in transaction: Transaction) throws {
        guard let first = events.first, let last = events.last else { return }
        if events.contains(where: { $0.kind == .recall }) {
            try takeBack(recalledBy: events, before: first.seq, in: transaction)
        }
        let recalled = try SearchIndex.recalled(
            "e.shard = \(first.shard) AND e.seq >= \(first.seq) AND e.seq <= \(last.seq)", in: transaction)
        let messages = try events.filter { $0.isFindable && !recalled.contains($0.seq) }
            .map { (number: try SearchNumber(of: $0).value, event: $0) }
            .sorted { $0.number < $1.number }
        let documents = FullTextDocuments(transaction.engine)
        let tokens = SearchTokens()
        for (number, event) in messages { event.write(to: documents, number, tokens) }
        try transaction.insert(into: SearchIndex.table, documents)
    }

    /// Takes out what the events of a condition say, as far as it was put in; call it while the words are still there.
    func forget(where condition: SQL, in group: Group, in transaction: Transaction) throws {
        guard let position = try position(group.shard, in: transaction) else { return }
        let tokens = SearchTokens()
        var after: Int64 = 0
        while true {
            let events = try LoggedEvent.read(
                """
                shard = \(group.shard) AND group_id = \(group.id) AND seq > \(after) AND seq <= \(position)
                    AND body IS NOT NULL AND kind <= \(EventKind.sticker.rawValue) AND (\(sql: condition))
                """, limit: SearchIndex.page, in: transaction)
            guard let last = events.last else { return }
            try remove(events, tokens, in: transaction)
            after = last.seq
        }
    }

    /// Puts an event back in whose speaker has become another.
    func restore(_ seq: Int64, in group: Group, in transaction: Transaction) throws {
        guard let position = try position(group.shard, in: transaction), seq <= position else { return }
        let condition: SQL = "shard = \(group.shard) AND seq = \(seq)"
        let isRecalled = try !SearchIndex.recalled(
            "e.shard = \(group.shard) AND e.seq = \(seq)", in: transaction
        ).isEmpty
        let documents = FullTextDocuments(transaction.engine)
        for event in try LoggedEvent.read(condition, limit: 1, in: transaction)
        where event.isFindable && !isRecalled {
            event.write(to: documents, try SearchNumber(of: event).value, SearchTokens())
        }
        try transaction.insert(into: SearchIndex.table, documents)
    }

    static let page = 5_000

    private func remove(_ events: [LoggedEvent], _ tokens: SearchTokens, in transaction: Transaction) throws {
        let documents = FullTextDocuments(transaction.engine)
        for event in events where event.isFindable {
            event.write(to: documents, try SearchNumber(of: event).value, tokens)
        }
        try transaction.remove(from: SearchIndex.table, documents)
    }

    /// How far the index is; nil where it has not begun. Whoever asks keeps it from going on until their transaction ends.
    private func position(_ shard: Int, in transaction: Transaction) throws -> Int64? {
        try transaction.first(
            "UPDATE reactors SET position = position WHERE name = \(name) AND shard = \(shard) RETURNING position"
        ) { $0.int64(0) }
    }

    // MARK: - Recalls

    /// Messages that were put in earlier and are recalled now.
    private func takeBack(recalledBy events: [LoggedEvent], before seq: Int64, in transaction: Transaction) throws {
        let tokens = SearchTokens()
        for event in events where event.kind == .recall {
            let targets = try LoggedEvent.read(
                """
                seq < \(seq) AND (group_id, event_key) IN (SELECT r.group_id, r.reply_key FROM events r
                    WHERE r.shard = \(event.shard) AND r.seq = \(event.seq))
                """, limit: 1, in: transaction)
            try remove(targets, tokens, in: transaction)
        }
    }

    /// Which of the events `e` of a condition were recalled, whenever that was said.
    static func recalled(_ condition: SQL, in transaction: Transaction) throws -> Set<Int64> {
        let recall = EventKind.recall.rawValue
        let query: SQL = """
            SELECT e.seq FROM events e WHERE \(sql: condition) AND EXISTS (SELECT 1 FROM events r
                WHERE r.group_id = e.group_id AND r.reply_key = e.event_key AND r.kind = \(recall))
            """
        return Set(try transaction.all(query) { $0.int64(0) })
    }
}

/// The number of an event's document: its minute since 1970 in 27 bits, its number in the log in 32, its shard in 4.
struct SearchNumber {
    let value: Int64

    private static let seqBits = 36

    init(of event: LoggedEvent) throws {
        guard event.seq < 1 << 32, (1...16).contains(event.shard) else {
            throw Fault(.internalError, "record.search-full", ["seq": String(event.seq)])
        }
        value = SearchNumber.first(from: event.instant) | event.seq << 4 | Int64(event.shard - 1)
    }

    init(_ value: Int64) { self.value = value }

    var shard: Int { Int(value & 15) + 1 }
    var seq: Int64 { value >> 4 & 0xFFFF_FFFF }

    /// The least number that an event of an instant or later can have.
    static func first(from instant: Instant) -> Int64 {
        let minute = min(max(instant.seconds, 0) / 60, 1 << 27 - 1)
        return minute << seqBits
    }
}

extension LoggedEvent {
    /// Whether somebody says something in it.
    var isFindable: Bool { kind.isMessage && text != nil }

    /// Writes the document of a message.
    fileprivate func write(to documents: FullTextDocuments, _ number: Int64, _ tokens: SearchTokens) {
        tokens.read(text ?? "")
        for index in tokens.indices { documents.add(token: tokens.bytes(index)) }
        for character in tokens.characters.sorted() { documents.add(token: SearchMark.character(character)) }
        // Behind the words: positions end at some thousands.
        documents.add(token: SearchMark.group(group))
        documents.add(token: SearchMark.speaker(sender))
        documents.end(number)
    }
}

/// Tokens that no text can have: they begin with a mark.
enum SearchMark {
    static func character(_ scalar: UInt32) -> String {
        "§" + String(Unicode.Scalar(scalar).map { Character($0) } ?? "\u{FFFD}")
    }
    static func group(_ group: GroupID) -> String { "§g\(group)" }
    static func speaker(_ handle: HandleID) -> String { "§h\(handle)" }
}
