internal import Kernel
internal import Storage

/// The numbers 0, 1, 2 … of the people of a report.
struct PeopleIndex {
    private var numbering = Numbering()

    var count: Int { numbering.count }
    var ids: [Int64] { numbering.values.map { Int64(bitPattern: $0) } }

    mutating func number(of id: Int64) -> Int32 { numbering.number(of: UInt64(bitPattern: id)) }
}

extension ReportFacts {
    /// Reads what the rollups hold about a group and a window.
    init(group: GroupID, zone: String, window: DayRange, data: DayRange?, in transaction: Transaction) throws {
        let needed = GroupReport.daysNeeded(window: window, data: data)
        var index = PeopleIndex()
        self.init(ledger: try DayLedger.load(group, needed.ledger, in: transaction))
        try loadMemberDays(group, needed.members, &index, in: transaction)
        try loadHours(group, window, in: transaction)
        let talk = GroupReport.talkNeeded(window: window, data: data)
        try loadEdges(group, talk, &index, in: transaction)
        let lastLeft = try loadStays(group, window, &index, in: transaction)
        try loadSpans(group, zone, lastLeft, &index, in: transaction)
        try loadAnswers(group, window, &index, in: transaction)
        try loadAsked(group, window, from: talk.from, &index, in: transaction)
        try loadUnanswered(group, window, in: transaction)
        try loadLinks(group, in: transaction)
        peopleCount = index.count
        people.ids = index.ids
    }

    private mutating func loadMemberDays(
        _ group: GroupID, _ days: DayRange, _ index: inout PeopleIndex, in transaction: Transaction
    ) throws {
        var read = MemberDays()
        try transaction.forEach(
            """
            SELECT day, person_id, messages FROM member_days
            WHERE group_id = \(group) AND day BETWEEN \(days.from) AND \(days.to) ORDER BY day
            """
        ) { read.append(day: $0.day(0), person: index.number(of: $0.int64(1)), messages: $0.int(2)) }
        memberDays = read
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
        var speakers = HourSpeakers()
        try transaction.forEach(
            """
            SELECT day, hours FROM member_days WHERE group_id = \(group)
            AND day BETWEEN \(DayRange(ending: window.to, count: BestHours.days).from) AND \(window.to)
            """
        ) { speakers.add(on: $0.day(0), hours: $0.int64(1)) }
        hourSpeakers = speakers
    }

    private mutating func loadEdges(
        _ group: GroupID, _ days: DayRange, _ index: inout PeopleIndex, in transaction: Transaction
    ) throws {
        var read = EdgeDays()
        try transaction.forEach(
            """
            SELECT day, from_id, to_id, weight FROM edge_days
            WHERE group_id = \(group) AND day BETWEEN \(days.from) AND \(days.to) ORDER BY day
            """
        ) {
            let (from, to) = (index.number(of: $0.int64(1)), index.number(of: $0.int64(2)))
            read.append(day: $0.day(0), from: from, to: to, weight: $0.int(3))
        }
        edges = read
    }

    /// Reads who came, went and is there, and gives by person when their last stay ended.
    private mutating func loadStays(
        _ group: GroupID, _ window: DayRange, _ index: inout PeopleIndex, in transaction: Transaction
    ) throws -> [Int32: CivilDay] {
        var read = people
        var lastLeft: [Int32: CivilDay] = [:]
        try transaction.forEach(
            """
            SELECT person_id, joined_day, left_day, join_implied, join_scene, quit_scene, inviter_id FROM stays
            WHERE group_id = \(group) ORDER BY person_id, number
            """
        ) { row in
            let person = index.number(of: row.int64(0))
            let joined = row.day(1)
            let left = row.optionalInt32(2).map { CivilDay(number: $0) }
            lastLeft[person] = left
            if joined <= window.to, left.map({ $0 > window.to }) ?? true {
                read.present.append(PresentMember(person: person, joined: joined))
            }
            if window.contains(joined), !row.bool(3) {
                let inviter = row.optionalInt64(6).map { index.number(of: $0) }
                read.arrivals.append(
                    Arrival(person: person, day: joined, left: left, scene: row.scene(4), inviter: inviter))
            }
            if let left, window.contains(left) {
                read.departures.append(Departure(person: person, day: left, scene: row.scene(5)))
            }
        }
        people = read
        return lastLeft
    }

    private mutating func loadSpans(
        _ group: GroupID, _ zone: String, _ lastLeft: [Int32: CivilDay], _ index: inout PeopleIndex,
        in transaction: Transaction
    ) throws {
        var clock = CivilZone(zone) ?? .utc
        people.spans = try transaction.all(
            """
            SELECT person_id, first_joined_day, last_message_at, messages FROM memberships WHERE group_id = \(group)
            """
        ) { row in
            let person = index.number(of: row.int64(0))
            return MemberSpan(
                person: person, firstJoined: row.day(1), left: lastLeft[person],
                lastMessage: row.optionalInstant(2).map { clock.civil($0).day }, messages: row.int(3))
        }
    }
}

// MARK: - Value

extension ReportFacts {
    private mutating func loadAnswers(
        _ group: GroupID, _ window: DayRange, _ index: inout PeopleIndex, in transaction: Transaction
    ) throws {
        people.answers = try transaction.all(
            """
            SELECT person_id, CAST(SUM(answers) AS BIGINT) FROM member_days
            WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to) AND answers > 0 GROUP BY person_id
            """
        ) { (index.number(of: $0.int64(0)), $0.int(1)) }
    }

    private mutating func loadAsked(
        _ group: GroupID, _ window: DayRange, from first: CivilDay, _ index: inout PeopleIndex,
        in transaction: Transaction
    ) throws {
        let month = DayRange(ending: window.to, count: 28)
        let days = DayRange(from: min(first, month.from), to: window.to)
        asked = try transaction.all(
            """
            SELECT day, asker_id, answered_at - instant FROM questions
            WHERE group_id = \(group) AND instant BETWEEN \(days.earliest) AND \(days.latest)
            AND day BETWEEN \(days.from) AND \(days.to)
            """
        ) { AskedQuestion(day: $0.day(0), asker: index.number(of: $0.int64(1)), wait: $0.optionalInt64(2)) }
        attentive =
            try transaction.first(
                """
                SELECT COUNT(DISTINCT person_id) FROM member_days WHERE group_id = \(group)
                AND day BETWEEN \(month.from) AND \(month.to) AND (messages > 0 OR reactions > 0)
                """
            ) { $0.int(0) } ?? 0
    }

    private mutating func loadUnanswered(
        _ group: GroupID, _ window: DayRange, in transaction: Transaction
    ) throws {
        unanswered = try transaction.all(
            """
            SELECT q.day, q.instant, p.name, SUBSTR(e.body, 1, 400), q.asker_id FROM questions q
            LEFT JOIN people p ON p.id = q.asker_id
            LEFT JOIN events e ON e.group_id = q.group_id AND e.event_key = q.event_key
            WHERE q.group_id = \(group) AND q.instant BETWEEN \(window.earliest) AND \(window.latest)
            AND q.day BETWEEN \(window.from) AND \(window.to) AND q.answered_at IS NULL
            ORDER BY q.instant DESC, q.place DESC, q.event_key DESC LIMIT \(ValueFigures.unansweredShown)
            """
        ) { row in
            let text = row.optionalString(3).map { OpenQuestion.excerpt($0) }
            return OpenQuestion(
                day: row.day(0), instant: row.instant(1), asker: row.name(2), askerID: row.optionalInt64(4),
                text: text?.isEmpty == true ? nil : text)
        }
    }

    private mutating func loadLinks(_ group: GroupID, in transaction: Transaction) throws {
        links = try transaction.all(
            """
            SELECT url, times, first_instant, last_instant FROM links WHERE group_id = \(group)
            ORDER BY times DESC, first_instant, url LIMIT \(SharedLink.shown)
            """
        ) { SharedLink(url: $0.string(0), times: $0.int(1), first: $0.instant(2), last: $0.instant(3)) }
    }
}

/// What people are called.
enum PeopleNames {
    /// The names of some people by id; none for those who are erased.
    static func load(_ ids: Set<Int64>, in transaction: Transaction) throws -> [Int64: String] {
        var names: [Int64: String] = [:]
        for id in ids {
            names[id] = try transaction.first("SELECT name FROM people WHERE id = \(id)") { $0.name(0) } ?? nil
        }
        return names
    }
}

extension Row {
    /// A name; nil where it is erased.
    fileprivate func name(_ column: Int) -> String? { optionalString(column).flatMap { $0.isEmpty ? nil : $0 } }

    /// How somebody came or went; nil where the source did not say.
    fileprivate func scene(_ column: Int) -> String? { optionalString(column).flatMap { $0.isEmpty ? nil : $0 } }
}

extension DayRange {
    /// Bounds of the instants of its days in whatever zone, for an index by instant to begin and end with.
    fileprivate var earliest: Instant { Instant(seconds: Int64(from.number - 1) * 86_400) }
    fileprivate var latest: Instant { Instant(seconds: Int64(to.number + 2) * 86_400) }
}

extension DayLedger {
    static func load(
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
            SELECT day, \(raw: DayFigures.columns) FROM group_days
            WHERE group_id = \(group) AND day BETWEEN \(range.from) AND \(range.to)
            """
        ) { (day: $0.day(0), figures: DayFigures($0, at: 1)) }
        return DayLedger(range: range, membersBefore: before ?? 0, rows: rows)
    }
}

extension DayFigures {
    /// The columns of `group_days` that count something.
    static let columns = """
        messages, messages_bot, joins, joins_implied, leaves, sessions, renames, active, joins_of_present,
        leaves_of_absent, questions, answers, carrying, reactions
        """

    /// Reads the counts of a `group_days` row in the order of its columns.
    init(_ row: Row, at column: Int) {
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
        questions = row.int(column + 10)
        answers = row.int(column + 11)
        carrying = row.int(column + 12)
        reactions = row.int(column + 13)
    }
}
