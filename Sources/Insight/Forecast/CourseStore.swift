package import Kernel
package import Storage

// The rollups of many groups as courses, read in a few statements.

extension GroupCourse {
    /// A group whose course can be read.
    package struct Source: Sendable {
        package let group: GroupID
        package let kind: String
        package let firstDay: CivilDay
        /// The last day that is known to be whole: the one before that which the record reaches into.
        package let lastDay: CivilDay
    }

    /// Groups after one, by id, that have a whole day.
    package static func sources(
        after group: GroupID?, limit: Int, in transaction: Transaction
    ) throws -> [Source] {
        let rows = try transaction.all(
            """
            SELECT g.id, g.kind, g.zone, g.is_presence, t.first_day, t.last_day, g.observed_until, t.died_day,
                t.second_day
            FROM groups g JOIN group_totals t ON t.group_id = g.id
            WHERE g.id > \(group?.value ?? Int64.min) AND \(sql: .isOurs("g.id")) ORDER BY g.id LIMIT \(limit)
            """
        ) { (id: GroupID($0.int64(0)), kind: $0.string(1), life: GroupLife($0, at: 2)) }
        return rows.map { row in
            let first = row.life?.firstDay ?? CivilDay(number: 0)
            let last = row.life?.observedUntil.advanced(by: -1) ?? first.advanced(by: -1)
            return Source(group: row.id, kind: row.kind, firstDay: first, lastDay: last)
        }
    }

    package static func source(_ group: GroupID, in transaction: Transaction) throws -> Source? {
        try sources(after: GroupID(group.value - 1), limit: 1, in: transaction).first { $0.group == group }
    }

    /// The courses of neighbours by id, each of its last `most` days where that is given; nil for a group without a
    /// whole day.
    package static func load(
        _ sources: [Source], most: Int? = nil, in transaction: Transaction
    ) throws -> [GroupCourse?] {
        var courses = sources.map { source -> GroupCourse? in
            guard source.firstDay <= source.lastDay else { return nil }
            let whole = DayRange(from: source.firstDay, to: source.lastDay)
            let range = most.map { whole.count > $0 ? DayRange(ending: whole.to, count: $0) : whole } ?? whole
            return GroupCourse(firstDay: source.firstDay, range: range)
        }
        guard let first = sources.first?.group, let last = sources.last?.group else { return [] }
        let place = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1.group.value, $0) })
        let from = courses.compactMap { $0?.range.from }.min() ?? CivilDay(number: 0)
        let within: SQL = "group_id BETWEEN \(first) AND \(last) AND day >= \(from)"
        try addSpeech(within, place, to: &courses, in: transaction)
        try addDays(within, place, to: &courses, in: transaction)
        for (index, source) in sources.enumerated() {
            guard let start = courses[index]?.range.from, start > source.firstDay else { continue }
            courses[index]?.membersBefore =
                try transaction.first(
                    """
                    SELECT CAST(COALESCE(SUM(joins + joins_implied - leaves), 0) AS BIGINT) FROM group_days
                    WHERE group_id = \(source.group) AND day < \(start)
                    """
                ) { $0.int(0) } ?? 0
        }
        return courses
    }

    private static func addSpeech(
        _ within: SQL, _ place: [Int64: Int], to courses: inout [GroupCourse?], in transaction: Transaction
    ) throws {
        var (group, index): (Int64, Int?) = (Int64.min, nil)
        var people = Numbering()
        var read = courses
        try transaction.forEach(
            """
            SELECT group_id, day, person_id, messages FROM member_days WHERE \(sql: within) AND messages > 0
            ORDER BY group_id, day, person_id
            """
        ) { row in
            if row.int64(0) != group {
                group = row.int64(0)
                index = place[group]
                people = Numbering()
            }
            guard let index else { return }
            let person = people.number(of: UInt64(bitPattern: row.int64(2)))
            read[index]?.add(person: person, messages: row.int(3), on: row.day(1))
        }
        courses = read
    }

    private static func addDays(
        _ within: SQL, _ place: [Int64: Int], to courses: inout [GroupCourse?], in transaction: Transaction
    ) throws {
        var read = courses
        try transaction.forEach(
            "SELECT group_id, day, messages, joins + joins_implied, leaves, carrying FROM group_days WHERE \(sql: within)"
        ) { row in
            guard let index = place[row.int64(0)] else { return }
            read[index]?.add(on: row.day(1)) {
                $0.messages = row.int(2)
                $0.newcomers = row.int(3)
                $0.leaves = row.int(4)
                $0.carrying = row.int(5)
            }
        }
        try transaction.forEach(
            """
            SELECT group_id, day, CAST(SUM(weight) AS BIGINT) FROM edge_days WHERE \(sql: within) GROUP BY group_id, day
            """
        ) { row in
            guard let index = place[row.int64(0)] else { return }
            read[index]?.add(on: row.day(1)) { $0.replies = row.int(2) }
        }
        // Added up here: they do not lie in the order of days, and SQLite would hold all of them in memory to group them.
        try transaction.forEach("SELECT group_id, day, answered_at FROM questions WHERE \(sql: within)") { row in
            guard let index = place[row.int64(0)] else { return }
            read[index]?.add(on: row.day(1)) {
                $0.questions += 1
                if !row.isNull(2) { $0.answered += 1 }
            }
        }
        courses = read
    }
}

extension Landmarks {
    /// How many groups are read at a time, so that none holds the database's past for long.
    private static let batch = 250

    /// Reads the whole history of all groups, and shows each course on the way.
    package static func load(
        from store: Store, _ visit: (GroupCourse, _ group: Int64) -> Void = { _, _ in }
    ) async throws -> Landmarks {
        let days = try await store.read { transaction in
            try transaction.first("SELECT CAST(COALESCE(SUM(last_day - first_day + 1), 0) AS BIGINT) FROM group_totals")
            {
                $0.int(0)
            } ?? 0
        }
        var landmarks = Landmarks(groupDays: days)
        var last: GroupID?
        while true {
            let after = last
            let read = try await store.read { transaction in
                let sources = try GroupCourse.sources(after: after, limit: batch, in: transaction)
                return (sources, try GroupCourse.load(sources, in: transaction))
            }
            for (source, course) in zip(read.0, read.1) {
                guard let course else { continue }
                landmarks.add(course, group: source.group.value, kind: source.kind)
                visit(course, source.group.value)
            }
            guard read.0.count == batch, let group = read.0.last?.group else { return landmarks }
            last = group
        }
    }
}
