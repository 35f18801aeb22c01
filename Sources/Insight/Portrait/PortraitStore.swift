package import Kernel
internal import Record
package import Storage
internal import Words

extension SQL {
    /// The condition that a group is the community's own and no competitor's, by the column of its id.
    package static func isOurs(_ column: String) -> SQL {
        "NOT EXISTS (SELECT 1 FROM competitor_groups own WHERE own.group_id = \(raw: column))"
    }
}

extension GroupPortrait {
    /// So many of the newest messages tell the languages that are written.
    package static let languageSample = 400

    /// Counts a group's portrait from its rollups and from what its messages turned out to tell.
    ///
    /// - Parameter scope: The groups in which somebody's being there may be counted.
    package static func load(
        group: GroupID, window: ReportWindow, scope: GroupChoice = .all, in transaction: Transaction
    ) throws -> GroupPortrait {
        let known = try transaction.first(
            """
            SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id WHERE g.id = \(group)
            """
        ) { (label: GroupLabel($0, at: 0), data: DayRange($0, at: 5)) }
        guard let known else { throw Fault(.notFound, "report.group.unknown", ["group": group.description]) }
        var portrait = GroupPortrait(group: known.label)
        portrait.isCompetitor = try RecordStore.isCompetitor(group, in: transaction)
        portrait.window = try window.resolved(data: known.data)
        guard let days = portrait.window else { return portrait }
        let people = try PortraitPeople(group, days, in: transaction)
        portrait.members = people.present.count
        portrait.spoke = people.said.count
        try portrait.addNeeds(group, days, in: transaction)
        portrait.addPeople(people, until: days.to)
        portrait.facets.append(try languages(of: group, in: transaction))
        portrait.facets.append(try siblings(of: group, scope, in: transaction))
        portrait.facets.sort { Self.place($0.key) < Self.place($1.key) }
        return portrait
    }

    private static func place(_ key: PortraitFacet.Key) -> Int { PortraitFacet.Key.allCases.firstIndex(of: key) ?? 0 }

    // MARK: - What they need and what they do

    /// Programs are no members and need nothing.
    private static let mentions: SQL = """
        FROM need_mentions n JOIN handles h ON h.id = n.handle_id JOIN people p ON p.id = h.person_id
        JOIN memberships m ON m.group_id = n.group_id AND m.person_id = COALESCE(p.counted_as, p.id)
        """

    private mutating func addNeeds(_ group: GroupID, _ days: DayRange, in transaction: Transaction) throws {
        let ranges = CalendarPeriod.week.ranges(in: days)
        var people: [Need: Set<Int64>] = [:]
        var messages: [Need: Int] = [:]
        var weekly: [Need: NeedWeekCounts] = [:]
        var weeklyOfSort: [Need.Sort: NeedWeekCounts] = [:]
        let said: SQL = """
            SELECT n.hint, n.day, m.person_id, COUNT(*) \(sql: Self.mentions)
            WHERE n.group_id = \(group) AND n.day BETWEEN \(days.from) AND \(days.to)
            GROUP BY n.hint, n.day, m.person_id
            """
        try transaction.forEach(said) { row in
            guard case .need(let need) = Hint(key: row.string(0)) else { return }
            let (person, count) = (row.int64(2), row.int(3))
            let week = ranges[0].from.monday.distance(to: row.day(1)) / 7
            people[need, default: []].insert(person)
            messages[need, default: 0] += count
            guard ranges.indices.contains(week) else { return }
            weekly[need, default: NeedWeekCounts(ranges.count)].add(count, of: person, in: week)
            weeklyOfSort[need.sort, default: NeedWeekCounts(ranges.count)].add(count, of: person, in: week)
        }
        facets.append(
            PortraitFacet(
                .needs, of: spoke,
                people.map { PortraitFacet.Slice($0.key.rawValue, $0.value.count, messages: messages[$0.key]) }))
        for (need, counts) in weekly { weeks[need.rawValue] = counts.weeks(ranges) }
        for (sort, counts) in weeklyOfSort { sorts[sort.rawValue] = counts.weeks(ranges) }
        try addTrades(group, until: days.to, in: transaction)
    }

    /// A trade is told once and holds: of those who are members at the end, whenever they said so.
    private mutating func addTrades(_ group: GroupID, until last: CivilDay, in transaction: Transaction) throws {
        let query: SQL = """
            SELECT n.hint, COUNT(DISTINCT m.person_id) \(sql: Self.mentions)
            WHERE n.group_id = \(group) AND n.day <= \(last) AND n.hint LIKE 'trade.%' AND m.left_at IS NULL
            GROUP BY n.hint
            """
        let slices: [PortraitFacet.Slice] = try transaction.all(query) { ($0.string(0), $0.int(1)) }.compactMap {
            guard case .trade(let trade) = Hint(key: $0.0) else { return nil }
            return PortraitFacet.Slice(trade.rawValue, $0.1)
        }
        let spoken = try transaction.first(
            "SELECT COUNT(*) FROM memberships WHERE group_id = \(group) AND left_at IS NULL AND messages > 0"
        ) { $0.int(0) }
        facets.append(PortraitFacet(.trades, of: spoken ?? 0, slices))
    }

    // MARK: - Who they are

    private mutating func addPeople(_ people: PortraitPeople, until last: CivilDay) {
        func facet<Band: RawRepresentable & CaseIterable & Hashable>(
            _ key: PortraitFacet.Key, _ bands: [Band]
        ) -> PortraitFacet where Band.RawValue == String {
            var counts: [Band: Int] = [:]
            for band in bands { counts[band, default: 0] += 1 }
            return PortraitFacet(
                key, of: bands.count, Band.allCases.map { PortraitFacet.Slice($0.rawValue, counts[$0] ?? 0) })
        }
        let present = people.present
        facets.append(facet(.tenure, present.map { Tenure(days: $0.joined.distance(to: last)) }))
        facets.append(facet(.activity, present.map { Activity(messages: people.said[$0.person] ?? 0) }))
        facets.append(
            facet(
                .roles,
                present.map { member -> MemberProfile.Part in
                    people.core.contains(member.person) ? .core : people.said[member.person] == nil ? .silent : .edge
                }))
        facets.append(facet(.awake, present.compactMap { people.hours[$0.person].flatMap { Awake(hours: $0) } }))
        var scenes: [String: Int] = [:]
        for member in present { scenes[member.channel, default: 0] += 1 }
        facets.append(PortraitFacet(.channels, of: present.count, scenes.map { PortraitFacet.Slice($0.key, $0.value) }))
    }

    private static func languages(of group: GroupID, in transaction: Transaction) throws -> PortraitFacet {
        let query: SQL = """
            SELECT body FROM events WHERE group_id = \(group) AND kind <= \(EventKind.sticker.rawValue)
                AND body IS NOT NULL ORDER BY instant DESC, place DESC LIMIT \(languageSample)
            """
        var counts: [String: Int] = [:]
        for text in try transaction.all(query, { $0.string(0) }) {
            let language = LanguageGuess.language(of: String(text.prefix(500)))
            if language != .unknown { counts[language.rawValue, default: 0] += 1 }
        }
        return PortraitFacet(
            .languages, of: counts.values.reduce(0, +), counts.map { PortraitFacet.Slice($0.key, $0.value) })
    }

    private static func siblings(
        of group: GroupID, _ scope: GroupChoice, in transaction: Transaction
    ) throws -> PortraitFacet {
        let query: SQL = """
            SELECT COUNT(o.group_id) FROM memberships m LEFT JOIN memberships o
                ON o.person_id = m.person_id AND o.left_at IS NULL AND o.group_id <> m.group_id
                AND \(sql: scope.holds("o.group_id")) AND \(sql: .isOurs("o.group_id"))
            WHERE m.group_id = \(group) AND m.left_at IS NULL GROUP BY m.person_id
            """
        var counts: [Siblings: Int] = [:]
        try transaction.forEach(query) { counts[Siblings(groups: $0.int(0) + 1), default: 0] += 1 }
        return PortraitFacet(
            .siblings, of: counts.values.reduce(0, +),
            Siblings.allCases.map { PortraitFacet.Slice($0.rawValue, counts[$0] ?? 0) })
    }
}

/// What was said and by whom, week by week.
private struct NeedWeekCounts {
    private var people: [Set<Int64>]
    private var messages: [Int]

    init(_ weeks: Int) {
        people = .init(repeating: [], count: weeks)
        messages = .init(repeating: 0, count: weeks)
    }

    mutating func add(_ count: Int, of person: Int64, in week: Int) {
        people[week].insert(person)
        messages[week] += count
    }

    func weeks(_ ranges: [DayRange]) -> [NeedWeek] {
        ranges.indices.map { NeedWeek(days: ranges[$0], messages: messages[$0], people: people[$0].count) }
    }
}

/// The people of a group that a portrait is drawn of.
private struct PortraitPeople {
    struct Member {
        let person: Int64
        let joined: CivilDay
        /// In the source's words; `invited` where only an inviter is known, `unknown` where nothing is.
        let channel: String
    }

    var present: [Member] = []
    /// What each said in the window; who said nothing is not in it.
    var said: [Int64: Int] = [:]
    /// On how many days each spoke in each hour of the day.
    var hours: [Int64: [Int]] = [:]
    /// The core of the talk of the window (METRICS: `core`).
    var core: Set<Int64> = []

    init(_ group: GroupID, _ days: DayRange, in transaction: Transaction) throws {
        var (said, hours, present) = (said, hours, [Int64: Member]())
        try transaction.forEach(
            """
            SELECT person_id, messages, hours FROM member_days
            WHERE group_id = \(group) AND day BETWEEN \(days.from) AND \(days.to) AND messages > 0
            """
        ) { row in
            let (person, bits) = (row.int64(0), row.int64(2))
            said[person, default: 0] += row.int(1)
            var counts = hours[person] ?? [Int](repeating: 0, count: 24)
            for hour in 0..<24 where bits & (1 << Int64(hour)) != 0 { counts[hour] += 1 }
            hours[person] = counts
        }
        try transaction.forEach(
            """
            SELECT person_id, joined_day, join_scene, inviter_id FROM stays
            WHERE group_id = \(group) AND joined_day <= \(days.to) AND (left_day IS NULL OR left_day > \(days.to))
            ORDER BY person_id, number
            """
        ) { row in
            let scene = row.optionalString(2) ?? ""
            let channel = scene.isEmpty ? (row.isNull(3) ? "unknown" : "invitation") : scene
            present[row.int64(0)] = Member(person: row.int64(0), joined: row.day(1), channel: channel)
        }
        (self.said, self.hours) = (said, hours)
        self.present = present.values.sorted { $0.person < $1.person }
        try findCore(group, days, in: transaction)
    }

    private mutating func findCore(_ group: GroupID, _ days: DayRange, in transaction: Transaction) throws {
        var numbering = Numbering()
        for person in said.keys.sorted() { _ = numbering.number(of: UInt64(bitPattern: person)) }
        let speakers = numbering.count
        var graph = InteractionGraph()
        try transaction.forEach(
            """
            SELECT from_id, to_id, CAST(SUM(weight) AS BIGINT) FROM edge_days
            WHERE group_id = \(group) AND day BETWEEN \(days.from) AND \(days.to) GROUP BY from_id, to_id
            """
        ) { row in
            let from = numbering.number(of: UInt64(bitPattern: row.int64(0)))
            let to = numbering.number(of: UInt64(bitPattern: row.int64(1)))
            graph.add(from: from, to: to, weight: row.int(2))
        }
        let active = (0..<numbering.count).map { $0 < speakers }
        let roles = GraphRoles(graph, active: active)
        for (index, value) in numbering.values.enumerated() where roles.isCore(index) {
            core.insert(Int64(bitPattern: value))
        }
    }
}
