import Insight
import Kernel
import Record
import Testing

@Suite("A health score")
struct HealthTests {
    private static let day = november(20)

    private static func measures(_ values: [HealthPart: Double]) -> HealthMeasures {
        var measures = HealthMeasures()
        measures.values = values
        for part in HealthPart.allCases where values[part] == nil { measures.gaps[part] = .tooFew }
        return measures
    }

    private static func score(
        _ kind: GroupKind, _ values: [HealthPart: Double], peers: [HealthPart: [Double]] = [:]
    ) -> HealthScore? {
        HealthScore(kind: kind, day: day, measures: measures(values)) { peers[$0] ?? [] }
    }

    @Test("has the parts and weights of its kind, which add up to one", arguments: GroupKind.allCases)
    func recipes(kind: GroupKind) {
        guard let recipe = HealthPart.recipe(kind) else {
            #expect(kind == .staff && Self.score(kind, [:]) == nil)
            return
        }
        #expect(abs(recipe.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        #expect(Set(recipe.map(\.part)).count == recipe.count)
    }

    @Test("never hides a part: each is there with a value or with why not, and what is known is said")
    func nothingHidden() throws {
        var chance = SeededGenerator(seed: 3)
        for kind in GroupKind.allCases {
            guard let recipe = HealthPart.recipe(kind) else { continue }
            for _ in 0..<30 {
                let known = recipe.filter { _ in Bool.random(using: &chance) }
                let values = Dictionary(
                    uniqueKeysWithValues: known.map { ($0.part, Double.random(in: 0...1, using: &chance)) })
                let score = try #require(Self.score(kind, values))
                #expect(score.parts.map(\.part) == recipe.map(\.part))
                #expect(score.parts.allSatisfy { ($0.value == nil) == ($0.gap != nil) })
                #expect(abs(score.known - known.reduce(0) { $0 + $1.weight }) < 1e-12)
                #expect((score.score == nil) == known.isEmpty)
                #expect(score.missing.count == recipe.count - known.count)
                guard let value = score.score else { continue }
                #expect((0...100).contains(value))
                #expect(abs(score.parts.reduce(0) { $0 + $1.counted } - 1) < 1e-12)
                for language in Language.allCases {
                    let words = ReportWords(text: TextCatalogue(language))
                    let missing = words.missing(score)
                    #expect((missing == nil) == score.missing.isEmpty)
                    for part in score.missing { #expect(missing?.contains(words.part(part.part)) == true) }
                }
            }
        }
    }

    @Test(
        "by the fixed scale is what a hand counts",
        arguments: [
            // (0.3·0.5 + 0.25·0.5 + 0.25·0.5 + 0.2·0.5) ÷ 1
            ([.retention: 0.2, .activeRatio: 0.25, .connected: 0.3, .lowLeaving: 0.9], 50.0),
            // Without retention: (0.25·1 + 0.25·0 + 0.2·1) ÷ 0.7
            ([.activeRatio: 0.8, .connected: 0.0, .lowLeaving: 1.0], 64.2857142857),
        ] as [([HealthPart: Double], Double)])
    func fixedScale(values: [HealthPart: Double], expected: Double) throws {
        let score = try #require(Self.score(.fan, values))
        #expect(try abs(#require(score.score) - expected) < 1e-6)
        #expect(score.parts.allSatisfy { $0.peers == nil })
    }

    @Test("is a percentile among at least twenty others, and the fixed scale among fewer")
    func percentiles() throws {
        let others = (1...20).map { Double($0) / 100 }
        let many = try #require(Self.score(.fan, [.connected: 0.105], peers: [.connected: others]))
        #expect(many.parts[1].peers == 20 && many.parts[1].level == 0.5)
        let few = try #require(Self.score(.fan, [.connected: 0.105], peers: [.connected: Array(others.dropLast())]))
        #expect(few.parts[1].peers == nil && few.parts[1].level == 0.105 / 0.6)
        let tie = try #require(Self.score(.fan, [.connected: 0.10], peers: [.connected: others]))
        #expect(tie.parts[1].level == (9 + 0.5) / 20)
        let last = try #require(Self.score(.fan, [.connected: 0], peers: [.connected: others]))
        // Three in four of the others have at most 0.15.
        #expect(last.parts[1].goal == 0.15 && last.chances.first?.gain == 75)
    }

    @Test("compares with groups of the kind and of like age, and does not change with their order")
    func peers() throws {
        var chance = SeededGenerator(seed: 8)
        let groups = (0..<300).map { index in
            (
                kind: index % 3 == 0 ? GroupKind.study : .fan, age: Int.random(in: 0...500, using: &chance),
                measures: Self.measures([
                    .connected: Double(Int.random(in: 0...20, using: &chance)) / 20,
                    .retention: Double.random(in: 0...1, using: &chance),
                ])
            )
        }
        let (one, other) = (HealthPeers(groups), HealthPeers(groups.reversed()))
        for group in groups {
            let score = one.score(kind: group.kind, age: group.age, day: Self.day, measures: group.measures)
            #expect(
                score == other.score(kind: group.kind, age: group.age, day: Self.day, measures: group.measures))
            let alike = groups.filter { $0.kind == group.kind && AgeBand(age: $0.age) == AgeBand(age: group.age) }
            let retention = try #require(score?.parts.first { $0.part == .retention })
            #expect(retention.peers == (alike.count > 20 ? alike.count - 1 : nil))
            guard let own = group.measures.values[.retention], retention.peers != nil else { continue }
            let below = alike.count { ($0.measures.values[.retention] ?? 0) < own }
            #expect(abs((retention.level ?? -1) - Double(below) / Double(alike.count - 1)) < 1e-12)
        }
    }

    @Test("takes a share of too few for no data, and leaving for unknown where the source does not tell of it")
    func gaps() {
        var report = AdviceTests.plain()
        let told = HealthMeasures(report, knowsLeaving: true)
        #expect(told.gaps[.completion] == .unrecorded && told.gaps[.ordersTrend] == .unrecorded)
        #expect(HealthMeasures(report, knowsLeaving: false).gaps[.lowLeaving] == .leavingUnknown)
        report.group.isPresence = true
        #expect(HealthMeasures(report, knowsLeaving: true).gaps[.lowLeaving] == .leavingUnknown)
        report.value.questions = 4
        report.value.answered = 4
        #expect(HealthMeasures(report, knowsLeaving: true).gaps[.answered] == .tooFew)
        report.value.questions = 5
        #expect(HealthMeasures(report, knowsLeaving: true).values[.answered] == 0.8)
    }
}
