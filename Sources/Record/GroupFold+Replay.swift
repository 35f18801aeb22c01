import Kernel
import Storage

/// An event of the log beside what the fold now makes of it.
struct Replayed {
    let shard: Int
    let seq: Int64
    let input: FoldInput
    let facts: FoldFacts
    let storedSpeaker: HandleID?
    let storedMentions: [UInt8]?
}

extension GroupFold {
    /// How many events are read at a time: enough to make reading cheap, few enough to keep memory small.
    private static var pageSize: Int { 10_000 }

    /// Folds the group's whole log in canonical order, page by page; `onPage` sees each page after it was folded.
    func replay(in transaction: Transaction, onPage: ([Replayed]) throws -> Void) throws {
        var after: HistoryPoint?
        while true {
            let page = try readPage(after: after, in: transaction)
            guard let last = page.last else { return }
            after = last.input.point
            var replayed: [Replayed] = []
            replayed.reserveCapacity(page.count)
            for event in page {
                let facts = take(event.input)
                replayed.append(
                    Replayed(
                        shard: event.shard, seq: event.seq, input: event.input, facts: facts,
                        storedSpeaker: event.storedSpeaker, storedMentions: event.storedMentions))
            }
            try onPage(replayed)
        }
    }

    private func readPage(after: HistoryPoint?, in transaction: Transaction) throws -> [Replayed] {
        var page: [Replayed] = []
        var missing: Set<HandleID> = []
        let rows = try transaction.all(pageQuery(after: after)) { row in StoredEvent(row) }
        for row in rows {
            for id in row.handles where byHandleID[id] == nil { missing.insert(id) }
        }
        for id in missing.sorted() { try loadHandle(id, in: transaction) }
        page.reserveCapacity(rows.count)
        for row in rows { page.append(replayed(row)) }
        return page
    }

    private func pageQuery(after: HistoryPoint?) -> SQL {
        let start = after ?? HistoryPoint(instant: Instant(milliseconds: .min), place: .min, key: EventKey(bytes: []))
        return """
            SELECT e.shard, e.seq, e.instant, e.place, e.kind, e.event_key, e.sender_id, e.speaker_id, e.target_id,
                e.body, e.mentions, e.scene, COALESCE(a.speaker_id, a.sender_id), a.instant, a.place, a.event_key
            FROM events e LEFT JOIN events a ON a.group_id = e.group_id AND a.event_key = e.reply_key
            WHERE e.group_id = \(group.id)
                AND (e.instant, e.place, e.event_key) > (\(start.instant), \(start.place), \(start.key))
            ORDER BY e.instant, e.place, e.event_key LIMIT \(Self.pageSize)
            """
    }

    private func replayed(_ row: StoredEvent) -> Replayed {
        let kept =
            row.body == nil
            ? FoldFacts(speaker: row.speaker.flatMap { byHandleID[$0] }, mentions: mentions(stored: row.mentions)) : nil
        var input = FoldInput(
            kind: row.kind, point: row.point, sender: byHandleID[row.sender]!, senderName: nil,
            target: row.target.flatMap { byHandleID[$0] }, body: row.body, scene: row.scene, kept: kept)
        if let answered = row.answered, answered < row.point { input.repliedTo = row.answeredHandle.flatMap { byHandleID[$0] } }
        return Replayed(
            shard: row.shard, seq: row.seq, input: input, facts: FoldFacts(), storedSpeaker: row.speaker,
            storedMentions: row.mentions)
    }
}

/// A row of the log joined with the event it answers.
private struct StoredEvent {
    let shard: Int
    let seq: Int64
    let point: HistoryPoint
    let kind: EventKind
    let sender: HandleID
    let speaker: HandleID?
    let target: HandleID?
    let body: String?
    let mentions: [UInt8]?
    let scene: String?
    let answeredHandle: HandleID?
    let answered: HistoryPoint?

    init(_ row: Row) {
        shard = row.int(0)
        seq = row.int64(1)
        point = HistoryPoint(instant: row.instant(2), place: row.int64(3), key: EventKey(bytes: row.bytes(5)))
        // A kind of a later version of the program is kept in the log and counts for nothing here.
        kind = EventKind(rawValue: Int16(clamping: row.int64(4))) ?? .pin
        sender = row.id(6)
        speaker = row.optionalID(7)
        target = row.optionalID(8)
        body = row.optionalString(9)
        mentions = row.optionalBytes(10)
        scene = row.optionalString(11)
        answeredHandle = row.optionalID(12)
        answered = row.optionalInstant(13).map { instant in
            HistoryPoint(instant: instant, place: row.int64(14), key: EventKey(bytes: row.bytes(15)))
        }
    }

    var handles: [HandleID] { [sender, speaker, target, answeredHandle].compactMap { $0 } }
}
