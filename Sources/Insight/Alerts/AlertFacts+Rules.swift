internal import Foundation
internal import Kernel

// What each rule makes of a group's facts.

extension AlertFacts {
    // MARK: - Leaving

    /// A day's leavings against those of the 28 days before it.
    ///
    /// Their mean is taken without the highest tenth of them, so that an earlier peak does not hide a later one. A day
    /// opens an alert where it has the least number, so many times the mean, and were leavings to come by chance at that
    /// rate (Poisson), fewer than one day in a thousand would have as many.
    func leavingSteps(_ threshold: AlertThreshold) -> [AlertStep] {
        guard !isPresence else { return [] }
        return days.indices.compactMap { index in
            let day = days[index]
            let past = days[max(0, index - Self.pastDays)..<index].filter { $0.day >= firstDay }.map(\.leaves)
            guard past.count >= 7 else { return nil }
            let mean = Self.trimmedMean(past)
            let bound = max(threshold.first, threshold.second * mean)
            let leaves = Double(day.leaves)
            let opens = leaves >= bound && Self.poissonTail(day.leaves, mean: mean) < 0.001
            return AlertStep(
                from: day.from, to: day.to, value: leaves, usual: mean, opens: opens,
                isCalm: isOver(day) && leaves * 2 <= bound)
        }
    }

    /// The mean of some counts without the highest tenth of them.
    static func trimmedMean(_ counts: [Int]) -> Double {
        let kept = counts.sorted().dropLast(counts.count / 10)
        return kept.isEmpty ? 0 : Double(kept.reduce(0, +)) / Double(kept.count)
    }

    /// The chance of at least `count` where on average there are `mean` (Poisson); a mean of nought is taken for one in
    /// twice the days that it is counted over.
    static func poissonTail(_ count: Int, mean: Double) -> Double {
        let mean = max(mean, 1 / Double(2 * pastDays))
        guard count > 0 else { return 1 }
        var (term, sum) = (exp(-mean), 0.0)
        for number in 0..<count {
            sum += term
            term *= mean / Double(number + 1)
        }
        return max(0, 1 - sum)
    }

    // MARK: - Silence

    /// Days without a word, in a row. After two weeks it is no news any more: then the group's standing says it.
    func silenceSteps(_ threshold: AlertThreshold) -> [AlertStep] {
        var (run, began) = (0, 0)
        return days.indices.compactMap { index in
            let day = days[index]
            guard isOver(day) || day.messages > 0 else { return nil }
            run = day.messages > 0 ? 0 : run + 1
            if run == 1 { began = index }
            let past = days[max(0, began - Self.pastDays)..<began]
            let spoken = past.isEmpty ? 0 : Double(past.count { $0.messages > 0 }) / Double(past.count)
            let opens =
                run == Int(threshold.first) && past.count == Self.pastDays && days[began].day > firstDay
                && spoken >= threshold.second && spoken > 0
            return AlertStep(
                from: opens ? days[began].from : day.from, to: day.to, value: Double(run), usual: spoken, opens: opens,
                isCalm: day.messages > 0 || run >= Int(threshold.first) + Self.silentDays)
        }
    }

    /// So long an alert of silence stays open.
    private static var silentDays: Int { 14 }

    // MARK: - Noise

    /// Noisy days among the last three: two open an alert, none closes it.
    func noiseSteps(_ threshold: AlertThreshold) -> [AlertStep] {
        let noisy = days.map { day in
            Double(day.messages) > threshold.first
                && Double(day.carrying) < threshold.second * Double(day.messages)
        }
        return days.indices.map { index in
            let day = days[index]
            let last = noisy[max(0, index - 2)...index]
            let first = last.firstIndex(of: true) ?? index
            return AlertStep(
                from: days[first].from, to: day.to, value: noisy[index] ? Double(day.messages) : 0,
                usual: day.messages > 0 ? Double(day.carrying) / Double(day.messages) : 0,
                opens: last.count { $0 } >= 2 && noisy[index], isCalm: isOver(day) && !last.contains(true))
        }
    }

    // MARK: - Raid

    /// Bursts of joining with talk in them; over six hours after the last.
    func raidSteps(_ threshold: AlertThreshold, at now: Instant) -> [AlertStep] {
        let bursts = bursts.filter { burst in
            Double(burst.joins) >= threshold.first
                && (Double(burst.speakers) >= threshold.second || burst.same >= Self.leastSame)
        }.sorted { $0.from < $1.from }
        var steps: [AlertStep] = []
        for (index, burst) in bursts.enumerated() {
            steps.append(
                AlertStep(
                    from: burst.from, to: burst.to, value: Double(burst.joins),
                    usual: Double(max(burst.speakers, burst.same)), opens: true, isCalm: false))
            let calm = burst.to.advanced(bySeconds: Self.calmSeconds)
            let isLast = index + 1 == bursts.count || bursts[index + 1].from > calm
            if isLast, calm <= now {
                steps.append(AlertStep(from: calm, to: calm, value: 0, usual: 0, opens: false, isCalm: true))
            }
        }
        return steps
    }

    /// As many who say one and the same are no chance.
    private static var leastSame: Int { 3 }
    private static var calmSeconds: Int64 { 6 * 3600 }

    // MARK: - Questions

    /// Questions without an answer, from a day after they were asked until a week later: so many, such a share of what was
    /// asked, and twice as many as in a usual week of the 28 days before. Half as many are calm.
    func questionSteps(_ threshold: AlertThreshold, at now: Instant) -> [AlertStep] {
        var (asked, waiting, past) = (0, 0, 0)
        return questionChanges(at: now).map { change in
            asked += change.asked
            waiting += change.waiting
            past += change.past
            let (count, share) = (Double(waiting), asked > 0 ? Double(waiting) / Double(asked) : 0)
            let bound = max(threshold.first, 2 * Double(past) / Double(Self.pastDays / 7))
            return AlertStep(
                from: change.at, to: change.at, value: count, usual: share,
                opens: isPastKnown(at: change.at) && count >= bound && share >= threshold.second,
                isCalm: count * 2 <= bound || share * 2 <= threshold.second)
        }
    }

    /// What becomes of a question's share in the counts at some time.
    private struct QuestionChange {
        let at: Instant
        var asked = 0
        var waiting = 0
        /// Of those that were without an answer in the 28 days before.
        var past = 0
    }

    private func questionChanges(at now: Instant) -> [QuestionChange] {
        var changes: [QuestionChange] = []
        for question in questions {
            let due = question.askedAt.advanced(bySeconds: 86_400)
            // What the record does not reach may have been answered.
            guard due <= known else { continue }
            let waits = question.isAnswered ? 0 : 1
            changes.append(QuestionChange(at: due, asked: 1, waiting: waits))
            let gone = question.askedAt.advanced(bySeconds: 8 * 86_400)
            changes.append(QuestionChange(at: gone, asked: -1, waiting: -waits, past: waits))
            let forgotten = gone.advanced(bySeconds: Int64(Self.pastDays) * 86_400)
            changes.append(QuestionChange(at: forgotten, past: -waits))
        }
        return changes.filter { $0.at <= now }.sorted { ($0.at, $0.asked) < ($1.at, $1.asked) }
    }

    /// Whether the questions of the 28 days before those that may wait are all among the facts.
    private func isPastKnown(at instant: Instant) -> Bool {
        let whole = days[0].from.advanced(bySeconds: Int64(8 + Self.pastDays) * 86_400)
        return instant >= whole || firstDay >= days[0].day
    }
}
