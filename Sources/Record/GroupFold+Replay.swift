import Kernel
import Storage

/// An event of the log beside what the fold now makes of it.
struct Replayed {
    let shard: Int
    let seq: Int64
    let input: FoldInput
    let facts: FoldFacts
    /// The earlier event that this one answers.
    let answered: EventKey?
    let storedSpeaker: HandleID?
    let storedMentions: [UInt8]?
    let storedTraits: TextTraits
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
            // Whose words an event is known for now, where the log still has it differently.
            var corrected: [EventKey: Int32] = [:]
            replayed.reserveCapacity(page.count)
            for event in page {
                var input = event.input
                if let answered = event.answered, let speaker = corrected[answered] { input.repliedTo = speaker }
                let facts = take(input)
                if facts.speaker.map({ handles[Int($0)].id }) != event.storedSpeaker {
                    corrected[input.point.key] = facts.speaker ?? input.sender
                }
                replayed.append(
                    Replayed(
                        shard: event.shard, seq: event.seq, input: input, facts: facts, answered: event.answered,
                        storedSpeaker: event.storedSpeaker, storedMentions: event.storedMentions,
                        storedTraits: event.storedTraits))
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
            for id in HandleID.unpacked(row.addressed) where byHandleID[id] == nil { missing.insert(id) }
        }
        for id in missing.sorted() { try loadHandle(id, known: false, in: transaction) }
        page.reserveCapacity(rows.count)
        for row in rows { page.append(replayed(row)) }
        return page
    }

    private func pageQuery(after: HistoryPoint?) -> SQL {
        let start = after ?? HistoryPoint(instant: Instant(milliseconds: .min), place: .min, key: EventKey(bytes: []))
        return """
            SELECT e.shard, e.seq, e.instant, e.place, e.kind, e.event_key, e.sender_id, e.speaker_id, e.target_id,
                e.body, e.mentions, e.scene, COALESCE(a.speaker_id, a.sender_id), a.instant, a.place, a.event_key,
                e.sender_name_id, e.addressed, e.traits
            FROM events e LEFT JOIN events a ON a.group_id = e.group_id AND a.event_key = e.reply_key
            WHERE e.group_id = \(group.id)
                AND (e.instant, e.place, e.event_key) > (\(start.instant), \(start.place), \(start.key))
            ORDER BY e.instant, e.place, e.event_key LIMIT \(Self.pageSize)
            """
    }

    private func replayed(_ row: StoredEvent) -> Replayed {
        let kept =
            row.body == nil
            ? FoldFacts(
                speaker: row.speaker.flatMap { byHandleID[$0] }, mentions: mentions(stored: row.mentions),
                traits: row.traits) : nil
        var input = FoldInput(
            kind: row.kind, point: row.point, sender: byHandleID[row.sender]!,
            senderName: row.senderName.flatMap { byHandleID[$0] },
            target: row.target.flatMap { byHandleID[$0] }, body: row.body, scene: row.scene,
            addressed: mentions(stored: row.addressed), kept: kept)
        let answered = row.answered.flatMap { $0 < row.point ? $0 : nil }
        if let answered {
            input.repliedTo = row.answeredHandle.flatMap { byHandleID[$0] }
            input.replyKey = answered.key
        }
        return Replayed(
            shard: row.shard, seq: row.seq, input: input, facts: FoldFacts(), answered: answered?.key,
            storedSpeaker: row.speaker, storedMentions: row.mentions, storedTraits: row.traits)
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
    let senderName: HandleID?
    let addressed: [UInt8]?
    let traits: TextTraits

    init(_ row: Row) {
        shard = row.int(0)
        seq = row.int64(1)
        point = HistoryPoint(instant: row.instant(2), place: row.int64(3), key: row.eventKey(5))
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
            HistoryPoint(instant: instant, place: row.int64(14), key: row.eventKey(15))
        }
        senderName = row.optionalID(16)
        addressed = row.optionalBytes(17)
        traits = TextTraits(rawValue: row.int64(18))
    }

    var handles: [HandleID] { [sender, senderName, speaker, target, answeredHandle].compactMap { $0 } }
}
