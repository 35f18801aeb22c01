import Insight
import Kernel
import Testing

@Suite("Value")
struct ValueTests {
    /// Days of November, askers, minutes up to an answer.
    private func value(_ asked: [(Int, Int32, Int64?)], window: DayRange, present: [Bool] = [true, true, true, true])
        -> ValueFigures
    {
        let questions = asked.map { AskedQuestion(day: november($0.0), asker: $0.1, wait: $0.2.map { $0 * 60_000 }) }
        var sums = DayFigures()
        (sums.messages, sums.carrying) = (10, 4)
        return ValueFigures(window: window, sums: sums, asked: questions, attentive: 3, present: present)
    }

    @Test("questions are those of the window, their wait is the middle one, benefit is of 28 days and of members")
    func questions() {
        let asked: [(Int, Int32, Int64?)] = [
            (1, 3, 5), (20, 0, 10), (21, 0, 30), (22, 1, nil), (22, 2, 90), (23, 1, 1440),
        ]
        let week = value(asked, window: DayRange(from: november(20), to: november(26)))
        #expect((week.questions, week.answered, week.unansweredCount) == (5, 4, 1))
        #expect(week.answeredRatio == 0.8 && week.responseTimeMedian == 3600)
        #expect(week.attention == 0.75 && week.benefit == 1 && week.carryingShare == 0.4)
        let late = value(asked, window: DayRange(ending: november(30), count: 1), present: [true, true, false, false])
        #expect((late.questions, late.answeredRatio, late.responseTimeMedian) == (0, nil, nil))
        #expect(late.attention == 1.5 && late.benefit == 1)
        let nobody = value([], window: DayRange(ending: november(30), count: 1), present: [false])
        #expect(nobody.attention == nil && nobody.benefit == nil)
    }

    @Test(
        "the middle of an odd number of waits is one of them",
        arguments: [([3], 180), ([3, 1, 8], 180), ([1, 2], 90)])
    func median(minutes: [Int64], seconds: Double) {
        let asked = minutes.map { (20, Int32(0), Optional($0)) }
        #expect(value(asked, window: DayRange(ending: november(20), count: 1)).responseTimeMedian == seconds)
    }

    @Test("a day is noisy with over 100 messages of which under a fifth carry something")
    func noise() {
        let days = [(101, 20), (100, 0), (1000, 199), (1000, 200), (101, 21)]
        let rows = days.enumerated().map { offset, day in
            var figures = DayFigures()
            (figures.messages, figures.carrying) = day
            return (day: november(1 + offset), figures: figures)
        }
        let window = DayRange(from: november(1), to: november(9))
        let noise = NoiseFigures(
            window: window, days: DayLedger(range: window, membersBefore: 0, rows: rows))
        #expect(noise.days.map(\.day) == [november(1), november(3)] && noise.messages == 1101)
    }

    @Test(
        "the words of a question are shown on one line, cut where they are long",
        arguments: [
            ("怎么做？", "怎么做？"), ("  a\n\tb \u{202E}c\u{1B}[31m ", "a b c [31m"), ("", ""),
            (String(repeating: "长", count: 200), String(repeating: "长", count: 119) + "…"),
            (String(repeating: "ab ", count: 60), String(repeating: "ab ", count: 39) + "ab…"),
        ])
    func excerpt(text: String, expected: String) {
        #expect(OpenQuestion.excerpt(text) == expected)
    }
}
