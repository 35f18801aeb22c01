/// A figure by which groups are compared: its key in METRICS and what is known of it.
package struct ComparableFigure: Hashable, Sendable {
    /// What more of it says about a group. How much is talked, or how many are in, is neither good nor bad.
    package enum Direction: Sendable {
        case moreIsBetter
        case lessIsBetter
        case neither
    }

    package enum Unit: Sendable {
        case count
        case decimal
        case share
        /// A share that may be negative.
        case change
        case seconds
    }

    package let key: String
    package let direction: Direction
    package let unit: Unit
    let value: @Sendable (GroupReport) -> Double?

    package static func == (left: Self, right: Self) -> Bool { left.key == right.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(key) }

    private static func share(
        _ key: String, _ direction: Direction = .moreIsBetter, _ value: @escaping @Sendable (GroupReport) -> Double?
    ) -> ComparableFigure {
        ComparableFigure(key: key, direction: direction, unit: .share, value: value)
    }

    private static func count(
        _ key: String, _ direction: Direction = .neither, _ value: @escaping @Sendable (GroupReport) -> Int
    ) -> ComparableFigure {
        ComparableFigure(key: key, direction: direction, unit: .count) { Double(value($0)) }
    }

    /// In the order in which they are shown.
    package static let all: [ComparableFigure] = talk + belonging + value

    private static let talk: [ComparableFigure] = [
        count("messages") { $0.totals.sums.messages },
        count("active") { $0.totals.active },
        count("members") { $0.totals.members },
        share("active_ratio") { $0.totals.activeRatio },
        share("stickiness") { $0.totals.stickiness },
        ComparableFigure(key: "messages_per_active", direction: .neither, unit: .decimal) {
            $0.totals.messagesPerActive
        },
        share("top10_share", .neither) { $0.totals.topTenthShare },
        share("connected") { $0.graph.connected },
        share("reciprocity") { $0.graph.reciprocity },
        share("largest_component") { $0.graph.largestComponent },
    ]

    private static let belonging: [ComparableFigure] = [
        count("joins") { $0.totals.sums.joins },
        count("leaves") { $0.totals.sums.leaves },
        ComparableFigure(key: "growth_rate", direction: .moreIsBetter, unit: .change) { $0.totals.growthRate },
        share("churn_rate", .lessIsBetter) { $0.totals.churnRate },
        count("silent") { $0.totals.silent },
        share("survival_members_30") { $0.survival.value(at: 30)?.survival },
    ]

    private static let value: [ComparableFigure] = [
        count("questions") { $0.value.questions },
        share("answered_ratio") { $0.value.answeredRatio },
        ComparableFigure(key: "response_time_median", direction: .lessIsBetter, unit: .seconds) {
            $0.value.responseTimeMedian
        },
        share("attention") { $0.value.attention },
        share("benefit") { $0.value.benefit },
        share("carrying_share") { $0.value.carryingShare },
        count("noise_days", .lessIsBetter) { $0.noise.days.count },
    ]
}
