internal import Kernel
package import Record

/// A part of a health score (METRICS: Health). Chatter is none of them.
package enum HealthPart: String, CaseIterable, Codable, Sendable {
    case benefit
    case ordersTrend = "orders_trend"
    case buyersRetention = "buyers_retention"
    case lowLeaving = "low_leaving"
    case carrying = "carrying_share"
    case answered = "answered_ratio"
    case retention = "retention_4"
    case completion
    case peerAnswers = "peer_answers"
    case activeRatio = "active_ratio"
    case connected
    case purpose = "purpose_completion"
    case highlights

    /// The parts of a kind and their weights, which add up to 1; nil for a kind that METRICS has no score for.
    package static func recipe(_ kind: GroupKind) -> [(part: HealthPart, weight: Double)]? {
        switch kind {
        case .goodThings, .local:
            [(.benefit, 0.35), (.ordersTrend, 0.25), (.buyersRetention, 0.25), (.lowLeaving, 0.15)]
        case .resource, .expertLed: [(.carrying, 0.35), (.answered, 0.25), (.retention, 0.25), (.lowLeaving, 0.15)]
        case .study, .checkIn, .fitness:
            [(.completion, 0.4), (.retention, 0.3), (.peerAnswers, 0.15), (.lowLeaving, 0.15)]
        case .fan, .interest: [(.activeRatio, 0.25), (.connected, 0.25), (.retention, 0.3), (.lowLeaving, 0.2)]
        case .event, .flash: [(.purpose, 0.6), (.highlights, 0.2), (.lowLeaving, 0.2)]
        case .staff: nil
        }
    }

    /// The fixed scale that holds where fewer than `HealthScore.leastPeers` groups can be compared with: at `low` and
    /// below the part is worth nothing, at `high` and above all, and between them it rises evenly.
    ///
    /// The ends are our own judgement of what an operator would call lost and what they would call well done:
    ///
    /// | part | nothing | all |
    /// |---|---|---|
    /// | `benefit`: members who had a question answered in 28 days | 0 % | 20 % |
    /// | `low_leaving`: 1 − `churn_rate` of 28 days | 80 % | 100 % |
    /// | `carrying_share` | 10 % | 60 % |
    /// | `answered_ratio`, `peer_answers` | 30 % | 90 % |
    /// | `retention_4` | 0 % | 40 % |
    /// | `active_ratio` | 0 % | 50 % |
    /// | `connected` | 0 % | 60 % |
    /// | shares of what was begun: `completion`, `purpose_completion`, `highlights`, `buyers_retention` | 0 % | 80 % |
    /// | `orders_trend`: orders per member against the 28 days before | −50 % | +20 % |
    package var scale: (low: Double, high: Double) {
        switch self {
        case .benefit: (0, 0.2)
        case .lowLeaving: (0.8, 1)
        case .carrying: (0.1, 0.6)
        case .answered, .peerAnswers: (0.3, 0.9)
        case .retention: (0, 0.4)
        case .activeRatio: (0, 0.5)
        case .connected: (0, 0.6)
        case .completion, .purpose, .highlights, .buyersRetention: (0, 0.8)
        case .ordersTrend: (-0.5, 0.2)
        }
    }
}

/// Why a part of a score has no value.
package enum HealthGap: String, Codable, Sendable, CaseIterable {
    /// The record does not have such data at all: nobody has told Banyan of orders, check-ins or what an event was for.
    case unrecorded
    /// The network or the export does not say who leaves.
    case leavingUnknown = "leaving_unknown"
    /// There are too few questions, newcomers, members or messages for a share to mean anything.
    case tooFew = "too_few"
}

/// What one group's own record says of each part, over the last 28 days of its data.
package struct HealthMeasures: Hashable, Sendable {
    /// Only those there is enough data for.
    package var values: [HealthPart: Double] = [:]
    package var gaps: [HealthPart: HealthGap] = [:]

    package init() {}

    /// With fewer questions, newcomers, speakers or members than this, and fewer messages than ten times as many, a share
    /// says nothing: one person more or less would turn it round.
    package static let least = 5

    /// - Parameters:
    ///   - report: Of the last 28 days.
    ///   - knowsLeaving: Whether the source of the record tells who leaves.
    package init(_ report: GroupReport, knowsLeaving: Bool) {
        let (totals, value, least) = (report.totals, report.value, HealthMeasures.least)
        for part in [HealthPart.ordersTrend, .buyersRetention, .completion, .purpose, .highlights] {
            gaps[part] = .unrecorded
        }
        func set(_ part: HealthPart, _ figure: Double?, isEnough: Bool) {
            if let figure, isEnough { values[part] = figure } else { gaps[part] = .tooFew }
        }
        set(.benefit, value.benefit, isEnough: totals.members >= least && value.questions > 0)
        set(.carrying, value.carryingShare, isEnough: value.messages >= 10 * least)
        set(.answered, value.answeredRatio, isEnough: value.questions >= least)
        set(.peerAnswers, value.answeredRatio, isEnough: value.questions >= least)
        set(.retention, report.fourWeeks.share, isEnough: report.fourWeeks.joined >= least)
        set(.activeRatio, totals.activeRatio.map { min(1, $0) }, isEnough: totals.members >= least)
        set(.connected, report.graph.connected, isEnough: totals.active >= least)
        let isLeavingKnown = knowsLeaving && !report.group.isPresence
        set(.lowLeaving, totals.churnRate.map { max(0, 1 - $0) }, isEnough: totals.membersAtStart >= least)
        if !isLeavingKnown { (values[.lowLeaving], gaps[.lowLeaving]) = (nil, .leavingUnknown) }
    }

    // MARK: - As stored

    /// `part=value` or `part?gap`, parted by commas, in the order of the parts.
    var stored: String {
        HealthPart.allCases.compactMap { part in
            if let value = values[part] { return "\(part.rawValue)=\(value)" }
            return gaps[part].map { "\(part.rawValue)?\($0.rawValue)" }
        }.joined(separator: ",")
    }

    init(stored: String) {
        for field in stored.split(separator: ",") {
            let sides = field.split(maxSplits: 1, whereSeparator: { $0 == "=" || $0 == "?" }).map(String.init)
            guard sides.count == 2, let part = HealthPart(rawValue: sides[0]) else { continue }
            if let value = Double(sides[1]) { values[part] = value } else { gaps[part] = HealthGap(rawValue: sides[1]) }
        }
    }
}
