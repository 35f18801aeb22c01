package import Kernel
internal import Record
package import Storage

/// Why somebody should look at a group: it got worse against its own past, or broke a limit that any group would.
///
/// Much else may be advised about a group; that is for its own report. These are for the start of a day, on which few can be
/// looked at.
package enum StandingConcern: String, Sendable, CaseIterable {
    /// Silent now, and not because it was meant to end: ten or more spoke in the 28 days before, at most half of them now.
    case closed
    /// A quarter fewer speak than in the 28 days before, of ten at least.
    case cooling
    /// Ten or more left, more than joined, and 15 % of all who were there.
    case leaving
    /// A week of noisy days within the 28.
    case noisy
    /// Of twenty newcomers or more hardly one in ten still spoke in the fourth week.
    case newcomersSilent = "newcomers_silent"
    /// As likely as not to fall silent within 14 days, of ten speakers at least in these 28 days or in those before.
    case dying

    /// Kinds of groups that are meant to end: their silence is no trouble.
    static let passing = ["flash", "event"]

    /// The same rules for a database, over `group_standings s`; a test holds the two together.
    static let condition: SQL = """
        (s.stage_set <> 'closed' AND (
            (s.stage = 'closed' AND s.kind NOT IN ('flash', 'event') AND s.mau_before >= 10 AND s.mau * 2 <= s.mau_before)
            OR (s.stage <> 'closed' AND (
                (s.mau_before >= 10 AND s.mau * 4 <= s.mau_before * 3)
                OR (s.leaves >= 10 AND s.leaves > s.joins AND s.leaves * 20 >= (s.members + s.leaves) * 3)
                OR s.noise_days >= 7
                OR (s.newcomers >= 20 AND s.retention >= 0.0 AND s.retention < 0.1)
                OR (s.risk >= \(GroupStanding.highRisk) AND s.kind NOT IN ('flash', 'event')
                    AND (s.mau >= 10 OR s.mau_before >= 10))))))
        """
}

/// What the concerns about a group are judged by.
package struct ConcernFacts: Sendable, Equatable {
    package var group: GroupID
    package var kind = ""
    package var isClosed = false
    package var members = 0
    package var monthlyActive = 0
    package var monthlyActiveBefore = 0
    package var joins = 0
    package var leaves = 0
    package var noiseDays = 0
    package var newcomers = 0
    package var retention: Double?
    package var risk: Double?

    package init(group: GroupID) { self.group = group }

    package init(_ line: StandingLine) {
        let one = line.standing
        group = one.group
        kind = line.label.kind ?? ""
        isClosed = one.stage == .closed
        (members, monthlyActive, monthlyActiveBefore) = (one.members, one.monthlyActive, one.monthlyActiveBefore)
        (joins, leaves, noiseDays) = (one.joins, one.leaves, one.noiseDays)
        (newcomers, retention, risk) = (one.newcomers, one.retention, one.risk)
    }

    /// What is the matter, and about how many people that is, the most first; nothing where nothing is.
    package var concerns: [(concern: StandingConcern, people: Double)] {
        let lost = Double(monthlyActiveBefore - monthlyActive)
        let isEnded = StandingConcern.passing.contains(kind)
        guard !isClosed else {
            let counts = !isEnded && monthlyActiveBefore >= 10 && monthlyActive * 2 <= monthlyActiveBefore
            return counts ? [(.closed, lost)] : []
        }
        var found: [(concern: StandingConcern, people: Double)] = []
        if monthlyActiveBefore >= 10, monthlyActive * 4 <= monthlyActiveBefore * 3 { found.append((.cooling, lost)) }
        if leaves >= 10, leaves > joins, leaves * 20 >= (members + leaves) * 3 {
            found.append((.leaving, Double(leaves - joins)))
        }
        // Noise is a nuisance to all and a loss to some: a quarter of the members, for the share of days that are noisy.
        if noiseDays >= 7 { found.append((.noisy, Double(members * noiseDays) / (28 * 4))) }
        if newcomers >= 20, let retention, retention < 0.1 {
            found.append((.newcomersSilent, Double(newcomers) * (1 - retention) / 2))
        }
        // Those who still speak, as far as they may lose their group: whoever has gone already counts as cooling.
        if !isEnded, let risk, risk >= GroupStanding.highRisk, max(monthlyActive, monthlyActiveBefore) >= 10 {
            found.append((.dying, risk * Double(monthlyActive)))
        }
        return found.sorted { $0.people > $1.people }
    }

    /// How many people it is worth to look at it for.
    package var worth: Double { concerns.reduce(0) { $0 + $1.people } }
}

extension StandingLine {
    /// The groups that concern most people, these first.
    package static func worthiest(
        scope: Set<GroupID>?, limit: Int, in transaction: Transaction
    ) throws -> [StandingLine] {
        let query: SQL = """
            SELECT s.group_id, s.kind, s.stage, s.members, s.mau, s.mau_before, s.joins, s.leaves, s.noise_days,
                s.newcomers, s.retention, s.risk
            FROM group_standings s WHERE \(sql: StandingQuery.within(scope)) AND \(sql: StandingConcern.condition)
                AND \(sql: .isOurs("s.group_id"))
            """
        let found = try transaction.all(query, ConcernFacts.init(row:))
            .map { (group: $0.group, worth: $0.worth) }.sorted { ($1.worth, $0.group) < ($0.worth, $1.group) }
        return try found.prefix(limit).compactMap { try StandingLine.find($0.group, in: transaction) }
    }

    /// How many groups are silent though nobody has called them closed yet, and concern nobody any more.
    package static func quietlyClosed(scope: Set<GroupID>?, in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(*) FROM group_standings s WHERE \(sql: StandingQuery.within(scope))
            AND \(sql: .isOurs("s.group_id")) AND s.stage = 'closed' AND s.stage_set = '' AND NOT \(sql: StandingConcern.condition)
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }
}

extension ConcernFacts {
    init(row: Row) {
        self.init(group: row.id(0))
        kind = row.string(1)
        isClosed = row.string(2) == GroupStage.closed.rawValue
        (members, monthlyActive, monthlyActiveBefore) = (row.int(3), row.int(4), row.int(5))
        (joins, leaves, noiseDays, newcomers) = (row.int(6), row.int(7), row.int(8), row.int(9))
        retention = row.double(10) == GroupStanding.none ? nil : row.double(10)
        risk = row.double(11) == GroupStanding.none ? nil : row.double(11)
    }
}
