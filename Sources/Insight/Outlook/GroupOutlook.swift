package import Kernel
package import Record
package import Storage

/// What is kept up of a group from day to day: its health, its forecast, and what followed elsewhere on findings of its.
package struct GroupOutlook: Hashable, Sendable {
    /// Why there is no health score.
    package enum NoHealth: Hashable, Sendable, CaseIterable {
        case noKind
        /// METRICS has no score for its kind.
        case notForKind
        /// It has gone quiet: the last days of its data tell nothing of today.
        case closed
        /// No part has data.
        case noData
    }

    package var health: HealthScore?
    package var noHealth: NoHealth?
    /// Nil where the group is silent already, or has no whole day.
    package var forecast: Forecast?
    /// Whether it is silent already, so that there is nothing to forecast.
    package var isSilent = false
    package var model = ForecastState()
    /// By the key of an advice.
    package var followUps: [String: FollowUp] = [:]

    package init() {}
}

/// What became of a finding of an advice in the community's other groups within four weeks.
///
/// The record does not tell who followed the advice, so this is what follows by itself, with all that people did.
package struct FollowUp: Hashable, Sendable {
    /// Other groups that it was found in, how often, and how often the figure was better four weeks later.
    package var groups: Int
    package var times: Int
    package var better: Int

    package init(groups: Int, times: Int, better: Int) {
        (self.groups, self.times, self.better) = (groups, times, better)
    }

    /// Of fewer groups nothing is said.
    package static let leastGroups = 5
    package var isTold: Bool { groups >= FollowUp.leastGroups }
    package var share: Double? { ratio(better, of: times) }
}

extension GroupOutlook {
    /// Nil where the group was not counted yet.
    package static func load(_ group: GroupID, in transaction: Transaction) throws -> GroupOutlook? {
        let found = try transaction.first(
            """
            SELECT s.kind, s.stage, s.stage_set, s.last_day, s.risk, s.risk_basis, s.risk_reasons, m.day, s.health
            FROM group_standings s JOIN group_measures m ON m.group_id = s.group_id WHERE s.group_id = \(group)
            """
        ) { row in
            var outlook = GroupOutlook()
            let kind = row.string(0)
            outlook.isSilent = row.string(1) == GroupStage.closed.rawValue
            if row.string(2) == GroupStage.closed.rawValue || outlook.isSilent {
                outlook.noHealth = .closed
            } else if kind.isEmpty {
                outlook.noHealth = .noKind
            } else if GroupKind(rawValue: kind).flatMap({ HealthPart.recipe($0) }) == nil {
                outlook.noHealth = .notForKind
            } else if row.double(8) == GroupStanding.none {
                outlook.noHealth = .noData
            }
            let day = row.optionalInt32(7).map { CivilDay(number: $0) }
            if let day, row.double(4) != GroupStanding.none, let basis = ForecastBasis(rawValue: row.string(5)) {
                var forecast = Forecast(day: day, risk: row.double(4), basis: basis)
                forecast.reasons = Forecast.Reason.read(row.string(6))
                outlook.forecast = forecast
            }
            return (outlook, row.optionalInt32(3).map { CivilDay(number: $0) })
        }
        guard var outlook = found?.0 else { return nil }
        if outlook.noHealth == nil || outlook.noHealth == .noData, let day = found?.1 {
            outlook.health = try HealthScore.load(group, day: day, in: transaction)
        }
        outlook.model = try ForecastState.latest(in: transaction)?.state ?? ForecastState()
        outlook.followUps = try FollowUp.all(apartFrom: group, in: transaction)
        return outlook
    }
}

extension HealthScore {
    static func load(_ group: GroupID, day: CivilDay, in transaction: Transaction) throws -> HealthScore? {
        try transaction.first(
            "SELECT kind, score, known, parts FROM group_health WHERE group_id = \(group) AND day = \(day)"
        ) { row in
            let score = row.double(1) == GroupStanding.none ? nil : row.double(1)
            return HealthScore(
                kind: row.string(0), day: day, parts: Part.read(row.string(3)), score: score, known: row.double(2))
        }
    }

    /// The scores of the days kept, the latest first.
    package static func course(
        _ group: GroupID, limit: Int, in transaction: Transaction
    ) throws -> [(day: CivilDay, score: Double)] {
        try transaction.all(
            """
            SELECT day, score FROM group_health WHERE group_id = \(group) AND score <> \(GroupStanding.none)
            ORDER BY day DESC LIMIT \(limit)
            """
        ) { ($0.day(0), $0.double(1)) }
    }
}

extension FollowUp {
    fileprivate static func all(apartFrom group: GroupID, in transaction: Transaction) throws -> [String: FollowUp] {
        let rows = try transaction.all(
            """
            SELECT advice, COUNT(*), CAST(SUM(times) AS BIGINT), CAST(SUM(better) AS BIGINT) FROM advice_follow_ups
            WHERE group_id <> \(group) GROUP BY advice
            """
        ) { ($0.string(0), FollowUp(groups: $0.int(1), times: $0.int(2), better: $0.int(3))) }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}

extension ForecastState {
    /// What was trained last, with when and on which day of the community; nil where nothing was yet.
    package static func latest(
        in transaction: Transaction
    ) throws -> (state: ForecastState, madeAt: Instant, day: CivilDay)? {
        try transaction.first("SELECT state, made_at, day FROM forecast_models ORDER BY id DESC LIMIT 1") { row in
            (ForecastState.read(row.string(0)), row.instant(1), row.day(2))
        }
    }
}
