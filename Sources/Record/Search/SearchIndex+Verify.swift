internal import Kernel
internal import Storage
internal import Words

extension SearchIndex {
    /// How many texts of a group are looked for by all their words.
    private static let sample = 200

    /// What of a group is findable and should not be, and the other way round, as far as the index has come; some texts are
    /// looked for by their own words.
    func differences(of group: Group, in transaction: Transaction) throws -> [Discrepancy] {
        let reached: SQL = "SELECT position FROM reactors WHERE name = \(name) AND shard = \(group.shard)"
        let position = try transaction.first(reached) { $0.int64(0) } ?? 0
        let recalled = try SearchIndex.recalled("e.group_id = \(group.id) AND e.seq <= \(position)", in: transaction)
        let events = try transaction.first("SELECT events FROM group_totals WHERE group_id = \(group.id)") { $0.int(0) }
        let stride = max(1, (events ?? 0) / SearchIndex.sample)
        let aside = try setAside(group.shard, in: transaction)
        var expected: Set<Int64> = []
        var found: [Discrepancy] = []
        var (after, step) = (Int64(0), 0)
        while true {
            let events = try LoggedEvent.read(
                "shard = \(group.shard) AND group_id = \(group.id) AND seq > \(after) AND seq <= \(position)",
                limit: SearchIndex.page, in: transaction)
            guard let last = events.last else { break }
            for event in events where event.isFindable && !recalled.contains(event.seq) && !aside.contains(event.seq) {
                let number = try SearchNumber(of: event).value
                expected.insert(number)
                step += 1
                guard step.isMultiple(of: stride) else { continue }
                if try !finds(event, number, in: transaction) {
                    found.append(difference(event.seq, isStored: false))
                }
            }
            after = last.seq
        }
        let mark = FullTextQuery.token(SearchMark.group(group.id))
        let stored = Set(
            try transaction.documents(
                in: SearchIndex.table, matching: mark, numbers: 0..<Int64.max, limit: Int(Int32.max)))
        found += expected.subtracting(stored).sorted().map { difference(SearchNumber($0).seq, isStored: false) }
        found += stored.subtracting(expected).sorted().map { difference(SearchNumber($0).seq, isStored: true) }
        return found
    }

    private func difference(_ seq: Int64, isStored: Bool) -> Discrepancy {
        Discrepancy(
            place: "search_words", row: "seq \(seq)", stored: isStored ? "1" : nil, counted: isStored ? nil : "1")
    }

    private func setAside(_ shard: Int, in transaction: Transaction) throws -> Set<Int64> {
        Set(
            try transaction.all("SELECT seq FROM events_set_aside WHERE reactor = \(name) AND shard = \(shard)") {
                $0.int64(0)
            })
    }

    private func finds(_ event: LoggedEvent, _ number: Int64, in transaction: Transaction) throws -> Bool {
        let tokens = SearchTokens()
        tokens.read(event.text ?? "")
        let words = tokens.indices.prefix(100).map { FullTextQuery.token(tokens.text($0)) }
        let query = FullTextQuery.all(
            words + [.token(SearchMark.group(event.group)), .token(SearchMark.speaker(event.sender))])
        return try !transaction.documents(
            in: SearchIndex.table, matching: query, numbers: number..<number + 1, limit: 1
        ).isEmpty
    }
}
