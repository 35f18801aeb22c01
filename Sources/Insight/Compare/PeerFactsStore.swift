internal import Kernel
internal import Storage

/// A group whose figures are wanted for some days.
struct PeerWindow {
    let id: GroupID
    let label: GroupLabel
    let data: DayRange
    /// The last day that the record is known to be whole for.
    let observedUntil: CivilDay?
    let window: DayRange
}

/// The figures of many groups, read some dozens of groups to a query: to ask for each group alone costs more than
/// what is read.
struct PeerFigures {
    /// Groups in one query: few enough that its rows are small in memory, and that either engine takes the values.
    private static let pageSize = 64

    private var facts: [ReportFacts] = []
    private var people: [PeopleIndex] = []
    /// By group, its place in the page.
    private var places: [GroupID: Int] = [:]
    private let page: ArraySlice<PeerWindow>

    /// Calls `body` with the figures of each group that `ComparableFigure` tells of, in the order of the groups.
    static func forEach(
        _ peers: [PeerWindow], in transaction: Transaction, _ body: (GroupReport) -> Void
    ) throws {
        var start = 0
        while start < peers.count {
            let page = peers[start..<min(start + pageSize, peers.count)]
            let figures = try PeerFigures(page, in: transaction)
            for (peer, facts) in zip(page, figures.facts) {
                body(GroupReport(figuresOf: peer.label, data: peer.data, window: peer.window, facts: facts))
            }
            start += page.count
        }
    }

    private init(_ page: ArraySlice<PeerWindow>, in transaction: Transaction) throws {
        self.page = page
        for (place, peer) in page.enumerated() { places[peer.id] = place }
        people = Array(repeating: PeopleIndex(), count: page.count)
        try loadLedgers(in: transaction)
        try loadMemberDays(in: transaction)
        try loadEdges(in: transaction)
        let lastLeft = try loadStays(in: transaction)
        try loadSpans(lastLeft, in: transaction)
        try loadAsked(in: transaction)
        for (place, peer) in page.enumerated() {
            facts[place].peopleCount = people[place].count
            facts[place].observedUntil = peer.observedUntil
        }
    }

    /// The groups with the days wanted of each, as a table `p (id, first_day, last_day)`.
    private func wanted(_ days: (PeerWindow) -> DayRange) -> SQL {
        var query = SQL.StringInterpolation(literalCapacity: 64, interpolationCount: page.count * 3)
        query.appendLiteral("WITH p (id, first_day, last_day) AS (VALUES ")
        for (number, peer) in page.enumerated() {
            let days = days(peer)
            query.appendLiteral(number == 0 ? "(" : ", (")
            query.appendInterpolation(peer.id)
            query.appendLiteral(", ")
            query.appendInterpolation(days.from)
            query.appendLiteral(", ")
            query.appendInterpolation(days.to)
            query.appendLiteral(")")
        }
        query.appendLiteral(") ")
        return SQL(stringInterpolation: query)
    }

    private static func ofLedger(_ peer: PeerWindow) -> DayRange {
        GroupReport.daysNeeded(window: peer.window, data: peer.data).ledger
    }

    /// The last 28 days of a window, and the window.
    private static func monthAndWindow(_ peer: PeerWindow) -> DayRange {
        DayRange(from: min(peer.window.from, DayRange(ending: peer.window.to, count: 28).from), to: peer.window.to)
    }

    private func place(_ row: Row) -> Int { places[row.id(0)] ?? 0 }

    private mutating func loadLedgers(in transaction: Transaction) throws {
        let wanted = wanted(Self.ofLedger)
        var before = [Int](repeating: 0, count: page.count)
        var rows = [[(day: CivilDay, figures: DayFigures)]](repeating: [], count: page.count)
        // In the order of the words: a few groups first, then their days.
        try transaction.forEach(
            """
            \(sql: wanted)SELECT d.group_id, CAST(SUM(d.joins + d.joins_implied - d.leaves) AS BIGINT)
            FROM p CROSS JOIN group_days d WHERE d.group_id = p.id AND d.day < p.first_day GROUP BY d.group_id
            """
        ) { before[place($0)] = $0.int(1) }
        try transaction.forEach(
            """
            \(sql: wanted)SELECT d.group_id, d.day, \(raw: DayFigures.columns)
            FROM p CROSS JOIN group_days d WHERE d.group_id = p.id AND d.day BETWEEN p.first_day AND p.last_day
            """
        ) { rows[place($0)].append((day: $0.day(1), figures: DayFigures($0, at: 2))) }
        facts = page.enumerated().map { place, peer in
            ReportFacts(
                ledger: DayLedger(
                    range: Self.ofLedger(peer), membersBefore: before[place], rows: rows[place]))
        }
    }

    private mutating func loadMemberDays(in transaction: Transaction) throws {
        var read = [MemberDays](repeating: MemberDays(), count: page.count)
        var attentive = [Set<Int32>](repeating: [], count: page.count)
        let firstOfMonths = page.map { DayRange(ending: $0.window.to, count: 28).from }
        try transaction.forEach(
            """
            \(sql: wanted(Self.monthAndWindow))SELECT d.group_id, d.day, d.person_id, d.messages, d.reactions
            FROM p CROSS JOIN member_days d WHERE d.group_id = p.id AND d.day BETWEEN p.first_day AND p.last_day
            ORDER BY d.group_id, d.day
            """
        ) { row in
            let (place, day, messages) = (place(row), row.day(1), row.int(3))
            let person = people[place].number(of: row.int64(2))
            read[place].append(day: day, person: person, messages: messages)
            if day >= firstOfMonths[place], messages > 0 || row.int64(4) > 0 { attentive[place].insert(person) }
        }
        for (place, days) in read.enumerated() {
            facts[place].memberDays = days
            facts[place].attentive = attentive[place].count
        }
    }

    private mutating func loadEdges(in transaction: Transaction) throws {
        var read = [EdgeDays](repeating: EdgeDays(), count: page.count)
        try transaction.forEach(
            """
            \(sql: wanted(\.window))SELECT d.group_id, d.day, d.from_id, d.to_id, d.weight
            FROM p CROSS JOIN edge_days d WHERE d.group_id = p.id AND d.day BETWEEN p.first_day AND p.last_day
            ORDER BY d.group_id, d.day
            """
        ) { row in
            let place = place(row)
            let from = people[place].number(of: row.int64(2))
            let to = people[place].number(of: row.int64(3))
            read[place].append(day: row.day(1), from: from, to: to, weight: row.int(4))
        }
        for (place, days) in read.enumerated() { facts[place].edges = days }
    }

    /// Reads who is there at the window's end, and gives by group and person when their last stay ended.
    private mutating func loadStays(in transaction: Transaction) throws -> [[Int32: CivilDay]] {
        var lastLeft = [[Int32: CivilDay]](repeating: [:], count: page.count)
        var present = [[PresentMember]](repeating: [], count: page.count)
        try transaction.forEach(
            """
            \(sql: wanted(\.window))SELECT s.group_id, s.person_id, s.joined_day, s.left_day, p.last_day
            FROM p CROSS JOIN stays s WHERE s.group_id = p.id ORDER BY s.group_id, s.person_id, s.number
            """
        ) { row in
            let place = place(row)
            let person = people[place].number(of: row.int64(1))
            let joined = row.day(2)
            let left = row.optionalInt32(3).map { CivilDay(number: $0) }
            lastLeft[place][person] = left
            let last = row.day(4)
            if joined <= last, left.map({ $0 > last }) ?? true {
                present[place].append(PresentMember(person: person, joined: joined))
            }
        }
        for (place, members) in present.enumerated() { facts[place].people.present = members }
        return lastLeft
    }

    private mutating func loadSpans(_ lastLeft: [[Int32: CivilDay]], in transaction: Transaction) throws {
        var spans = [[MemberSpan]](repeating: [], count: page.count)
        var clocks = page.map { CivilZone($0.label.zone) ?? .utc }
        try transaction.forEach(
            """
            \(sql: wanted(\.window))SELECT m.group_id, m.person_id, m.first_joined_day, m.last_message_at, m.messages
            FROM p CROSS JOIN memberships m WHERE m.group_id = p.id
            """
        ) { row in
            let place = place(row)
            let person = people[place].number(of: row.int64(1))
            spans[place].append(
                MemberSpan(
                    person: person, firstJoined: row.day(2), left: lastLeft[place][person],
                    lastMessage: row.optionalInstant(3).map { clocks[place].civil($0).day }, messages: row.int(4)))
        }
        for (place, found) in spans.enumerated() { facts[place].people.spans = found }
    }

    private mutating func loadAsked(in transaction: Transaction) throws {
        var asked = [[AskedQuestion]](repeating: [], count: page.count)
        // An hour's day is at most one away from its day in whatever zone: bounds for the index by instant.
        try transaction.forEach(
            """
            \(sql: wanted(Self.monthAndWindow))SELECT q.group_id, q.day, q.asker_id, q.answered_at - q.instant
            FROM p CROSS JOIN questions q WHERE q.group_id = p.id AND q.day BETWEEN p.first_day AND p.last_day
            AND q.instant BETWEEN CAST(p.first_day - 1 AS BIGINT) * 86400000
            AND CAST(p.last_day + 2 AS BIGINT) * 86400000
            """
        ) { row in
            let place = place(row)
            let asker = people[place].number(of: row.int64(2))
            asked[place].append(AskedQuestion(day: row.day(1), asker: asker, wait: row.optionalInt64(3)))
        }
        for (place, questions) in asked.enumerated() { facts[place].asked = questions }
    }
}
