/// One step of a survival curve: what holds from its day on, up to the next.
package struct SurvivalPoint: Hashable, Sendable {
    /// Days since the beginning.
    package var t: Int
    /// The estimated share that lives longer than `t` days.
    package var survival: Double
    /// The 95 % interval of `survival`.
    package var low: Double
    package var high: Double
    /// How many were watched up to day `t` and had not ended before it.
    package var atRisk: Int

    package init(t: Int, survival: Double, low: Double, high: Double, atRisk: Int) {
        self.t = t
        self.survival = survival
        self.low = low
        self.high = high
        self.atRisk = atRisk
    }
}

/// The Kaplan–Meier estimate of how long things last (METRICS: `survival_members`, `survival_groups`).
package struct SurvivalCurve: Hashable, Sendable {
    /// By ascending `t`, the first at 0: a point for every day with an end, and one for the last day watched.
    package var points: [SurvivalPoint] = []
    /// How many were watched, and how many of them ended while watched.
    package var subjects = 0
    package var ends = 0

    package init() {}

    /// The first day by which half have ended; nil where the curve stays above one half.
    package var median: Int? { points.first { $0.survival <= 0.5 }?.t }

    /// The point that holds at day `t`; nil where nobody was watched as long as that.
    package func value(at t: Int) -> SurvivalPoint? {
        guard t >= 0, let last = points.last, t <= last.t else { return nil }
        return points.last { $0.t <= t }
    }
}
