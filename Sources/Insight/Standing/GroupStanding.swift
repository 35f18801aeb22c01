package import Kernel

/// How a group stands: the line that a board shows of it, counted ahead by the report's own code over the last 28 days of
/// the group's data.
package struct GroupStanding: Hashable, Sendable {
    package var group: GroupID
    package var countedAt: Instant
    /// The last day of its data; nil where it has none.
    package var lastDay: CivilDay?
    package var members = 0
    /// People who spoke in the 28 days, and in the 28 before.
    package var monthlyActive = 0
    package var monthlyActiveBefore = 0
    package var activeRatio: Double?
    package var joins = 0
    package var leaves = 0
    package var messages = 0
    package var growth: Double?
    /// Newcomers whose fourth week is over, and the share of them who spoke in it (METRICS: `retention_4`).
    package var newcomers = 0
    package var retention: Double?
    /// How many spoke on each of the 28 days.
    package var speakers: [Int] = []
    package var noiseDays = 0
    package var diedDay: CivilDay?
    /// What the figures suggest; nil where there are none.
    package var stage: GroupStage?
    /// How much needs somebody: two for every urgent advice, one for every warning.
    package var pressing = 0
    /// The key of the first advice; nil where there is none.
    package var advice: String?
    /// Days from its first event to the last day that its record is known to be whole for.
    package var age = 0
    /// 0–100, by the parts of its kind (METRICS: Health); nil where no part has data, or its kind has no score.
    package var health: Double?
    /// The chance that it falls silent within 14 days (METRICS: `dying_risk`); nil where it has, or nothing can be said.
    package var risk: Double?
    package var riskBasis: ForecastBasis?
    /// What pushes the risk most; none where a survival curve speaks.
    package var riskReasons: [Forecast.Reason] = []
    /// The figures that decided the stage.
    package var stageReasons: [StageReason] = []

    /// From this on, and from that on, a risk is called high and middling.
    package static let highRisk = 0.5
    package static let middleRisk = 0.2

    package init(group: GroupID, countedAt: Instant) {
        self.group = group
        self.countedAt = countedAt
    }

    /// What stands in the table where there is no value: below all that can be one.
    static let none = -1_000_000.0
}

extension GroupStanding {
    /// - Parameter report: Of the last 28 days.
    package init(group: GroupID, report: GroupReport, life: GroupLife?, countedAt: Instant) {
        self.init(group: group, countedAt: countedAt)
        let (totals, sums) = (report.totals, report.totals.sums)
        lastDay = report.data?.to
        members = totals.members
        monthlyActive = totals.monthlyActive
        monthlyActiveBefore = report.monthlyActiveBefore
        activeRatio = totals.activeRatio
        joins = sums.joins
        leaves = sums.leaves
        messages = sums.messages
        growth = totals.growthRate
        newcomers = report.fourWeeks.joined
        retention = report.fourWeeks.share
        speakers = report.days.map(\.active)
        noiseDays = report.noise.days.count
        diedDay = report.death.flatMap { $0.revived ? nil : $0.day }
        stage = report.stage?.stage
        stageReasons = report.stage?.reasons ?? []
        let advice = report.advice
        pressing = advice.reduce(0) { $0 + ($1.severity == .urgent ? 2 : $1.severity == .warning ? 1 : 0) }
        self.advice = advice.first?.key
        age = life.map { $0.firstDay.distance(to: $0.observedUntil) } ?? 0
    }
}

/// How likely groups are to fall silent soon, from how long others lived (METRICS: `silence_risk`).
package struct SilenceRisk: Sendable {
    private let all: SurvivalCurve
    private let byKind: [String: SurvivalCurve]

    /// Of fewer groups nothing is said.
    package static let leastGroups = 20
    /// A curve with fewer ends says 0 of nearly every age: that is want of knowledge, not safety.
    package static let leastEnds = 10
    /// How many days it looks ahead.
    package static let days = 14

    package init(_ survival: GroupSurvival) {
        all = survival.all
        byKind = Dictionary(survival.byKind.map { ($0.kind, $0.curve) }, uniquingKeysWith: { first, _ in first })
    }

    /// 1 − S(age + 14) ÷ S(age), by the curve of the kind where at least `leastGroups` of it are known and `leastEnds` of
    /// them have ended, else by that of all groups; nil where these are too few, too, or none was watched for so long.
    package func value(age: Int, kind: String) -> Double? {
        let own = byKind[kind].flatMap { $0.subjects >= Self.leastGroups && $0.ends >= Self.leastEnds ? $0 : nil }
        for curve in [own, all].compactMap({ $0 })
        where curve.subjects >= Self.leastGroups && curve.ends >= Self.leastEnds {
            guard let now = curve.value(at: age), let then = curve.value(at: age + Self.days), now.survival > 0 else {
                continue
            }
            return 1 - then.survival / now.survival
        }
        return nil
    }
}
