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
    /// People who are in a group now, each once.
    package var members = 0
    /// People who spoke in the window, each once.
    package var spoke = 0
    /// Needs, of those who spoke; in how many groups they are and where they came from, of the members.
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
            SELECT MAX(t.last_day), COUNT(*) FROM groups g JOIN group_totals t ON t.group_id = g.id WHERE \(sql: chosen)
            """
        ) { (last: $0.optionalInt32(0), groups: $0.int(1)) }
        guard let known, let last = known.last else { return nil }
        var portrait = CommunityPortrait(window: DayRange(ending: CivilDay(number: last), count: 28))
        portrait.groups = known.groups
        let spoke = try portrait.countSpeakers(chosen, in: transaction)
        try portrait.addNeeds(chosen, spoke, in: transaction)
        try portrait.addMembers(chosen, in: transaction)
        return portrait
    }

    /// Who spoke in the groups of each kind.
    private mutating func countSpeakers(_ chosen: SQL, in transaction: Transaction) throws -> [String: Int] {
        var byKind: [String: Set<Int64>] = [:]
        let query: SQL = """
            SELECT DISTINCT g.kind, d.person_id FROM groups g CROSS JOIN member_days d
            WHERE d.group_id = g.id AND d.day BETWEEN \(window.from) AND \(window.to) AND d.messages > 0
                AND \(sql: chosen)
            """
        try transaction.forEach(query) { byKind[$0.string(0), default: []].insert($0.int64(1)) }
        spoke = byKind.values.reduce(into: Set<Int64>()) { $0.formUnion($1) }.count
        return byKind.mapValues(\.count)
    }

    private mutating func addNeeds(_ chosen: SQL, _ spokeByKind: [String: Int], in transaction: Transaction) throws {
        var people: [Need: Set<Int64>] = [:]
        var messages: [Need: Int] = [:]
        var byKind: [String: [Need: Set<Int64>]] = [:]
        let query: SQL = """
            SELECT g.kind, n.hint, m.person_id, COUNT(*) FROM groups g CROSS JOIN need_mentions n
            JOIN handles h ON h.id = n.handle_id JOIN people p ON p.id = h.person_id
            JOIN memberships m ON m.group_id = n.group_id AND m.person_id = COALESCE(p.counted_as, p.id)
            WHERE n.group_id = g.id AND n.day BETWEEN \(window.from) AND \(window.to) AND \(sql: chosen)
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

    private mutating func addMembers(_ chosen: SQL, in transaction: Transaction) throws {
        var groupsOf: [Int64: Int] = [:]
        var onNetwork: [String: Set<Int64>] = [:]
        let present: SQL = """
            SELECT g.network, m.person_id FROM groups g CROSS JOIN memberships m
            WHERE m.group_id = g.id AND m.left_at IS NULL AND \(sql: chosen)
            """
        try transaction.forEach(present) { row in
            groupsOf[row.int64(1), default: 0] += 1
            onNetwork[row.string(0), default: []].insert(row.int64(1))
        }
        members = groupsOf.count
        networks = onNetwork.map { Network(network: $0.key, people: $0.value.count) }
        networks.sort { ($1.people, $0.network) < ($0.people, $1.network) }
        var siblings: [GroupPortrait.Siblings: Int] = [:]
        for groups in groupsOf.values { siblings[GroupPortrait.Siblings(groups: groups), default: 0] += 1 }
        facets.append(
            PortraitFacet(
                .siblings, of: members,
                GroupPortrait.Siblings.allCases.map { PortraitFacet.Slice($0.rawValue, siblings[$0] ?? 0) }))
        var channels: [String: Int] = [:]
        let came: SQL = """
            SELECT COALESCE(s.join_scene, ''), CASE WHEN s.inviter_id IS NULL THEN 0 ELSE 1 END, COUNT(*)
            FROM groups g CROSS JOIN stays s
            WHERE s.group_id = g.id AND s.left_at IS NULL AND \(sql: chosen) GROUP BY 1, 2
            """
        try transaction.forEach(came) { row in
            let scene = row.string(0)
            channels[scene.isEmpty ? (row.bool(1) ? "invitation" : "unknown") : scene, default: 0] += row.int(2)
        }
        facets.append(
            PortraitFacet(
                .channels, of: channels.values.reduce(0, +), channels.map { PortraitFacet.Slice($0.key, $0.value) }))
    }
}
