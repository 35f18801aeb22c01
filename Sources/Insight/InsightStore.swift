package import Kernel
package import Storage

// All of Insight's SQL. It reads rollups only, never the event log, so that a report costs what its days and people
// cost however much was said on them.

extension GroupReport {
    /// Reads and computes the report of a group.
    ///
    /// Throws a `.notFound` fault where there is no such group, and what `ReportWindow.resolved` throws.
    package static func load(group: GroupID, window: ReportWindow, in transaction: Transaction) throws -> GroupReport {
        let found = try transaction.first(
            """
            SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id WHERE g.id = \(group)
            """
        ) { (label: GroupLabel($0, at: 0), data: DayRange($0, at: 5)) }
        guard let found else { throw Fault(.notFound, "report.group.unknown", ["group": "\(group)"]) }
        guard let range = try window.resolved(data: found.data) else {
            return GroupReport(group: found.label, data: nil, window: nil)
        }
        let facts = try ReportFacts(group: group, window: range, data: found.data, in: transaction)
        return GroupReport(group: found.label, data: found.data, window: range, facts: facts)
    }
}

extension GroupLabel {
    /// Reads `name, network, kind, zone, is_presence` from a row.
    init(_ row: Row, at column: Int) {
        let kind = row.string(column + 2)
        self.init(
            name: row.string(column), network: row.string(column + 1), kind: kind.isEmpty ? nil : kind,
            zone: row.string(column + 3), isPresence: row.int64(column + 4) != 0)
    }
}

extension DayRange {
    /// Reads `first_day, last_day` from a row of a left join; nil where there is none.
    init?(_ row: Row, at column: Int) {
        guard let first = row.optionalInt64(column), let last = row.optionalInt64(column + 1) else { return nil }
        self.init(from: CivilDay(number: Int32(clamping: first)), to: CivilDay(number: Int32(clamping: last)))
    }
}

/// The numbers 0, 1, 2 … of the people of a report.
private struct PeopleIndex {
    private var numbering = Numbering()

    var count: Int { numbering.count }

    mutating func number(of id: Int64) -> Int32 { numbering.number(of: UInt64(bitPattern: id)) }
}

extension ReportFacts {
    fileprivate init(group: GroupID, window: DayRange, data: DayRange?, in transaction: Transaction) throws {
        let needed = GroupReport.daysNeeded(window: window, data: data)
        var people = PeopleIndex()
        self.init(ledger: try DayLedger.load(group, needed.ledger, in: transaction))
        try loadMemberDays(group, needed.members, &people, in: transaction)
        try loadJoins(group, window, &people, in: transaction)
        try loadHours(group, window, in: transaction)
        try loadEdges(group, window, &people, in: transaction)
        peopleCount = people.count
    }

    private mutating func loadMemberDays(
        _ group: GroupID, _ days: DayRange, _ people: inout PeopleIndex, in transaction: Transaction
    ) throws {
        var read = MemberDays()
        try transaction.forEach(
            """
            SELECT day, person_id, messages FROM member_days
            WHERE group_id = \(group) AND day BETWEEN \(days.from) AND \(days.to) ORDER BY day
            """
        ) { read.append(day: $0.day(0), person: people.number(of: $0.int64(1)), messages: $0.int(2)) }
        memberDays = read
    }

    private mutating func loadJoins(
        _ group: GroupID, _ window: DayRange, _ people: inout PeopleIndex, in transaction: Transaction
    ) throws {
        let firstWeek = window.from.monday
        let lastDay = window.to.monday.advanced(by: 6)
        firstJoins = try transaction.all(
            """
            SELECT person_id, first_joined_day FROM memberships
            WHERE group_id = \(group) AND first_joined_day BETWEEN \(firstWeek) AND \(lastDay)
            """
        ) { (people.number(of: $0.int64(0)), $0.day(1)) }
        longStanding = try transaction.all(
            """
            SELECT person_id FROM stays WHERE group_id = \(group) AND joined_day <= \(window.to.advanced(by: -28))
            AND (left_day IS NULL OR left_day > \(window.to))
            """
        ) { people.number(of: $0.int64(0)) }
    }

    private mutating func loadHours(_ group: GroupID, _ window: DayRange, in transaction: Transaction) throws {
        var read = Hours()
        try transaction.forEach(
            """
            SELECT day, hour, messages FROM group_hours
            WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to)
            """
        ) { read.add($0.int(2), on: $0.day(0), hour: $0.int(1)) }
        hours = read
    }

    private mutating func loadEdges(
        _ group: GroupID, _ window: DayRange, _ people: inout PeopleIndex, in transaction: Transaction
    ) throws {
        var read = InteractionGraph()
        try transaction.forEach(
            """
            SELECT from_id, to_id, weight FROM edge_days
            WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to)
            """
        ) {
            read.add(
                from: people.number(of: $0.int64(0)), to: people.number(of: $0.int64(1)), weight: $0.int(2))
        }
        graph = read
    }
}

extension DayLedger {
    fileprivate static func load(
        _ group: GroupID, _ range: DayRange, in transaction: Transaction
    ) throws -> DayLedger {
        let before = try transaction.first(
            """
            SELECT CAST(COALESCE(SUM(joins + joins_implied - leaves), 0) AS BIGINT) FROM group_days
            WHERE group_id = \(group) AND day < \(range.from)
            """
        ) { $0.int(0) }
        let rows = try transaction.all(
            """
            SELECT day, messages, messages_bot, joins, joins_implied, leaves, sessions, renames, active,
                joins_of_present, leaves_of_absent
            FROM group_days WHERE group_id = \(group) AND day BETWEEN \(range.from) AND \(range.to)
            """
        ) { (day: $0.day(0), figures: DayFigures($0, at: 1)) }
        return DayLedger(range: range, membersBefore: before ?? 0, rows: rows)
    }
}

extension DayFigures {
    /// Reads the counts of a `group_days` row in the order of its columns.
    fileprivate init(_ row: Row, at column: Int) {
        messages = row.int(column)
        messagesOfBots = row.int(column + 1)
        joins = row.int(column + 2)
        joinsImplied = row.int(column + 3)
        leaves = row.int(column + 4)
        sessions = row.int(column + 5)
        renames = row.int(column + 6)
        active = row.int(column + 7)
        joinsOfPresent = row.int(column + 8)
        leavesOfAbsent = row.int(column + 9)
    }
}

extension GroupSummary {
    /// Every group with its totals, by network and name.
    package static func all(in transaction: Transaction) throws -> [GroupSummary] {
        var summaries = try transaction.all(
            """
            SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day, t.messages,
                t.messages_bot, t.joins, t.leaves, t.sessions, t.members, t.people, t.active
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id ORDER BY g.network, g.name
            """
        ) { GroupSummary($0) }
        // The engines do not agree on the order of letters; the list is one.
        if !zip(summaries, summaries.dropFirst()).allSatisfy({ !$1.precedes($0) }) {
            summaries.sort { $0.precedes($1) }
        }
        return summaries
    }

    private init(_ row: Row) {
        self.init(group: GroupLabel(row, at: 0))
        guard let data = DayRange(row, at: 5) else { return }
        self.data = data
        messages = row.int(7)
        messagesOfBots = row.int(8)
        joins = row.int(9)
        leaves = row.int(10)
        sessions = row.int(11)
        members = row.int(12)
        peopleSeen = row.int(13)
        active = row.int(14)
    }
}
