package import Kernel
package import Storage

/// What an append did.
package struct AppendOutcome: Sendable, Equatable {
    /// Events that were new.
    package var added = 0
    /// Events the record already had.
    package var known = 0
    /// Events that were new but earlier than the group's last; the group is refolded when it settles.
    package var late = 0

    package init(added: Int = 0, known: Int = 0, late: Int = 0) {
        (self.added, self.known, self.late) = (added, known, late)
    }
}

extension RecordStore {
    /// Adds events to a group: drops what is known, places people and memberships, inserts, adds to the rollups.
    ///
    /// Any order and any splitting of the same events leaves the same record. Events that come after all that the group
    /// has are folded on; a late one makes the whole group be folded anew, at the end of this call or, with
    /// `settles: false`, when the caller calls `settle` before its transaction ends.
    ///
    /// - Throws: what the database throws. The caller rolls back; nothing is half-kept.
    @discardableResult
    package func append(
        _ events: [Event], to group: Group, settles: Bool = true, in transaction: Transaction
    ) throws -> AppendOutcome {
        try take(events, to: group, settles: settles, in: transaction).outcome
    }

    /// Adds batch after batch in one transaction; what they come to together is added to the rollups once, at its end.
    ///
    /// - Parameter next: The next batch, told what has come of those before; nil ends.
    package func append(
        to group: Group, in transaction: Transaction, batches next: (_ soFar: AppendOutcome) throws -> [Event]?
    ) throws -> AppendOutcome {
        var outcome = AppendOutcome()
        var spent = SpentEvents()
        while let events = try next(outcome) {
            let part = try take(events, to: group, settles: false, isLast: false, in: transaction).outcome
            spent.take(events)
            outcome.added += part.added
            outcome.known += part.known
            outcome.late += part.late
        }
        try settle(group, in: transaction)
        return outcome
    }

    /// Appends, and tells which of the events were new.
    ///
    /// - Parameter isLast: Whether the rollups are written now; else `settle` must, in the same transaction.
    func take(
        _ events: [Event], to group: Group, settles: Bool, isLast: Bool = true, in transaction: Transaction
    ) throws -> (outcome: AppendOutcome, fresh: [Event]) {
        let state = try lock(group, in: transaction)
        let fold = try fold(of: group, revision: state.revision, in: transaction)
        let fresh = try unknown(events, fold, in: transaction)
        var outcome = AppendOutcome(added: fresh.count, known: events.count - fresh.count)
        if !fresh.isEmpty {
            let isOrdered = zip(fresh, fresh.dropFirst()).allSatisfy { $0.point < $1.point }
            let ordered = isOrdered ? fresh : fresh.sorted { $0.point < $1.point }
            if let until = state.forgottenUntil, let first = ordered.first, first.instant < until {
                try Self.noteLateTexts(from: first.instant, of: group.id, in: transaction)
            }
            try resolveNetworkIDs(of: ordered, fold, in: transaction)
            let late = fold.frontier.map { frontier in ordered.prefix { $0.point < frontier }.count } ?? 0
            let rest = late == 0 ? ordered : Array(ordered[late...])
            if !fold.needsRefold, try late == 0 || insertLate(Array(ordered[..<late]), fold, in: transaction) {
                if !rest.isEmpty { try insertFolded(rest, fold, isLast: isLast, in: transaction) }
            } else {
                fold.needsRefold = true
                outcome.late = fresh.count
                try insertUnfolded(ordered, fold, in: transaction)
            }
        }
        try finish(fold, after: outcome, settles: settles, in: transaction)
        return (outcome, fresh)
    }

    /// Does what appends have left to do in this transaction: folds a group anew, or writes what it has come to.
    package func settle(_ group: Group, in transaction: Transaction) throws {
        let revision = try lock(group, in: transaction).revision
        let fold = try fold(of: group, revision: revision, in: transaction)
        if fold.needsRefold {
            try refold(group, in: transaction)
        } else {
            if !fold.tally.isEmpty { try fold.write(in: transaction) }
            remember(fold, revision: revision)
        }
    }

    /// The groups that are yet to be folded anew: a newer program counts more of what their logs hold.
    package func unsettledGroups(in transaction: Transaction) throws -> [Group] {
        let query: SQL = "SELECT id FROM groups WHERE is_settled = 0 ORDER BY shard, id"
        let ids: [GroupID] = try transaction.all(query) { $0.id(0) }
        return try ids.compactMap { try Group.find($0, in: transaction) }
    }

    /// How many groups those are.
    package static func unsettledCount(in transaction: Transaction) throws -> Int {
        try transaction.first("SELECT COUNT(*) FROM groups WHERE is_settled = 0") { $0.int(0) } ?? 0
    }

    private func finish(
        _ fold: GroupFold, after outcome: AppendOutcome, settles: Bool, in transaction: Transaction
    ) throws {
        if fold.needsRefold, settles { return try refold(fold.group, in: transaction) }
        if outcome.added == 0, !fold.needsRefold {
            return remember(fold, revision: try state(of: fold.group, in: transaction).revision)
        }
        remember(fold, revision: try markRevision(fold.group, isSettled: !fold.needsRefold, in: transaction))
    }

    // MARK: - The shard's lock

    /// How a group is found by whoever has its shard.
    struct GroupState {
        let revision: Int64
        /// Up to when its texts were forgotten already; nil where none were.
        let forgottenUntil: Instant?
    }

    /// Takes the shard of a group until the transaction ends, and says how the group is.
    ///
    /// The row of `shards` is the lock: whoever updates it waits for whoever did before to commit, on both engines. So
    /// numbers are given in commit order, and a reader that has seen number n has seen all before it.
    func lock(_ group: Group, in transaction: Transaction) throws -> GroupState {
        try transaction.execute("UPDATE shards SET last_seq = last_seq WHERE shard = \(group.shard)")
        return try state(of: group, in: transaction)
    }

    private func state(of group: Group, in transaction: Transaction) throws -> GroupState {
        let query: SQL = """
            SELECT g.revision, k.forgotten_until FROM groups g
            LEFT JOIN text_retention_marks k ON k.group_id = g.id WHERE g.id = \(group.id)
            """
        let state = try transaction.first(query) {
            GroupState(revision: $0.int64(0), forgottenUntil: $0.optionalInstant(1))
        }
        guard let state else { throw Fault(.notFound, "record.no-such-group", ["group": group.name]) }
        return state
    }

    /// - Parameter isSettled: Whether the derived tables agree with the log; nil where this change is nothing to them.
    func markRevision(_ group: Group, isSettled: Bool?, in transaction: Transaction) throws -> Int64 {
        let revision: GroupID = world.ids.next()
        try transaction.execute(
            """
            UPDATE groups SET revision = \(revision), is_settled = COALESCE(\(isSettled), is_settled) WHERE id = \(group.id)
            """)
        return revision.value
    }

    func takeNumbers(_ count: Int, _ group: Group, in transaction: Transaction) throws -> Int64 {
        let last = try transaction.first(
            "UPDATE shards SET last_seq = last_seq + \(count) WHERE shard = \(group.shard) RETURNING last_seq"
        ) { $0.int64(0) }
        guard let last else { throw Fault(.internalError, "record.no-such-group", ["group": group.name]) }
        return last - Int64(count)
    }

    // MARK: - Inserting

    /// Folds and inserts stretch by stretch: while one is being inserted the next are folded.
    private func insertFolded(
        _ events: [Event], _ fold: GroupFold, isLast: Bool, in transaction: Transaction
    ) throws {
        let replied = try repliedHandles(events, fold, in: transaction)
        let seq = try takeNumbers(events.count, fold.group, in: transaction)
        try Folding(events, replied, after: seq, fold).forEachStretch { try $0.insert(in: transaction) }
        if isLast, !fold.needsRefold { try fold.write(in: transaction) }
    }

    private func insertUnfolded(_ events: [Event], _ fold: GroupFold, in transaction: Transaction) throws {
        let inputs = events.map { fold.input(for: $0) }
        try fold.writePeople(in: transaction)
        // What can be read without the fold is put in at once, so that the refold has less to correct.
        let facts = inputs.map { FoldFacts(traits: fold.likelyTraits(of: $0)) }
        try insert(events, inputs, facts, fold, in: transaction)
    }

    func insert(
        _ events: [Event], _ inputs: [FoldInput], _ facts: [FoldFacts], _ fold: GroupFold, in transaction: Transaction
    ) throws {
        var seq = try takeNumbers(events.count, fold.group, in: transaction)
        let rows = Columns(EventRow.columns, rows: events.count)
        for index in events.indices {
            seq += 1
            EventRow.append(events[index], inputs[index], index < facts.count ? facts[index] : nil, seq, fold, to: rows)
        }
        try transaction.insert(into: "events", rows)
    }

    private func resolveNetworkIDs(of events: [Event], _ fold: GroupFold, in transaction: Transaction) throws {
        var met: [String: Party] = [:]
        func note(_ party: Party) {
            guard let id = party.id, fold.networkHandle(id) == nil else { return }
            // A mention may say the id alone; whoever says the name says more.
            if met[id]?.name.isEmpty ?? true { met[id] = party }
        }
        for event in events {
            if event.sender.id != nil { note(event.sender) }
            if let target = event.target { note(target) }
            for mention in event.mentions { note(mention) }
        }
        guard !met.isEmpty else { return }
        try fold.loadNetworkHandles(met.keys.sorted(), in: transaction)
        // In one order, so that transactions making the same never wait for each other in a ring.
        let unknown = met.filter { fold.networkHandle($0.key) == nil }.sorted { $0.key < $1.key }
        guard !unknown.isEmpty else { return }
        if try !fold.makeNetworkHandles(unknown.map(\.value), in: transaction) {
            try fold.loadNetworkHandles(unknown.map(\.key), areNew: true, in: transaction)
        }
    }
}

extension Event {
    var point: HistoryPoint { HistoryPoint(instant: instant, place: order, key: key) }
}

extension GroupFold {
    func input(for event: Event) -> FoldInput {
        let sender = handle(for: event.sender)
        // Of somebody erased no further name is kept either.
        let isErased = handles[Int(sender)].isErased
        let kept = isErased ? FoldFacts(traits: TextTraits(of: event.text, event.kind, questionWords)) : nil
        let hasName = event.sender.id != nil && !event.sender.name.isEmpty
        return FoldInput(
            kind: event.kind, point: event.point, sender: sender,
            senderName: hasName ? handle(named: event.sender.name, ofErased: isErased) : nil,
            target: event.target.map { target in
                event.kind == .rename ? handle(named: target.name, ofErased: isErased) : handle(for: target)
            },
            body: isErased ? nil : event.text, scene: event.scene, addressed: addressed(by: event), kept: kept)
    }

    /// Handles of whom an event's source says it mentions, each once.
    private func addressed(by event: Event) -> [Int32] {
        guard !event.mentions.isEmpty else { return [] }
        var handles: [Int32] = []
        for party in event.mentions where party.id != nil || !party.name.isEmpty {
            let handle = handle(for: party)
            if !handles.contains(handle) { handles.append(handle) }
        }
        return handles
    }

    /// What a text tells, as far as is known before the fold has come there: a bridge may not be known as one.
    func likelyTraits(of input: FoldInput) -> TextTraits {
        if let kept = input.kept { return kept.traits }
        let person = counted(by: input.sender)
        let bridged = person >= 0 && people[Int(person)].isBridge ? input.body.flatMap { Self.bridged($0) } : nil
        return TextTraits(of: bridged?.words ?? input.body, input.kind, questionWords)
    }
}
