internal import Kernel
internal import Storage

/// Finding out which events the record has, and which it answers to.
extension RecordStore {
    /// The events that are new, each once.
    ///
    /// A digest carries its instant, so events behind the last one the group has cannot be known and are not looked up.
    /// An event met again with a more telling place (`EventOrder`) moves there, and the group is folded anew.
    func unknown(_ events: [Event], _ fold: GroupFold, in transaction: Transaction) throws -> [Event] {
        if areSurelyNew(events, after: fold) { return events }
        var fresh: [Event] = []
        fresh.reserveCapacity(events.count)
        var places: [EventKey: Int] = [:]
        places.reserveCapacity(events.count)
        for event in events {
            if let earlier = places[event.key] {
                fresh[earlier].order = EventOrder.preferred(fresh[earlier].order, event.order)
            } else {
                places[event.key] = fresh.count
                fresh.append(event)
            }
        }
        let doubtful = fresh.filter { event in
            guard let frontier = fold.frontier else { return fold.needsRefold }
            return fold.needsRefold || event.instant <= frontier.instant || !event.key.isDigest(of: event.instant)
        }
        guard !doubtful.isEmpty else { return fresh }
        let known = try knownPlaces(of: doubtful, fold.group, in: transaction)
        guard !known.isEmpty else { return fresh }
        for event in doubtful {
            guard let place = known[event.key] else { continue }
            let preferred = EventOrder.preferred(place, event.order)
            if preferred != place { try move(event.key, to: preferred, fold, in: transaction) }
        }
        return fresh.filter { known[$0.key] == nil }
    }

    /// Among more events of one instant than this they are looked up, each once, rather than held against each other.
    private static let mostCompared = 512

    /// Whether a look at times and places is enough to say that all are new, and none twice among them: what a history
    /// read in order nearly always is.
    ///
    /// A digest carries its instant. Two files that share one show by going back, or by an opening place (`EventOrder`)
    /// behind others.
    private func areSurelyNew(_ events: [Event], after fold: GroupFold) -> Bool {
        guard !fold.needsRefold else { return false }
        var instant = fold.frontier?.instant ?? Instant(milliseconds: .min)
        var place = Int64.max
        // What tells the digests of one instant apart.
        var digests: [UInt64] = []
        for event in events {
            guard event.instant >= instant, event.key.isDigest(of: event.instant) else { return false }
            if event.instant == instant {
                let isOpening = event.order >= EventOrder.openingOffset
                guard event.order > place, isOpening == (place >= EventOrder.openingOffset) else { return false }
                guard digests.count < Self.mostCompared, !digests.contains(event.key.digest) else { return false }
            } else {
                digests.removeAll(keepingCapacity: true)
            }
            digests.append(event.key.digest)
            instant = event.instant
            place = event.order
        }
        return true
    }

    /// More keys than this are laid into a table of their own rather than into a statement.
    private static let mostAskedAtOnce = 256

    private func knownPlaces(
        of events: [Event], _ group: Group, in transaction: Transaction
    ) throws -> [EventKey: Int64] {
        var known: [EventKey: Int64] = [:]
        if events.count <= Self.mostAskedAtOnce {
            var keys = events.map(\.key)
            // In few sizes, so that few statements are kept prepared: the last key fills up.
            while keys.count & (keys.count - 1) != 0 { keys.append(events[events.count - 1].key) }
            let query: SQL = """
                SELECT event_key, place FROM events WHERE group_id = \(group.id) AND event_key IN (\(list: keys))
                """
            try transaction.forEach(query) { known[$0.eventKey(0)] = $0.int64(1) }
            return known
        }
        let type = transaction.engine.bytesType
        try transaction.execute("CREATE TEMPORARY TABLE IF NOT EXISTS incoming_keys (event_key \(raw: type) NOT NULL)")
        try transaction.execute("DELETE FROM incoming_keys")
        let rows = Columns([("event_key", .bytes)])
        for event in events { rows[0].append(event.key.bytes) }
        try transaction.insert(into: "incoming_keys", rows)
        // A subquery for each key, so that neither engine thinks of reading the group's whole log instead.
        let query: SQL = """
            SELECT k.event_key, (SELECT e.place FROM events e WHERE e.group_id = \(group.id) AND e.event_key = k.event_key)
            FROM incoming_keys k
            """
        try transaction.forEach(query) { row in
            if let place = row.optionalInt64(1) { known[row.eventKey(0)] = place }
        }
        return known
    }

    private func move(
        _ key: EventKey, to place: Int64, _ fold: GroupFold, in transaction: Transaction
    ) throws {
        try transaction.execute(
            "UPDATE events SET place = \(place) WHERE group_id = \(fold.group.id) AND event_key = \(key)")
        fold.needsRefold = true
    }

    /// Who spoke in the event that each of these answers, as far as it comes before it.
    func repliedHandles(
        _ events: [Event], _ fold: GroupFold, in transaction: Transaction
    ) throws -> [Int: RepliedHandle] {
        guard events.contains(where: { $0.replyTo != nil }) else { return [:] }
        var batch: [EventKey: Int] = [:]
        for (index, event) in events.enumerated() { batch[event.key] = index }
        var replied: [Int: RepliedHandle] = [:]
        for (index, event) in events.enumerated() {
            guard let key = event.replyTo else { continue }
            if let earlier = batch[key] {
                if earlier < index { replied[index] = .inBatch(earlier) }
                continue
            }
            let query: SQL = """
                SELECT COALESCE(speaker_id, sender_id) FROM events
                WHERE group_id = \(fold.group.id) AND event_key = \(key)
                """
            guard let id: HandleID = try transaction.first(query, { $0.id(0) }) else { continue }
            if fold.byHandleID[id] == nil { try fold.loadHandle(id, known: true, in: transaction) }
            if let handle = fold.byHandleID[id] { replied[index] = .stored(handle) }
        }
        return replied
    }
}

enum RepliedHandle {
    case stored(Int32)
    case inBatch(Int)

    func value(given inputs: [FoldInput], _ facts: [FoldFacts]) -> Int32 {
        switch self {
        case .stored(let handle): handle
        case .inBatch(let index): facts[index].speaker ?? inputs[index].sender
        }
    }
}

/// How an event lies in the log.
enum EventRow {
    static let columns: [(String, Columns.Kind)] = [
        ("shard", .int64), ("seq", .int64), ("group_id", .int64), ("instant", .int64), ("place", .int64),
        ("kind", .int64), ("event_key", .bytes), ("sender_id", .int64), ("sender_name_id", .int64),
        ("speaker_id", .int64),
        ("target_id", .int64), ("body", .text), ("reply_key", .bytes), ("mentions", .bytes), ("scene", .text),
        ("addressed", .bytes), ("traits", .int64),
    ]

    static func append(
        _ event: Event, _ input: FoldInput, _ facts: FoldFacts?, _ seq: Int64, _ fold: GroupFold, to rows: Columns
    ) {
        rows[0].append(Int64(fold.group.shard))
        rows[1].append(seq)
        rows[2].append(fold.group.id.value)
        rows[3].append(event.instant.milliseconds)
        rows[4].append(event.order)
        rows[5].append(Int64(event.kind.rawValue))
        rows[6].append(event.key.bytes)
        rows[7].append(fold.handles[Int(input.sender)].id.value)
        rows[8].append(input.senderName.map { fold.handles[Int($0)].id.value })
        rows[9].append(facts?.speaker.map { fold.handles[Int($0)].id.value })
        rows[10].append(input.target.map { fold.handles[Int($0)].id.value })
        rows[11].append(input.body)
        rows[12].append(event.replyTo?.bytes)
        rows[13].append(fold.stored(mentions: facts?.mentions ?? []))
        rows[14].append(event.scene)
        rows[15].append(fold.stored(mentions: input.addressed))
        rows[16].append(facts?.traits.rawValue ?? 0)
    }
}

extension GroupFold {
    /// Mentioned handles as they are stored: their ids, eight bytes big-endian each; nil for none.
    func stored(mentions: [Int32]) -> [UInt8]? {
        mentions.isEmpty ? nil : HandleID.packed(mentions.map { handles[Int($0)].id })
    }

    func mentions(stored bytes: [UInt8]?) -> [Int32] {
        HandleID.unpacked(bytes).compactMap { byHandleID[$0] }
    }
}

extension HandleID {
    /// As a column holds several ids: eight bytes big-endian each.
    static func packed(_ ids: [HandleID]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ids.count * 8)
        for id in ids { withUnsafeBytes(of: id.value.bigEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// The ids of such a column.
    static func unpacked(_ bytes: [UInt8]?) -> [HandleID] {
        guard let bytes else { return [] }
        return stride(from: 0, to: bytes.count - 7, by: 8).map { start in
            HandleID(bytes[start..<start + 8].reduce(Int64(0)) { ($0 << 8) | Int64($1) })
        }
    }
}
