package import Kernel
internal import Record
package import Storage

/// Who the people of all groups are, and what they need; groups of competitors are left out.
package struct CommunityPortrait: Hashable, Sendable {
    package struct Kind: Hashable, Sendable {
        /// The word of the kind; empty for groups that nobody has given one.
        package var kind: String
        package var spoke: Int
        /// How many people have each need.
        package var needs: [String: Int]
    }

    package struct Network: Hashable, Sendable {
        package var network: String
        package var people: Int
    }

    /// The 28 days that end with the last day of any group's data.
    package var window: DayRange
    package var groups = 0
    /// Members of all groups; whoever is in two counts twice.
    package var members = 0
    /// People who spoke in the window, each once.
    package var spoke = 0
    /// Of those who spoke: what they need, and in how many groups they spoke.
    package var facets: [PortraitFacet] = []
    package var kinds: [Kind] = []
    package var networks: [Network] = []

    package subscript(key: PortraitFacet.Key) -> PortraitFacet? { facets.first { $0.key == key } }

    /// As a group's portrait, so that it is shown as one.
    package var asGroup: GroupPortrait {
        var portrait = GroupPortrait(
            group: GroupLabel(name: "", network: "", kind: nil, zone: "UTC", isPresence: false))
        (portrait.window, portrait.members, portrait.spoke, portrait.facets) = (window, members, spoke, facets)
        return portrait
    }

    /// Counts it from the rollups of the groups; nil where there is no data.
    package static func load(_ scope: GroupChoice, in transaction: Transaction) throws -> CommunityPortrait? {
        let chosen: SQL = "\(sql: scope.holds("g.id")) AND \(sql: .isOurs("g.id"))"
        let known = try transaction.first(
            """
            SELECT MAX(t.last_day), COUNT(*), CAST(COALESCE(SUM(t.members), 0) AS BIGINT)
            FROM groups g JOIN group_totals t ON t.group_id = g.id WHERE \(sql: chosen)
            """
        ) { (last: $0.optionalInt32(0), groups: $0.int(1), members: $0.int(2)) }
        guard let known, let last = known.last else { return nil }
        var portrait = CommunityPortrait(window: DayRange(ending: CivilDay(number: last), count: 28))
        (portrait.groups, portrait.members) = (known.groups, known.members)
        let spoke = try portrait.countSpeakers(chosen, in: transaction)
        try portrait.addNeeds(chosen, spoke, in: transaction)
        return portrait
    }

    /// Who spoke in the groups of each kind, on which networks, and in how many groups.
    private mutating func countSpeakers(_ chosen: SQL, in transaction: Transaction) throws -> [String: Int] {
        var byKind: [String: Set<Int64>] = [:]
        var byNetwork: [String: Set<Int64>] = [:]
        var groupsOf: [Int64: Int] = [:]
        // Group by group along their keys; SQLite joins in the order of a `CROSS JOIN`.
        let query: SQL = """
            SELECT DISTINCT g.id, g.kind, g.network, d.person_id FROM groups g CROSS JOIN member_days d
            WHERE d.group_id = g.id AND d.day BETWEEN \(window.from) AND \(window.to) AND d.messages > 0
                AND \(sql: chosen)
            """
        try transaction.forEach(query) { row in
            let person = row.int64(3)
            byKind[row.string(1), default: []].insert(person)
            byNetwork[row.string(2), default: []].insert(person)
            groupsOf[person, default: 0] += 1
        }
        spoke = groupsOf.count
        networks = byNetwork.map { Network(network: $0.key, people: $0.value.count) }
        networks.sort { ($1.people, $0.network) < ($0.people, $1.network) }
        var counts: [GroupPortrait.Siblings: Int] = [:]
        for groups in groupsOf.values { counts[GroupPortrait.Siblings(groups: groups), default: 0] += 1 }
        facets.append(
            PortraitFacet(
                .speaksIn, of: spoke,
                GroupPortrait.Siblings.allCases.map { PortraitFacet.Slice($0.rawValue, counts[$0] ?? 0) }))
        return byKind.mapValues(\.count)
    }

    private mutating func addNeeds(_ chosen: SQL, _ spokeByKind: [String: Int], in transaction: Transaction) throws {
        var people: [Need: Set<Int64>] = [:]
        var messages: [Need: Int] = [:]
        var byKind: [String: [Need: Set<Int64>]] = [:]
        let query: SQL = """
            SELECT g.kind, n.hint, m.person_id, COUNT(*) FROM groups g CROSS JOIN need_mentions n
            CROSS JOIN handles h CROSS JOIN people p CROSS JOIN memberships m
            WHERE h.id = n.handle_id AND p.id = h.person_id AND m.group_id = n.group_id
                AND m.person_id = COALESCE(p.counted_as, p.id) AND n.group_id = g.id
                AND n.day BETWEEN \(window.from) AND \(window.to) AND \(sql: chosen)
            GROUP BY g.kind, n.hint, m.person_id
            """
        try transaction.forEach(query) { row in
            guard case .need(let need) = Hint(key: row.string(1)) else { return }
            let (kind, person) = (row.string(0), row.int64(2))
            people[need, default: []].insert(person)
            messages[need, default: 0] += row.int(3)
            byKind[kind, default: [:]][need, default: []].insert(person)
        }
        facets.append(
            PortraitFacet(
                .needs, of: spoke,
                people.map { PortraitFacet.Slice($0.key.rawValue, $0.value.count, messages: messages[$0.key]) }))
        kinds = spokeByKind.map { kind, spoke in
            let needs = (byKind[kind] ?? [:]).map { ($0.key.rawValue, $0.value.count) }
            return Kind(kind: kind, spoke: spoke, needs: Dictionary(uniqueKeysWithValues: needs))
        }
        kinds.sort { ($1.spoke, $0.kind) < ($0.spoke, $1.kind) }
    }
}
