import Foundation
import Kernel
import TestSupport
import Testing

@testable import Insight

@Suite("When alerts open and close")
struct AlertRuleTests {
    private static let first = CivilDay("2026-08-01")!

    /// Days from 1 August on, the last of them over.
    private static func facts(
        leaves: [Int] = [], messages: [Int] = [], carrying: [Int]? = nil, knownDays: Int? = nil
    ) -> AlertFacts {
        let count = max(leaves.count, messages.count)
        var days: [AlertFacts.Day] = []
        for index in 0..<count {
            let from = Instant(seconds: Int64(first.number) * 86_400 + Int64(index) * 86_400)
            var day = AlertFacts.Day(first.advanced(by: index), from: from, to: from.advanced(bySeconds: 86_400))
            day.leaves = index < leaves.count ? leaves[index] : 0
            day.messages = index < messages.count ? messages[index] : 0
            day.carrying = carrying.map { $0[index] } ?? day.messages
            days.append(day)
        }
        return AlertFacts(firstDay: first, known: days[(knownDays ?? count) - 1].to, days: days)
    }

    private static func episodes(_ rule: AlertRule, _ facts: AlertFacts) -> [String] {
        facts.episodes(AlertThresholds(), at: facts.known).filter { $0.rule == rule }.map { episode in
            let began = episode.began.seconds / 86_400 - Int64(first.number)
            let ended = episode.ended.map { "\($0.seconds / 86_400 - Int64(first.number))" } ?? "…"
            return "\(began)-\(ended): \(Int(episode.value))"
        }
    }

    private static let quiet = [Int](repeating: 0, count: 28)
    private static let busy = [Int](repeating: 20, count: 28)

    @Test(
        "Leaving peaks stand out against the group's own past, one alert each, closed by a calm day",
        arguments: [
            ([0, 0, 5, 0], ["30-32: 5"]), ([0, 0, 4, 0], []), ([9, 5, 4, 0], ["28-32: 9"]),
            ([5, 0, 0, 5], ["28-30: 5", "31-…: 5"]), ([0, 0, 0, 12], ["31-…: 12"]),
        ] as [([Int], [String])])
    func leaving(days: [Int], expected: [String]) {
        #expect(Self.episodes(.leavingPeak, Self.facts(leaves: Self.quiet + days)) == expected)
    }

    @Test("Where five leave on every day, five are no peak, and an earlier peak does not hide a later one")
    func leavingAgainstPast() {
        let many = [Int](repeating: 5, count: 28)
        #expect(Self.episodes(.leavingPeak, Self.facts(leaves: many + [6, 9, 5])) == [])
        #expect(Self.episodes(.leavingPeak, Self.facts(leaves: many + [20, 5, 20, 5])) == ["28-30: 20", "30-32: 20"])
        var past = Self.quiet
        past[20] = 40
        #expect(Self.episodes(.leavingPeak, Self.facts(leaves: past + [8, 0])) == ["20-22: 40", "28-30: 8"])
    }

    @Test(
        "The chance of so many is Poisson's",
        arguments: [(1, 1.0, 0.632_120_558_8), (5, 1.0, 0.003_659_846_8), (0, 3, 1)])
    func poisson(count: Int, mean: Double, expected: Double) {
        #expect(abs(AlertFacts.poissonTail(count, mean: mean) - expected) < 1e-9)
    }

    @Test(
        "Three days without a word are an alert where there was talk on most days, until somebody speaks",
        arguments: [
            ([0, 0], []), ([0, 0, 0], ["28-…: 3"]), ([0, 0, 0, 0, 7], ["28-33: 4"]), ([0, 0, 5, 0, 0], []),
            ([0, 0, 0, 5, 0, 0, 0], ["28-32: 3", "32-…: 3"]),
        ] as [([Int], [String])])
    func silence(days: [Int], expected: [String]) {
        #expect(Self.episodes(.silence, Self.facts(messages: Self.busy + days)) == expected)
    }

    @Test("A group that hardly ever speaks is not silent, and two weeks of silence are no news")
    func longSilence() {
        let rare = (0..<28).map { $0 % 3 == 0 ? 4 : 0 }
        #expect(Self.episodes(.silence, Self.facts(messages: rare + [0, 0, 0, 0])) == [])
        let found = Self.episodes(.silence, Self.facts(messages: Self.busy + [Int](repeating: 0, count: 20)))
        #expect(found == ["28-45: 16"])
    }

    @Test("A day that is not over is no silent one, and what is not known is not silence")
    func unknownDays() {
        let facts = Self.facts(messages: Self.busy + [0, 0, 0], knownDays: 30)
        #expect(Self.episodes(.silence, facts) == [])
    }

    @Test("Two noisy days of three open an alert, three calm ones close it")
    func noise() {
        let messages = Self.busy + [200, 20, 200, 20, 200, 20, 20, 20]
        let carrying = Self.busy + [10, 20, 10, 20, 10, 20, 20, 20]
        #expect(Self.episodes(.noise, Self.facts(messages: messages, carrying: carrying)) == ["28-36: 200"])
        let full = Self.facts(messages: messages, carrying: messages)
        #expect(Self.episodes(.noise, full) == [])
    }

    @Test("Many who come within an hour and talk at once are a raid; bursts of one evening are one")
    func raid() {
        var facts = Self.facts(messages: Self.busy)
        let start = facts.days[26].from
        func burst(_ hours: Int64, _ joins: Int, _ speakers: Int, _ same: Int) -> AlertFacts.Burst {
            let from = start.advanced(bySeconds: hours * 3600)
            return AlertFacts.Burst(
                from: from, to: from.advanced(bySeconds: 600), joins: joins, speakers: speakers, same: same)
        }
        facts.bursts = [burst(1, 12, 6, 0), burst(4, 26, 0, 3), burst(20, 30, 2, 1)]
        let found = facts.episodes(AlertThresholds(), at: facts.known).filter { $0.rule == .raid }
        #expect(found.count == 1 && found.first?.value == 26 && found.first?.began == facts.bursts[0].from)
        #expect(found.first?.ended == facts.bursts[1].to.advanced(bySeconds: 6 * 3600))
    }

    @Test(
        "Questions that wait for a day are an alert until half of them have aged away or been joined by answered ones")
    func unanswered() {
        var facts = Self.facts(messages: Self.busy + [Int](repeating: 20, count: 14))
        let start = facts.days[28].from
        facts.questions = (0..<6).map {
            AlertFacts.Question(askedAt: start.advanced(bySeconds: Int64($0) * 3600), isAnswered: false)
        }
        let found = facts.episodes(AlertThresholds(), at: facts.known).filter { $0.rule == .unanswered }
        #expect(found.count == 1 && found.first?.value == 6)
        #expect(found.first?.began == start.advanced(bySeconds: 28 * 3600))
        #expect(found.first?.ended == start.advanced(bySeconds: 8 * 86_400 + 3 * 3600))
        facts.questions = facts.questions.map { AlertFacts.Question(askedAt: $0.askedAt, isAnswered: true) }
        #expect(facts.episodes(AlertThresholds(), at: facts.known).isEmpty)
    }

    @Test("Where as many questions stay open every week, that is no alarm; twice as many are")
    func unansweredAsUsual() {
        var facts = Self.facts(messages: [Int](repeating: 20, count: 70))
        let start = facts.days[0].from
        func asked(_ day: Int, _ count: Int) -> [AlertFacts.Question] {
            (0..<count).map {
                AlertFacts.Question(
                    askedAt: start.advanced(bySeconds: Int64(day) * 86_400 + Int64($0) * 600), isAnswered: false)
            }
        }
        facts.firstDay = facts.firstDay.advanced(by: -100)
        facts.questions = (0..<68).flatMap { asked($0, 1) }
        #expect(facts.episodes(AlertThresholds(), at: facts.known).isEmpty)
        facts.questions = (0..<68).flatMap { asked($0, $0 == 60 ? 9 : 1) }
        let found = facts.episodes(AlertThresholds(), at: facts.known)
        #expect(found.map(\.rule) == [.unanswered] && found.first?.value == 15)
    }

    @Test("Stretches of an hour with enough in them are found and joined")
    func stretches() {
        let minutes = [0, 1, 2, 300, 301, 302, 303, 400, 900, 930, 955, 985, 1015]
        let instants = minutes.map { Instant(seconds: Int64($0) * 60) }
        #expect(AlertFacts.stretches(instants, least: 3) == [0..<3, 3..<7, 8..<13])
        #expect(AlertFacts.stretches([], least: 3).isEmpty)
    }

    @Test("Every default is within its range and has its reason; kinds that end on purpose are not called silent")
    func defaults() {
        for (rule, kinds) in AlertThresholds.standards {
            let known = AlertRule(rawValue: rule)
            #expect(known != nil, "\(rule)")
            for (kind, threshold) in kinds {
                #expect(known.map(threshold.fits) == true, "\(rule) \(kind)")
                for language in Language.allCases {
                    let key = "alerts.reason." + (known.map { AlertThresholds.reason($0, kind: kind) } ?? "")
                    #expect(TextCatalogue(language).has(key), "\(key) \(language)")
                }
            }
        }
        #expect(AlertThresholds.standards.count == AlertRule.allCases.count)
        #expect(!AlertThresholds.standard(.silence, kind: "flash").isOn)
    }

    @Test("A closed group is alerted of nothing, and a set threshold goes before the default")
    func closedAndSet() {
        var facts = Self.facts(messages: Self.busy + [0, 0, 0])
        let strict = AlertThresholds([.init(.silence, kind: ""): .init(isOn: true, first: 4, second: 0.7)])
        #expect(facts.episodes(strict, at: facts.known).isEmpty)
        facts.isClosed = true
        #expect(facts.episodes(AlertThresholds(), at: facts.known).isEmpty)
    }
}

@Suite("What becomes of kept alerts")
struct GroupAlertsTests {
    private static func episode(_ began: Int64, _ last: Int64, _ ended: Int64? = nil, value: Double = 5) -> AlertEpisode
    {
        AlertEpisode(
            rule: .noise, began: Instant(seconds: began), last: Instant(seconds: last),
            ended: ended.map { Instant(seconds: $0) }, value: value, usual: 0)
    }

    private static func handle(
        _ known: [KnownAlert], _ episodes: [AlertEpisode], isFresh: Bool = true
    ) -> [AlertEffect] {
        var alerts = GroupAlerts(known)
        return alerts.handle(episodes, isFresh: isFresh, since: Instant(seconds: 0))
    }

    private static let known = KnownAlert(id: AlertID(1), episode: episode(100, 200), isOpen: true)

    @Test("What is new opens, what is past or old is noted, and what is known is no news")
    func news() {
        let now = Self.episode(100, 200)
        #expect(Self.handle([], [now]) == [.open(now)])
        #expect(Self.handle([], [now], isFresh: false) == [.note(now)])
        let past = Self.episode(10, 20, 30)
        #expect(Self.handle([], [past]) == [.note(past)])
        #expect(Self.handle([Self.known], [now]) == [])
    }

    @Test("The same occurrence goes on, ends, and is told anew where the record changed")
    func goesOn() {
        let longer = Self.episode(50, 300, value: 9)
        #expect(Self.handle([Self.known], [longer]) == [.change(AlertID(1), longer, isOpen: true)])
        let over = Self.episode(100, 200, 400)
        #expect(Self.handle([Self.known], [over]) == [.close(AlertID(1), over)])
        #expect(Self.handle([Self.known], [], isFresh: true) == [.withdraw(AlertID(1))])
        let next = Self.episode(500, 600)
        #expect(Self.handle([Self.known], [over, next]) == [.close(AlertID(1), over), .open(next)])
    }

    @Test("An alert of days that are not looked at any more stays as it was, and is closed where it was open")
    func outOfSight() {
        var alerts = GroupAlerts([Self.known])
        #expect(
            alerts.handle([], isFresh: true, since: Instant(seconds: 1000)) == [.close(AlertID(1), Self.known.episode)])
        let closed = KnownAlert(id: AlertID(2), episode: Self.episode(1, 2, 3), isOpen: false)
        alerts = GroupAlerts([closed])
        #expect(alerts.handle([], isFresh: true, since: Instant(seconds: 1000)) == [] && alerts.known == [closed])
    }
}
