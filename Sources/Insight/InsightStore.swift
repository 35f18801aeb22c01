package import Kernel
package import Storage

// Insight's SQL. It reads rollups only, never the event log, so that a report costs what its days and people cost however
// much was said on them; only the words of the few questions that are shown come from the log, by their keys.

extension GroupReport {
    /// Reads and computes the report of a group.
    ///
    /// Throws a `.notFound` fault where there is no such group, and what `ReportWindow.resolved` throws.
    package static func load(group: GroupID, window: ReportWindow, in transaction: Transaction) throws -> GroupReport {
        let found = try transaction.first(
            """
            SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day, g.observed_until,
                t.died_day, t.second_day
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id WHERE g.id = \(group)
            """
        ) { (label: GroupLabel($0, at: 0), data: DayRange($0, at: 5), life: GroupLife($0, at: 3)) }
        guard let found else { throw Fault(.notFound, "report.group.unknown", ["group": "\(group)"]) }
        guard let range = try window.resolved(data: found.data) else {
            return GroupReport(group: found.label, data: nil, window: nil)
        }
        var facts = try ReportFacts(
            group: group, zone: found.label.zone, window: range, data: found.data, in: transaction)
        facts.death = found.life?.death
        facts.observedUntil = found.life?.observedUntil
        var report = GroupReport(group: found.label, data: found.data, window: range, facts: facts)
        report.fillNames(try PeopleNames.load(report.namesNeeded, in: transaction))
        return report
    }
}

extension GroupReport {
    /// The report with what is kept up of the group beside it: its health, its forecast, what followed elsewhere; and its
    /// topics, where they are asked for.
    package static func loadWhole(
        group: GroupID, window: ReportWindow, withTopics: Bool = false, in transaction: Transaction
    ) throws -> GroupReport {
        var report = try load(group: group, window: window, in: transaction)
        report.outlook = try GroupOutlook.load(group, in: transaction)
        report.portrait = try GroupPortrait.load(group: group, window: window, in: transaction)
        if withTopics, let days = report.window {
            report.topics = try ReportTopics.load(group: group, window: days, in: transaction)
        }
        return report
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

extension GroupSummary {
    /// Every group with its totals, by network and name.
    package static func all(in transaction: Transaction) throws -> [GroupSummary] {
        var summaries = try transaction.all(
            """
            SELECT g.name, g.network, g.kind, g.zone, g.is_presence, t.first_day, t.last_day, g.observed_until,
                t.died_day, t.second_day, t.messages, t.messages_bot, t.joins, t.leaves, t.sessions, t.members, t.people,
                t.active
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
        life = GroupLife(row, at: 3)
        messages = row.int(10)
        messagesOfBots = row.int(11)
        joins = row.int(12)
        leaves = row.int(13)
        sessions = row.int(14)
        members = row.int(15)
        peopleSeen = row.int(16)
        active = row.int(17)
    }
}
