package import Kernel
package import Storage

/// A message that was found.
package struct SearchHit: Sendable, Equatable {
    /// Its place in the order of what is found, for going on behind it.
    package let number: Int64
    package let group: GroupID
    package let groupName: String
    package let network: String
    package let zone: String
    package let instant: Instant
    /// Who says it; no name where it was erased.
    package let sender: String
    package let person: PersonID?
    package let text: String
}

/// How far the index has come with the log, in events.
package struct SearchProgress: Sendable, Equatable {
    package let done: Int64
    package let all: Int64

    package init(done: Int64, all: Int64) { (self.done, self.all) = (done, all) }

    package var isBehind: Bool { done < all }

    /// How many bytes the index takes.
    package static func bytes(in transaction: Transaction) throws -> Int64 {
        try transaction.bytes(of: SearchIndex.table)
    }

    package static func load(in transaction: Transaction) throws -> SearchProgress {
        let query: SQL = """
            SELECT s.last_seq, COALESCE(r.position, 0) FROM shards s
            LEFT JOIN reactors r ON r.shard = s.shard AND r.name = \(SearchIndex().name)
            """
        let shards = try transaction.all(query) { (all: $0.int64(0), done: $0.int64(1)) }
        return SearchProgress(done: shards.reduce(0) { $0 + $1.done }, all: shards.reduce(0) { $0 + $1.all })
    }
}

/// Looks for messages: those that hold all that a query asks for, the newest first (to the minute; within one, the last that
/// came into the record first).
///
///     let search = MessageSearch(query: SearchQuery("活动 from:小明"), scope: nil, zone: "Asia/Shanghai")
///     let page = try await store.read { try search.page(after: nil, limit: 50, in: $0) }
package struct MessageSearch: Sendable {
    package let query: SearchQuery
    /// The groups that may be seen; nil for all.
    package let scope: Set<GroupID>?
    /// Only in this group.
    package var group: GroupID?
    /// Whose days `since` and `until` are.
    package let zone: String

    package init(query: SearchQuery, scope: Set<GroupID>?, group: GroupID? = nil, zone: String) {
        self.query = query
        self.scope = scope
        self.group = group
        self.zone = zone
    }

    package struct Page: Sendable {
        package let hits: [SearchHit]
        /// What to go on behind; nil where this is all.
        package let next: Int64?
    }

    /// How many names and groups a part of a name may mean.
    private static let mostNames = 200

    /// - Parameter after: The number of the last hit of the page before.
    package func page(after: Int64?, limit: Int, in transaction: Transaction) throws -> Page {
        guard !query.isEmpty, let plan = try self.plan(after, in: transaction) else {
            return Page(hits: [], next: nil)
        }
        let wanted = plan.wanted
        var numbers = plan.numbers
        var hits: [SearchHit] = []
        while hits.count < limit {
            let asked = limit - hits.count + 1
            let found = try transaction.documents(
                in: SearchIndex.table, matching: wanted, numbers: numbers, limit: asked)
            for number in found.prefix(limit - hits.count) {
                if let hit = try hit(number, in: transaction) { hits.append(hit) }
            }
            guard found.count == asked else { return Page(hits: hits, next: nil) }
            numbers = numbers.lowerBound..<found[asked - 2]
        }
        return Page(hits: hits, next: numbers.upperBound)
    }

    /// How many messages there are, at most so many.
    package func count(upTo most: Int, in transaction: Transaction) throws -> Int {
        guard !query.isEmpty, let (wanted, numbers) = try plan(nil, in: transaction) else { return 0 }
        return try transaction.documents(in: SearchIndex.table, matching: wanted, numbers: numbers, limit: most).count
    }

    /// What the index is asked; nil where nothing can be found.
    private func plan(
        _ after: Int64?, in transaction: Transaction
    ) throws -> (wanted: FullTextQuery, numbers: Range<Int64>)? {
        var parts = query.terms.map(\.wanted)
        guard let groups = try self.groups(in: transaction) else { return nil }
        if let groups {
            guard !groups.isEmpty else { return nil }
            parts.append(.any(groups.sorted().map { .token(SearchMark.group($0)) }))
        }
        if !query.senders.isEmpty {
            let handles = try self.handles(in: transaction)
            guard !handles.isEmpty else { return nil }
            parts.append(.any(handles.sorted().map { .token(SearchMark.speaker($0)) }))
        }
        guard let numbers = try self.numbers(after) else { return nil }
        if parts.isEmpty {
            // Days alone: all that was said then.
            let all = try transaction.all("SELECT id FROM groups ORDER BY id LIMIT 1000") { GroupID($0.int64(0)) }
            parts = [.any(all.map { .token(SearchMark.group($0)) })]
            if all.isEmpty { return nil }
        }
        return (parts.count == 1 ? parts[0] : .all(parts), numbers)
    }

    private func numbers(_ after: Int64?) throws -> Range<Int64>? {
        guard var zone = CivilZone(zone) else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        let lower = query.since.map { SearchNumber.first(from: zone.start(of: $0)) } ?? 0
        let end = query.until.map { SearchNumber.first(from: zone.start(of: $0.advanced(by: 1))) } ?? Int64.max
        let upper = min(end, after ?? .max)
        return lower < upper ? lower..<upper : nil
    }

    /// The groups to look in: nil within for all there are, nil for none that may be seen.
    private func groups(in transaction: Transaction) throws -> Set<GroupID>?? {
        var chosen = scope
        if let group {
            guard chosen?.contains(group) ?? true else { return nil }
            chosen = [group]
        }
        guard !query.groups.isEmpty else { return .some(chosen) }
        var named: Set<GroupID> = []
        for name in query.groups {
            let like: SQL = """
                SELECT id FROM groups WHERE LOWER(name) LIKE \(Self.pattern(name)) ESCAPE '~' OR name = \(name)
                ORDER BY id LIMIT \(Self.mostNames)
                """
            try transaction.forEach(like) { named.insert($0.id(0)) }
        }
        return .some(chosen.map { $0.intersection(named) } ?? named)
    }

    /// All names of those who are called so; names of groups that may not be seen lead to nobody.
    private func handles(in transaction: Transaction) throws -> Set<HandleID> {
        var found: Set<HandleID> = []
        for name in query.senders {
            let named: [(handle: HandleID, person: PersonID?, scope: GroupID)] = try transaction.all(
                """
                SELECT id, person_id, scope FROM handles
                WHERE key LIKE \(Self.pattern(name)) ESCAPE '~' AND name <> '' ORDER BY id LIMIT \(Self.mostNames)
                """
            ) { ($0.id(0), $0.optionalID(1), $0.id(2)) }
            for one in named where scope?.contains(one.scope) ?? true || one.scope.value == 0 {
                found.insert(one.handle)
                guard let person = one.person, found.count < Self.mostNames else { continue }
                try transaction.forEach("SELECT id FROM handles WHERE person_id = \(person) ORDER BY id LIMIT 50") {
                    found.insert($0.id(0))
                }
            }
        }
        return found
    }

    private static func pattern(_ words: String) -> String {
        var pattern = "%"
        for character in foldedName(String(words.prefix(100))) where character != "\0" {
            if "%_~".contains(character) { pattern.append("~") }
            pattern.append(character)
        }
        return pattern + "%"
    }

    private func hit(_ number: Int64, in transaction: Transaction) throws -> SearchHit? {
        let place = SearchNumber(number)
        let query: SQL = """
            SELECT e.group_id, g.name, g.network, g.zone, e.instant, h.name, h.person_id, e.body
            FROM events e JOIN groups g ON g.id = e.group_id
            JOIN handles h ON h.id = COALESCE(e.speaker_id, e.sender_id)
            WHERE e.shard = \(place.shard) AND e.seq = \(place.seq) AND e.body IS NOT NULL
            """
        return try transaction.first(query) { row in
            SearchHit(
                number: number, group: row.id(0), groupName: row.string(1), network: row.string(2),
                zone: row.string(3), instant: row.instant(4), sender: row.string(5), person: row.optionalID(6),
                text: row.string(7))
        }
    }

    /// Whether any of the latest events has a text: where none has, none are kept.
    package static func hasTexts(in transaction: Transaction) throws -> Bool {
        for shard in try transaction.all("SELECT shard FROM shards ORDER BY shard", { $0.int(0) }) {
            let query: SQL = """
                SELECT 1 FROM (SELECT body FROM events WHERE shard = \(shard) ORDER BY seq DESC LIMIT 2000) AS latest
                WHERE body IS NOT NULL LIMIT 1
                """
            if try transaction.first(query, { _ in true }) ?? false { return true }
        }
        return false
    }
}
