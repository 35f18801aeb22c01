internal import Kernel

/// Sentences of one kind of group, filled once and drawn from again and again.
struct CrowdWords: Sendable {
    private(set) var says: [String] = []
    private(set) var asks: [String] = []
    private(set) var answers: [String] = []
    private(set) var thanks: [String] = []
    private(set) var short: [String] = []
    private(set) var links: [String] = []
    private(set) var captions: [String] = []
    let hours: [Double]
    let weekdays: [Double]

    /// How many of each sort are kept ready.
    private static let ready = 1024

    /// Takes the exchanges of a bank apart: what opens with a question asks, what answers it answers, the rest is said.
    init(_ bank: TalkBank, _ common: TalkBank, _ chance: inout SeededGenerator) {
        hours = CrowdWords.cumulative(bank.hours)
        weekdays = bank.weekdays
        let words = common.words.merging(bank.words) { $1 }
        var patterns = Patterns()
        for topics in [bank.topics, common.topics] {
            for name in topics.keys.sorted() {
                for exchange in topics[name]?.exchanges ?? [] { patterns.take(exchange) }
            }
        }
        says = CrowdWords.fill(patterns.says, words, &chance)
        asks = CrowdWords.fill(patterns.asks, words, &chance)
        answers = CrowdWords.fill(patterns.answers, words, &chance)
        thanks = CrowdWords.fill(patterns.thanks, words, &chance)
        short = CrowdWords.fill(patterns.short, words, &chance)
        captions = CrowdWords.fill(patterns.captions, words, &chance)
        links = CrowdWords.fill(patterns.links, words, &chance)
    }

    static func cumulative(_ weights: [Double]) -> [Double] {
        var sum = 0.0
        return weights.map { weight in
            sum += weight
            return sum
        }
    }

    private static func fill(
        _ patterns: [String], _ words: [String: [String]], _ chance: inout SeededGenerator
    ) -> [String] {
        guard !patterns.isEmpty else { return ["好的"] }
        return (0..<ready).map { index in
            var filler = SlotFiller(names: [:], words: words)
            return filler.fill(patterns[index % patterns.count], round: 1 + chance.pick(60), &chance)
        }
    }

    /// Lines by what they are for. One that names somebody is of no use without the exchange around it.
    private struct Patterns {
        var says: [String] = []
        var asks: [String] = []
        var answers: [String] = []
        var thanks: [String] = []
        var short: [String] = []
        var links: [String] = []
        var captions: [String] = []

        mutating func take(_ exchange: [ScriptLine]) {
            guard let first = exchange.first else { return }
            let isAsked = first.words?.hasSuffix("？") ?? false
            for (index, line) in exchange.enumerated() {
                guard let words = line.words, !Patterns.namesSomebody(words) else { continue }
                switch line.kind {
                case .link, .file, .card: links.append(words)
                case .picture, .video: captions.append(words)
                case .text where words.hasSuffix("？"): asks.append(words)
                case .text where words.contains("谢") && words.count < 16: thanks.append(words)
                case .text where isAsked && index > 0 && line.answers == 1: answers.append(words)
                case .text where words.count < 7: short.append(words)
                case .text: says.append(words)
                default: break
                }
            }
        }

        private static func namesSomebody(_ words: String) -> Bool {
            var rest = words[...]
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                if rest.distance(from: open, to: close) == 2 { return true }
                rest = rest[rest.index(after: close)...]
            }
            return false
        }
    }
}

/// Names of as many people as there are, each made from its number alone.
struct CrowdNames: Sendable {
    private let names: MadeCommunity.PeopleNames
    private let plan: CrowdPlan
    private let idHead: String

    init(_ names: MadeCommunity.PeopleNames, _ plan: CrowdPlan) {
        self.names = names
        self.plan = plan
        idHead = "wxid_" + String(plan.seed, radix: 36) + "s"
    }

    func party(_ number: Int) -> Party {
        var chance = plan.chance(of: number, 0x4E41)
        return Party(name: names.draw(&chance), id: idHead + String(number, radix: 36))
    }

    /// Where a group is, for its name.
    func place(_ chance: inout SeededGenerator) -> String { names.places[chance.pick(names.places.count)] }
}
