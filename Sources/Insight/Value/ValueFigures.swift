package import Kernel

/// What talk was good for in a window (METRICS, Value); a ratio is nil where there is nothing to divide by.
package struct ValueFigures: Hashable, Sendable {
    /// Questions asked in the window, and those of them that somebody else answered within a day.
    package var questions = 0
    package var answered = 0
    /// Half of the answered questions waited no longer than this; nil where none was answered.
    package var responseTimeMedian: Seconds?
    /// The share of the members at the window's end who did anything in the 28 days that end with it.
    package var attention: Double?
    /// The share of those members who had a question answered in these days.
    package var benefit: Double?
    /// Messages of the window that carry something.
    package var carrying = 0
    package var messages = 0
    /// The newest questions of the window that nobody answered, newest first, at most `unansweredShown`.
    package var unanswered: [OpenQuestion] = []

    package typealias Seconds = Double
    package static let unansweredShown = 20

    package init() {}

    /// Counts a window.
    ///
    /// - Parameters:
    ///   - asked: The questions of the window and of the 28 days that end with it, at least.
    ///   - attentive: How many people did anything in these 28 days.
    ///   - present: By person, whether they are a member at the window's end.
    package init(window: DayRange, sums: DayFigures, asked: [AskedQuestion], attentive: Int, present: [Bool]) {
        let month = DayRange(ending: window.to, count: 28)
        var waits: [Int64] = []
        var isHelped = [Bool](repeating: false, count: present.count)
        var helped = 0
        for question in asked {
            if window.contains(question.day) {
                questions += 1
                if let wait = question.wait { waits.append(wait) }
            }
            let person = Int(question.asker)
            guard question.wait != nil, month.contains(question.day), present[person], !isHelped[person] else {
                continue
            }
            isHelped[person] = true
            helped += 1
        }
        let members = present.count { $0 }
        answered = waits.count
        responseTimeMedian = ValueFigures.median(waits).map { $0 / 1000 }
        attention = ratio(attentive, of: members)
        benefit = ratio(helped, of: members)
        carrying = sums.carrying
        messages = sums.messages
    }

    /// The middle one, or the mean of the two in the middle.
    private static func median(_ values: [Int64]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let upper = sorted[sorted.count / 2]
        return sorted.count % 2 == 1 ? Double(upper) : (Double(sorted[sorted.count / 2 - 1]) + Double(upper)) / 2
    }

    package var answeredRatio: Double? { ratio(answered, of: questions) }
    package var carryingShare: Double? { ratio(carrying, of: messages) }
    /// How many questions of the window nobody answered.
    package var unansweredCount: Int { questions - answered }
}

/// A question as the record keeps it.
package struct AskedQuestion: Hashable, Sendable {
    package var day: CivilDay
    package var asker: Int32
    /// Milliseconds up to the first answer; nil where nobody answered.
    package var wait: Int64?

    package init(day: CivilDay, asker: Int32, wait: Int64?) {
        self.day = day
        self.asker = asker
        self.wait = wait
    }
}

/// A question that nobody answered.
package struct OpenQuestion: Hashable, Sendable {
    package var day: CivilDay
    package var instant: Instant
    /// Who asked; nil where erased.
    package var asker: String?
    /// Whose page leads on from the name; nil where nobody is known.
    package var askerID: Int64?
    /// How it begins, at most `longest` characters on one line; nil where erased.
    package var text: String?

    package static let longest = 120

    package init(day: CivilDay, instant: Instant, asker: String?, askerID: Int64? = nil, text: String?) {
        self.day = day
        self.instant = instant
        self.asker = asker
        self.askerID = askerID
        self.text = text
    }

    /// The beginning of a text on one line: white space and what would not print become single spaces.
    package static func excerpt(_ text: String) -> String {
        var words: [Substring] = []
        var length = 0
        for word in text.split(whereSeparator: { $0.isWhitespace || $0.unicodeScalars.contains(where: \.isUnprintable) }
        ) {
            words.append(word)
            length += word.count + 1
            if length > longest { break }
        }
        let line = words.joined(separator: " ")
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }
}

/// The days of a window on which much was said and little of it carried anything (METRICS: `noise_day`).
package struct NoiseFigures: Hashable, Sendable {
    /// In their order.
    package var days: [NoiseDay] = []

    package init() {}

    package init(window: DayRange, days ledger: DayLedger) {
        for day in window.days {
            let figures = ledger[day]
            guard NoiseFigures.isNoise(messages: figures.messages, carrying: figures.carrying) else { continue }
            days.append(NoiseDay(day: day, messages: figures.messages, carrying: figures.carrying))
        }
    }

    /// What was said on them in all.
    package var messages: Int { days.reduce(0) { $0 + $1.messages } }

    /// More messages than this and a lower `carrying_share` than that make a day noisy.
    package static let most = 100
    package static let leastShare = 0.2

    static func isNoise(messages: Int, carrying: Int) -> Bool {
        messages > most && (ratio(carrying, of: messages) ?? 1) < leastShare
    }
}

/// One noisy day.
package struct NoiseDay: Hashable, Sendable {
    package var day: CivilDay
    package var messages: Int
    package var carrying: Int

    package init(day: CivilDay, messages: Int, carrying: Int) {
        self.day = day
        self.messages = messages
        self.carrying = carrying
    }
}
