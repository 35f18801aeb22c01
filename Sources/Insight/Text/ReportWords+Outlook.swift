internal import Kernel

// Health and forecasts in words.

extension ReportWords {
    // MARK: - Forecast

    /// One thing that pushes a forecast: the figure, what is common, and which way it pushes.
    package func reason(_ reason: Forecast.Reason) -> String {
        let push = text(reason.push >= 0 ? "forecast.raises" : "forecast.lowers")
        if reason.name == .weekend {
            return text(reason.value > 0.5 ? "forecast.on-weekend" : "forecast.on-workday", ["push": push])
        }
        let values = [
            "name": text("forecast.name." + reason.name.rawValue), "value": figure(reason.name, reason.value),
            "common": figure(reason.name, reason.common), "push": push,
        ]
        return text("forecast.reason", values)
    }

    private func figure(_ name: ForecastFeatures.Name, _ value: Double) -> String {
        switch name {
        case .age, .quiet, .longestQuiet: text("forecast.days", ["count": ReportWords.shortDecimal(value)])
        case .mau, .newcomers, .leaves: ReportWords.shortDecimal(value)
        case .weekTrend, .monthTrend: ReportWords.change(value)
        case .weekShare, .stickiness, .talkDays, .activeRatio, .replies: ReportWords.percent(value)
        case .gini: ReportWords.decimal(value, places: 2)
        case .weekend: ReportWords.count(Int(value.rounded()))
        }
    }

    /// With one decimal where it is small and not whole.
    private static func shortDecimal(_ value: Double) -> String {
        abs(value - value.rounded()) < 0.05 || value >= 20
            ? count(Int(value.rounded())) : decimal(value, places: 1)
    }

    /// Which model a forecast rests on, in a few words.
    package func basis(_ basis: ForecastBasis) -> String { text("forecast.basis." + basis.rawValue) }

    // MARK: - Health

    package static func score(_ score: Double?) -> String {
        score.map { count(Int($0.rounded())) } ?? nothing
    }

    package func part(_ part: HealthPart) -> String { text("health.part." + part.rawValue) }

    package func value(_ value: Double?, of part: HealthPart) -> String {
        part == .ordersTrend ? ReportWords.change(value) : ReportWords.percent(value)
    }

    /// What a part is measured by, or why it has no value.
    package func basis(of part: HealthScore.Part, kind: String) -> String {
        if let gap = part.gap { return text("health.gap." + gap.rawValue) }
        guard let peers = part.peers else {
            let (low, high) = part.part.scale
            return text(
                "health.scale", ["low": value(low, of: part.part), "high": value(high, of: part.part)])
        }
        return text("health.peers", ["groups": quantity(peers, .groups)])
    }

    /// What would raise the score most, at most `count` sentences.
    package func chances(_ health: HealthScore, _ count: Int = 2) -> [String] {
        health.chances.prefix(count).filter { part in
            // A step that rounding hides is none to be advised.
            (part.gain ?? 0) >= 1 && value(part.value, of: part.part) != value(part.goal, of: part.part)
        }.map { part in
            let values = [
                "part": self.part(part.part), "value": value(part.value, of: part.part),
                "goal": value(part.goal, of: part.part), "points": ReportWords.count(Int((part.gain ?? 0).rounded())),
            ]
            return text("health.chance", values)
        }
    }

    /// How much of what should count has data, where it is not all.
    package func missing(_ health: HealthScore) -> String? {
        guard !health.missing.isEmpty else { return nil }
        let names = health.missing.map { self.part($0.part) }
        let values = [
            "parts": names.joined(separator: text("advice.names.joiner")), "share": ReportWords.percent(health.known),
        ]
        return text(health.score == nil ? "health.missing.all" : "health.missing", values)
    }

    package func noHealth(_ reason: GroupOutlook.NoHealth?) -> String {
        text("health.none." + (reason?.word ?? GroupOutlook.NoHealth.noData.word))
    }

    // MARK: - What followed elsewhere

    /// Nil where too few other groups had the finding.
    package func followUp(_ advice: Advice, _ outlook: GroupOutlook?) -> String? {
        guard let one = outlook?.followUps[advice.key], one.isTold else { return nil }
        let values = [
            "groups": quantity(one.groups, .groups), "times": quantity(one.times, .times),
            "better": ReportWords.count(one.better), "share": ReportWords.percent(one.share),
        ]
        return text("advice.followed." + advice.key, values)
    }
}
