internal import Kernel

/// Counts what became of findings within four weeks, over the whole record.
///
/// A group is looked at every 28 days, back from its last whole day, so that no four weeks are counted twice.
struct FollowUpCount {
    private struct Key: Hashable {
        let advice: String
        let group: Int64
    }

    private var counts: [Key: (times: Int, better: Int)] = [:]

    var rows: [(advice: String, group: Int64, times: Int, better: Int)] {
        counts.sorted { ($0.key.advice, $0.key.group) < ($1.key.advice, $1.key.group) }
            .map { ($0.key.advice, $0.key.group, $0.value.times, $0.value.better) }
    }

    private static let month = 28

    mutating func add(_ course: GroupCourse, group: Int64) {
        let figures = CourseFigures(course)
        var index = course.range.count - 1 - Self.month
        while index >= Self.month - 1 {
            let (now, then) = (
                Month(course, figures, ending: index), Month(course, figures, ending: index + Self.month)
            )
            for finding in Self.findings {
                guard let isBetter = finding.judge(now, then) else { continue }
                var count = counts[Key(advice: finding.advice, group: group)] ?? (0, 0)
                count.times += 1
                if isBetter { count.better += 1 }
                counts[Key(advice: finding.advice, group: group)] = count
            }
            index -= Self.month
        }
    }

    /// Four weeks of a group, with the figures that the rules of advice look at.
    struct Month {
        let isSilent: Bool
        /// Whether there was a day in them on which the group was not silent.
        let hasTalk: Bool
        let active: Int
        let activeBefore: Int?
        let leaves: Int
        let membersAtStart: Int
        let questions: Int
        let answered: Int
        let noiseDays: Int
        let topTenth: Double?
        let messages: Int

        init(_ course: GroupCourse, _ figures: CourseFigures, ending index: Int) {
            let days = max(0, index - 27)...index
            isSilent = !figures.isAlive(index)
            hasTalk = days.contains { figures.isAlive($0) }
            active = figures.monthly[index]
            activeBefore = index >= 55 ? figures.monthly[index - 28] : nil
            leaves = course.days[days].reduce(0) { $0 + $1.leaves }
            membersAtStart = days.lowerBound > 0 ? figures.members[days.lowerBound - 1] : course.membersBefore
            questions = course.days[days].reduce(0) { $0 + $1.questions }
            answered = course.days[days].reduce(0) { $0 + $1.answered }
            messages = course.days[days].reduce(0) { $0 + $1.messages }
            noiseDays = course.days[days].count { NoiseFigures.isNoise(messages: $0.messages, carrying: $0.carrying) }
            topTenth = Inequality.topTenthShare(course.messages(in: days))
        }

        var answeredRatio: Double? { ratio(answered, of: questions) }
        var churn: Double? { ratio(leaves, of: membersAtStart) }
    }

    /// A finding, by the rule of its advice: nil where it does not hold of the first month, else whether the second was
    /// better.
    private struct Finding {
        let advice: String
        let judge: (_ now: Month, _ then: Month) -> Bool?
    }

    private static var findings: [Finding] {
        [
            Finding(advice: "closed") { now, then in now.isSilent ? then.hasTalk : nil },
            Finding(advice: "fading") { now, then in
                guard !now.isSilent, let before = now.activeBefore, before > 0, now.active * 2 <= before else {
                    return nil
                }
                return !then.isSilent && then.active > now.active
            },
            Finding(advice: "cooling") { now, then in
                guard !now.isSilent, let before = now.activeBefore, before >= 10, now.active * 10 <= before * 7 else {
                    return nil
                }
                return !then.isSilent && then.active > now.active
            },
            Finding(advice: "leaving") { now, then in
                guard now.leaves >= 5, let churn = now.churn, churn >= 0.1, let later = then.churn else { return nil }
                return later < churn
            },
            Finding(advice: "unanswered") { now, then in
                guard now.questions >= 5, let share = now.answeredRatio, share < 0.5, then.questions >= 5 else {
                    return nil
                }
                return (then.answeredRatio ?? 0) >= 0.5
            },
            Finding(advice: "noisy") { now, then in now.noiseDays > 0 ? then.noiseDays < now.noiseDays : nil },
            Finding(advice: "few_carry") { now, then in
                guard now.active >= 10, now.messages >= 50, let share = now.topTenth, share >= 0.6, !then.isSilent,
                    let later = then.topTenth
                else { return nil }
                return later < share
            },
        ]
    }
}
