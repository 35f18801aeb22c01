// How PostgreSQL finds the newest documents of many.
//
// GIN knows only what matches, not what matches last, and has all of that before the first row is given. So numbers are cut into
// stretches of four widths, each sixteen of the one before, and stretches are keys of the same index as words: what matches within a
// stretch is found without looking at what matches elsewhere, because GIN skips along the shorter of its lists. Newer stretches are
// asked first and wider ones follow, so a word that is common is found in a short stretch and a rare one in few steps.

extension FullText {
    /// How many bits wide stretches of numbers are. For the numbers of messages, whose upper bits are the minute: an hour, 17
    /// hours, 11 days, half a year. They are part of the schema.
    static let stretchBits: [Int64] = [42, 46, 50, 54]

    /// The stretches that a document is in; the index has this very expression.
    static let stretches =
        "(ARRAY[(id >> 42) * 4, (id >> 46) * 4 + 1, (id >> 50) * 4 + 2, (id >> 54) * 4 + 3])"

    /// The keys of the stretch that a number is in and of the one before it, and the least number of the two.
    static func stretch(before upper: Int64, level: Int) -> (keys: (Int64, Int64), lower: Int64) {
        let bits = stretchBits[level]
        let last = (upper - 1) >> bits
        let first = max(0, last - 1)
        return ((first * 4 + Int64(level), last * 4 + Int64(level)), first << bits)
    }

    /// Documents that are looked at one by one before any stretch: what is in every tenth message is found among them.
    static let lookedAt = 500
    /// Steps of the widest stretches, before all that is left is asked at once.
    static let wideSteps = 12

    /// Makes the index of an earlier version one by stretches. It is empty then, and has to be filled anew: to make it of what is
    /// there would take minutes for each million, in which no server answers.
    static func byStretches(_ table: String) -> String {
        """
        TRUNCATE \(table);
        DROP INDEX \(table)_by_words;
        CREATE INDEX \(table)_by_words ON \(table) USING gin (words, \(stretches))
        """
    }
}

extension Transaction {
    /// Brings what was put in to its place in the index; else every search would read it through, up to 4 MB each time.
    func tidy(_ index: FullText) throws {
        let name = "\(index.table)_by_words"
        try forEach("SELECT gin_clean_pending_list((\(name)::text)::regclass)") { _ in }
    }

    /// The documents of a range of numbers that match, the largest number first.
    func newest(
        in index: FullText, _ query: String, _ numbers: Range<Int64>, _ limit: Int
    ) throws -> [Int64] {
        // The way is always the same, whatever the statistics say; to compile it would take longer than to go it.
        try forEach(
            """
            SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
                set_config('enable_seqscan', 'off', true)
            """
        ) { _ in }
        let (lower, upper) = (max(0, numbers.lowerBound), numbers.upperBound)
        guard let ends = try ends(of: index, lower, upper) else { return [] }
        var found = try latest(in: index, query, ends.looked..<upper, limit)
        var end = ends.looked
        for step in 0..<(FullText.stretchBits.count - 1 + FullText.wideSteps) {
            guard found.count < limit, end > ends.first else { return found }
            let level = min(step, FullText.stretchBits.count - 1)
            let stretch = FullText.stretch(before: end, level: level)
            let place: SQL = "\(raw: FullText.stretches) && ARRAY[\(stretch.keys.0), \(stretch.keys.1)]::bigint[] AND"
            found += try matching(
                in: index, query, place, max(lower, stretch.lower)..<end, limit - found.count)
            end = stretch.lower
        }
        guard found.count < limit, end > ends.first else { return found }
        return try found + matching(in: index, query, "", lower..<end, limit - found.count)
    }

    /// The first number of a range that a document has, and the first of those that are looked at one by one; nil for none.
    private func ends(
        of index: FullText, _ lower: Int64, _ upper: Int64
    ) throws -> (first: Int64, looked: Int64)? {
        let range: SQL = "FROM \(raw: index.table) WHERE id >= \(lower) AND id < \(upper)"
        guard let first = try first("SELECT id \(sql: range) ORDER BY id LIMIT 1", { $0.int64(0) }) else { return nil }
        let looked = try self.first(
            "SELECT id \(sql: range) ORDER BY id DESC OFFSET \(FullText.lookedAt) LIMIT 1"
        ) { $0.int64(0) }
        return (first, looked ?? first)
    }

    /// Looks at all documents of a short range. No index of words can serve what stands within CASE.
    private func latest(
        in index: FullText, _ query: String, _ numbers: Range<Int64>, _ limit: Int
    ) throws -> [Int64] {
        try all(
            """
            SELECT id FROM \(raw: index.table) WHERE id >= \(numbers.lowerBound) AND id < \(numbers.upperBound)
                AND CASE WHEN words @@ (\(query)::text)::tsquery THEN 1 ELSE 0 END = 1
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Asks the index of words. The sums keep numbers from being the way the rows are found by.
    private func matching(
        in index: FullText, _ query: String, _ place: SQL, _ numbers: Range<Int64>, _ limit: Int
    ) throws -> [Int64] {
        guard !numbers.isEmpty else { return [] }
        return try all(
            """
            SELECT id FROM \(raw: index.table) WHERE words @@ (\(query)::text)::tsquery AND \(sql: place)
                id + 0 >= \(numbers.lowerBound) AND id + 0 < \(numbers.upperBound)
            ORDER BY id + 0 DESC LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }
}
