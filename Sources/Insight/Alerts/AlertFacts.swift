package import Kernel

/// What a group's alerts are judged by: its lately days, from the rollups, and what was asked in them.
package struct AlertFacts: Sendable, Equatable {
    package struct Day: Sendable, Equatable {
        package var day: CivilDay
        package var messages = 0
        package var carrying = 0
        package var leaves = 0
        /// The instants at which it begins and ends in the group's zone.
        package var from: Instant
        package var to: Instant

        package init(_ day: CivilDay, from: Instant, to: Instant) { (self.day, self.from, self.to) = (day, from, to) }
    }

    package struct Question: Sendable, Equatable {
        package var askedAt: Instant
        package var isAnswered: Bool

        package init(askedAt: Instant, isAnswered: Bool) { (self.askedAt, self.isAnswered) = (askedAt, isAnswered) }
    }

    /// Many people who came within an hour, and what they did then.
    package struct Burst: Sendable, Equatable {
        package var from: Instant
        package var to: Instant
        package var joins: Int
        /// How many of them spoke for the first time until two hours later.
        package var speakers: Int
        /// The most people who said one and the same in that time.
        package var same: Int

        package init(from: Instant, to: Instant, joins: Int, speakers: Int, same: Int) {
            (self.from, self.to, self.joins) = (from, to, joins)
            (self.speakers, self.same) = (speakers, same)
        }
    }

    package var kind = ""
    package var isPresence = false
    /// Whether somebody has called the group closed.
    package var isClosed = false
    /// The day of its first event.
    package var firstDay: CivilDay
    /// Until when its record is known to be whole.
    package var known: Instant
    /// Consecutive days, the last of them that of `known`.
    package var days: [Day]
    /// In the order in which they were asked.
    package var questions: [Question] = []
    package var bursts: [Burst] = []

    package init(firstDay: CivilDay, known: Instant, days: [Day]) {
        (self.firstDay, self.known, self.days) = (firstDay, known, days)
    }

    /// As many days back alerts are looked for; what was before is history.
    package static let recentDays = 42
    /// As many days before a day it is held against.
    package static let pastDays = 28
    /// So far behind the present a record may be for an alert to be of now.
    package static let freshMilliseconds: Int64 = 3 * 86_400_000

    /// What there is to be alerted of, by the rules of the group's kind.
    ///
    /// A function of the record and the present alone: whichever way the record came to be, it finds the same.
    package func episodes(_ thresholds: AlertThresholds, at now: Instant) -> [AlertEpisode] {
        guard !isClosed, !days.isEmpty else { return [] }
        let since = now.advanced(bySeconds: -Int64(Self.recentDays) * 86_400)
        return AlertRule.allCases.flatMap { rule -> [AlertEpisode] in
            let threshold = thresholds.threshold(rule, kind: kind)
            guard threshold.isOn else { return [] }
            return AlertGate.episodes(rule, steps(rule, threshold, at: now)).filter { ($0.ended ?? $0.last) >= since }
        }
    }

    private func steps(_ rule: AlertRule, _ threshold: AlertThreshold, at now: Instant) -> [AlertStep] {
        switch rule {
        case .leavingPeak: leavingSteps(threshold)
        case .silence: silenceSteps(threshold)
        case .noise: noiseSteps(threshold)
        case .raid: raidSteps(threshold, at: now)
        case .unanswered: questionSteps(threshold, at: now)
        }
    }

    /// Whether a day is over as far as the record goes.
    func isOver(_ day: Day) -> Bool { day.to <= known }
}
