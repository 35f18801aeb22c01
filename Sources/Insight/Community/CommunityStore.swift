package import Kernel
internal import Record
package import Storage

extension CommunityReport {
    /// Counts the report of some days from the rollups of the groups, with what became of the suggestions of the days
    /// before.
    ///
    /// It costs what the days and people of three such windows cost, however much was said in them.
    ///
    /// - Parameter scope: The groups that may be counted; nil for all.
    package static func load(
        _ selection: GroupSelection, window: DayRange, scope: Set<GroupID>?, in transaction: Transaction
    ) throws -> CommunityReport {
        let groups = ChosenGroups(selection: selection, scope: scope)
        let known = try groups.known(in: transaction)
        let windows = [window, window.previous, window.previous.previous]
        let counted = try windows.map { try groups.figures(in: $0, known, in: transaction) }
        var report = CommunityReport(
            selection: selection, window: windows[0], lines: told(known, windows[0], counted[0], counted[1]))
        var earlier = CommunityReport(
            selection: selection, window: windows[1], lines: told(known, windows[1], counted[1], counted[2]))
        report.days = try groups.days(in: window, in: transaction)
        report.active = try groups.people(in: window, in: transaction)
        report.activeBefore = try groups.people(in: window.previous, in: transaction)
        report.lives = GroupSurvival(known.map(\.summary))
        earlier.active = report.activeBefore
        report.courses = report.courses(of: earlier)
        return report
    }

    /// The groups that such a report of everything is of, and no others.
    package static func groups(
        _ selection: GroupSelection, scope: Set<GroupID>?, in transaction: Transaction
    ) throws -> Set<GroupID> {
        Set(try ChosenGroups(selection: selection, scope: scope).known(in: transaction).map(\.group))
    }

    private static func told(
        _ known: [KnownGroup], _ window: DayRange, _ now: [GroupID: WindowFigures], _ before: [GroupID: WindowFigures]
    ) -> [CommunityLine] {
        known.compactMap { one in
            guard let data = one.data, data.from <= window.to else { return nil }
            let reachesBack = data.from <= window.previous.from
            let death = one.summary.life?.death
            return CommunityLine(
                group: one.group, label: one.summary.group, now: now[one.group] ?? WindowFigures(),
                before: reachesBack ? before[one.group] ?? WindowFigures() : nil,
                isNew: window.contains(data.from),
                hasDied: death.map { !$0.revived && window.contains($0.day) } ?? false)
        }
    }
}

/// A group of the selection with what is known of its whole life.
private struct KnownGroup {
    let group: GroupID
    let summary: GroupSummary
    /// Members at the end of its data.
    let members: Int
    var data: DayRange? { summary.data }
}

/// The groups that a report over several is counted from, as a condition of SQL on `groups g`.
///
/// They are gone through one by one along the keys of their days, for which `CROSS JOIN` is needed: left to itself
/// SQLite reads all days of all groups.
private struct ChosenGroups {
    let selection: GroupSelection
    let scope: Set<GroupID>?

    private var condition: SQL {
        var condition = SQL.isOurs("g.id")
        if let scope {
            guard let first = scope.min() else { return "1 = 0" }
            condition = condition + " AND g.id IN (\(first)"
            for group in scope.sorted().dropFirst() { condition = condition + ", \(group)" }
            condition = condition + ")"
        }
        switch selection {
        case .all: return condition
        case .kind(let kind): return condition + " AND g.kind = \(kind)"
        case .tag(let tag):
            return condition
                + " AND EXISTS (SELECT 1 FROM group_tags t WHERE t.group_id = g.id AND t.key = \(foldedName(tag)))"
        }
    }

    func known(in transaction: Transaction) throws -> [KnownGroup] {
        let query: SQL = """
            SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day, g.observed_until,
                t.died_day, t.second_day, t.members, g.id
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id WHERE \(sql: condition) ORDER BY g.id
            """
        return try transaction.all(query) { row in
            var summary = GroupSummary(group: GroupLabel(row, at: 0))
            summary.data = DayRange(row, at: 5)
            if summary.data != nil { summary.life = GroupLife(row, at: 3) }
            return KnownGroup(
                group: row.id(11), summary: summary, members: summary.data == nil ? 0 : row.int(10))
        }
    }

    func figures(
        in window: DayRange, _ known: [KnownGroup], in transaction: Transaction
    ) throws -> [GroupID: WindowFigures] {
        var figures: [GroupID: WindowFigures] = [:]
        for group in known { figures[group.group, default: .init()].members = group.members }
        let sums: SQL = """
            SELECT d.group_id, CAST(SUM(d.messages) AS BIGINT), CAST(SUM(d.joins + d.joins_implied) AS BIGINT),
                CAST(SUM(d.leaves) AS BIGINT)
            FROM groups g CROSS JOIN group_days d
            WHERE d.group_id = g.id AND d.day BETWEEN \(window.from) AND \(window.to)
                AND \(sql: condition)
            GROUP BY d.group_id
            """
        try transaction.forEach(sums) { row in
            let group = GroupID(row.int64(0))
            figures[group]?.messages = row.int(1)
            figures[group]?.joins = row.int(2)
            figures[group]?.leaves = row.int(3)
        }
        let speakers: SQL = """
            SELECT m.group_id, COUNT(DISTINCT m.person_id)
            FROM groups g CROSS JOIN member_days m
            WHERE m.group_id = g.id AND m.day BETWEEN \(window.from) AND \(window.to)
                AND m.messages > 0 AND \(sql: condition)
            GROUP BY m.group_id
            """
        try transaction.forEach(speakers) { figures[GroupID($0.int64(0))]?.active = $0.int(1) }
        // Members at the end of a day are those at the end of the data less what came after.
        let later: SQL = """
            SELECT d.group_id, CAST(SUM(d.joins + d.joins_implied - d.leaves) AS BIGINT)
            FROM groups g CROSS JOIN group_days d
            WHERE d.group_id = g.id AND d.day > \(window.to)
                AND \(sql: condition)
            GROUP BY d.group_id
            """
        try transaction.forEach(later) { figures[GroupID($0.int64(0))]?.members -= $0.int(1) }
        return figures
    }

    func days(in window: DayRange, in transaction: Transaction) throws -> [CommunityDay] {
        var days = window.days.map { CommunityDay(day: $0) }
        let query: SQL = """
            SELECT d.day, CAST(SUM(d.messages) AS BIGINT), SUM(CASE WHEN d.messages > 0 THEN 1 ELSE 0 END),
                CAST(SUM(d.joins + d.joins_implied) AS BIGINT), CAST(SUM(d.leaves) AS BIGINT)
            FROM groups g CROSS JOIN group_days d
            WHERE d.group_id = g.id AND d.day BETWEEN \(window.from) AND \(window.to)
                AND \(sql: condition)
            GROUP BY d.day
            """
        try transaction.forEach(query) { row in
            let place = window.from.distance(to: CivilDay(number: Int32(clamping: row.int64(0))))
            days[place].messages = row.int(1)
            days[place].groups = row.int(2)
            days[place].joins = row.int(3)
            days[place].leaves = row.int(4)
        }
        return days
    }

    /// Different people who spoke in any of them.
    func people(in window: DayRange, in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(DISTINCT m.person_id)
            FROM groups g CROSS JOIN member_days m
            WHERE m.group_id = g.id AND m.day BETWEEN \(window.from) AND \(window.to)
                AND m.messages > 0 AND \(sql: condition)
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }
}
