package import Kernel
package import Storage

/// Forecasts that were made, held against what happened.
package struct ForecastAudit: Sendable {
    /// A forecast whose outcome is known.
    package struct Settled: Sendable {
        package let group: GroupID
        package let name: String
        package let day: CivilDay
        package let risk: Double
        package let basis: ForecastBasis
        package let died: Bool
    }

    package var open = 0
    package var settled = 0
    package var died = 0
    package var area: Double?
    package var calibration = Calibration()

    /// The most that are held against what happened, the latest ones.
    private static let most = 50_000

    /// - Parameter scope: The groups that may be seen; nil for all.
    package static func load(_ scope: Set<GroupID>?, in transaction: Transaction) throws -> ForecastAudit {
        let within = StandingQuery.within(scope)
        var audit = ForecastAudit()
        audit.open =
            try transaction.first("SELECT COUNT(*) FROM forecasts s WHERE s.died IS NULL AND \(sql: within)") {
                $0.int(0)
            } ?? 0
        var (risks, outcomes, groups): ([Double], [Bool], [Int64]) = ([], [], [])
        try transaction.forEach(
            """
            SELECT s.risk, s.died, s.group_id FROM forecasts s WHERE s.died IS NOT NULL AND \(sql: within)
            ORDER BY s.day DESC, s.group_id LIMIT \(most)
            """
        ) { row in
            risks.append(row.double(0))
            outcomes.append(row.bool(1))
            groups.append(row.int64(2))
        }
        audit.settled = risks.count
        audit.died = outcomes.count { $0 }
        audit.area = Ranking.area(risks, outcomes)
        audit.calibration = Calibration(risks, outcomes, groups: groups)
        return audit
    }

    /// Settled forecasts, the latest day first; behind `after` where that is given.
    package static func settled(
        _ scope: Set<GroupID>?, after: (day: CivilDay, group: Int64)?, limit: Int, in transaction: Transaction
    ) throws -> [Settled] {
        var query: SQL = """
            SELECT s.group_id, g.name, s.day, s.risk, s.basis, s.died FROM forecasts s JOIN groups g ON g.id = s.group_id
            WHERE s.died IS NOT NULL AND \(sql: StandingQuery.within(scope))
            """
        if let after { query = query + " AND (s.day, s.group_id) < (\(after.day), \(after.group))" }
        query = query + " ORDER BY s.day DESC, s.group_id DESC LIMIT \(limit)"
        return try transaction.all(query) { row in
            Settled(
                group: row.id(0), name: row.string(1), day: row.day(2), risk: row.double(3),
                basis: ForecastBasis(rawValue: row.string(4)) ?? .standard, died: row.bool(5))
        }
    }
}
