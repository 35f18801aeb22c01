internal import Kernel

/// Each rule looks at the figures of a report and says one thing, or nothing where they do not bear it.
///
/// The least counts keep a rule silent where one person more or less would turn it round.
enum AdviceRules {
    typealias Rule = @Sendable (GroupReport) -> Advice?

    /// In the order in which rules of one severity are told.
    static let all: [Rule] = [
        closed, cooling, dying, leaving, leavingPeak, unanswered, slowAnswers, newcomersSilent, noisy, maybeProgram,
        fewCarry,
        bridge,
        oneSided, silent, noRhythm, bestHour, smallSample, growing, welcoming, answering, carrying,
    ]

    // MARK: - Life and death

    static let closed: Rule = { report in
        guard report.isClosed else { return nil }
        let speakers = report.stage?.reasons.first { $0.key == "wau" }.map { Int($0.value) } ?? 0
        return Advice(
            "closed", .urgent, rests: [.init("wau", .count(speakers, .people))], names: report.people.silent.names(3))
    }

    /// Fewer speak than in the window before, or, by the stage, than four weeks ago.
    static let cooling: Rule = { report in
        guard !report.isClosed else { return nil }
        let before = report.stage?.reasons.first { $0.key == "mau_before" }?.value
        let month = report.totals.monthlyActive
        if report.stage?.stage == .fading, let before = before.map({ Int($0) }), month * 2 <= before {
            return Advice(
                "fading", .urgent, rests: [.init("mau", .count(month, .people))],
                values: [.init("mau_before", .count(before, .people))])
        }
        guard let previous = report.previous, previous.active >= 10, report.totals.active * 10 <= previous.active * 7
        else { return nil }
        return Advice(
            "cooling", .warning, rests: [.init("active", .count(report.totals.active, .people))],
            values: [.init("before", .count(previous.active, .people))], names: report.people.silent.names(3))
    }

    /// The forecast, where it is more likely than not to come true.
    static let dying: Rule = { report in
        guard !report.isClosed, let risk = report.outlook?.forecast?.risk, risk >= GroupStanding.highRisk else {
            return nil
        }
        return Advice(
            "dying", .warning, rests: [.init("dying_risk", .share(risk))], names: report.people.answerers.names(2))
    }

    // MARK: - Leaving

    static let leaving: Rule = { report in
        let leaves = report.totals.sums.leaves
        guard !report.group.isPresence, leaves >= 5, let rate = report.totals.churnRate, rate >= 0.1 else { return nil }
        return Advice(
            "leaving", .warning,
            rests: [.init("churn_rate", .share(rate)), .init("leaves", .count(leaves, .people))])
    }

    static let leavingPeak: Rule = { report in
        let leaves = report.totals.sums.leaves
        guard !report.group.isPresence, report.days.count >= 7 else { return nil }
        guard let peak = report.days.max(by: { $0.leaves < $1.leaves }), peak.leaves >= 5 else { return nil }
        let mean = Double(leaves) / Double(report.days.count)
        guard Double(peak.leaves) >= 4 * mean else { return nil }
        return Advice(
            "leaving_peak", .warning, rests: [.init("leaves", .count(peak.leaves, .people))],
            values: [.init("day", .day(peak.range.from)), .init("mean", .decimal(mean))])
    }

    // MARK: - Answers

    static let unanswered: Rule = { report in
        let value = report.value
        guard value.questions >= 5, let answered = value.answeredRatio, answered < 0.5 else { return nil }
        return Advice(
            "unanswered", .warning, rests: [.init("answered_ratio", .share(answered))],
            values: [.init("questions", .count(value.questions, .questions))], names: report.people.answerers.names(2))
    }

    static let slowAnswers: Rule = { report in
        let value = report.value
        guard value.answered >= 5, let answered = value.answeredRatio, answered >= 0.5 else { return nil }
        guard let wait = value.responseTimeMedian, wait > 4 * 3600 else { return nil }
        return Advice("slow_answers", .note, rests: [.init("response_time_median", .seconds(wait))])
    }

    static let answering: Rule = { report in
        let value = report.value
        guard value.questions >= 10, let answered = value.answeredRatio, answered >= 0.8 else { return nil }
        return Advice(
            "answering", .keep, rests: [.init("answered_ratio", .share(answered))],
            values: [.init("questions", .count(value.questions, .questions))], names: report.people.answerers.names(2))
    }

    // MARK: - Newcomers

    static let newcomersSilent: Rule = { report in
        guard let (size, share) = report.firstWeek, size >= 5, share < 0.3 else { return nil }
        return Advice(
            "newcomers_silent", .warning, rests: [.init("retention", .share(share))],
            values: [.init("size", .count(size, .people)), .init("share", .share(share))])
    }

    static let welcoming: Rule = { report in
        guard let (size, share) = report.firstWeek, size >= 5, share >= 0.7 else { return nil }
        return Advice(
            "welcoming", .keep, rests: [.init("retention", .share(share))],
            values: [.init("size", .count(size, .people)), .init("share", .share(share))])
    }

    static let growing: Rule = { report in
        let totals = report.totals
        guard !report.group.isPresence, totals.sums.joins >= 5, totals.membersAtStart >= 10 else { return nil }
        guard let growth = totals.growthRate, growth >= 0.1 else { return nil }
        return Advice(
            "growing", .keep, rests: [.init("growth_rate", .share(growth))],
            values: [
                .init("joins", .count(totals.sums.joins, .people)),
                .init("leaves", .count(totals.sums.leaves, .people)),
            ])
    }
}
