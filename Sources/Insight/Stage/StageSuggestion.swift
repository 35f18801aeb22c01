package import Kernel

/// Where a group stands in its life (METRICS: `stage`).
package enum GroupStage: String, Sendable, CaseIterable {
    case closed
    case seed
    case fading
    case growing
    case active
}

/// The stage that the record suggests, with the figures that decided.
package struct StageSuggestion: Hashable, Sendable {
    package var stage: GroupStage
    package var reasons: [StageReason]

    package init(stage: GroupStage, reasons: [StageReason]) {
        self.stage = stage
        self.reasons = reasons
    }
}

/// A figure by the key that METRICS has for it, and its value.
///
/// Besides those: `age` (days since the first event) and `mau_before` (`mau` 28 days before the window's end). `wau`,
/// `mau`, `joins`, `leaves` and `growth_rate` are of the days that end with the window, the last three of 28.
package struct StageReason: Hashable, Sendable {
    package var key: String
    package var value: Double

    package init(key: String, value: Double) {
        self.key = key
        self.value = value
    }
}

/// When a group died (METRICS: group death).
package struct GroupDeath: Hashable, Sendable {
    /// The first day of the silence it died of.
    package var day: CivilDay
    /// Whether talk resumed later.
    package var revived: Bool

    package init(day: CivilDay, revived: Bool) {
        self.day = day
        self.revived = revived
    }
}

/// What the suggestion rests on.
package struct StageFacts: Hashable, Sendable {
    /// Days since the first event.
    package var age = 0
    /// Whether it is dead at the window's end: fewer than two people spoke in the seven whole days before.
    package var isSilent = false
    package var members = 0
    /// People who spoke in the 7 and in the 28 days that end with the window, and in the 28 days that ended 28 days before.
    ///
    /// At the end of the record `weeklyActive` is of the last 7 days it is known for, however long ago the last event.
    package var weeklyActive = 0
    package var monthlyActive = 0
    package var monthlyActiveBefore = 0
    /// In 28 days.
    package var joins = 0
    package var leaves = 0
    package var activeRatio: Double?
    package var growthRate: Double?

    package init() {}
}

extension StageSuggestion {
    /// So many whole days with fewer than two people speaking are a group's end.
    package static let silence = 7

    /// The first stage that fits, in the order of METRICS.
    package init(_ facts: StageFacts) {
        func reason(_ key: String, _ value: Int) -> StageReason { StageReason(key: key, value: Double(value)) }
        if facts.isSilent {
            self.init(stage: .closed, reasons: [reason("wau", facts.weeklyActive)])
        } else if facts.age < 14 {
            self.init(stage: .seed, reasons: [reason("age", facts.age)])
        } else if facts.members < 10 {
            self.init(stage: .seed, reasons: [reason("members", facts.members)])
        } else if facts.monthlyActiveBefore > 0, facts.monthlyActive * 2 <= facts.monthlyActiveBefore {
            let reasons = [reason("mau", facts.monthlyActive), reason("mau_before", facts.monthlyActiveBefore)]
            self.init(stage: .fading, reasons: reasons)
        } else if facts.leaves > facts.joins, let active = facts.activeRatio, active < 0.1 {
            let ratio = StageReason(key: "active_ratio", value: active)
            let reasons = [reason("joins", facts.joins), reason("leaves", facts.leaves), ratio]
            self.init(stage: .fading, reasons: reasons)
        } else if let growth = facts.growthRate, growth >= 0.1 {
            self.init(stage: .growing, reasons: [StageReason(key: "growth_rate", value: growth)])
        } else {
            var reasons = [reason("mau", facts.monthlyActive)]
            if let growth = facts.growthRate { reasons.append(StageReason(key: "growth_rate", value: growth)) }
            self.init(stage: .active, reasons: reasons)
        }
    }
}
