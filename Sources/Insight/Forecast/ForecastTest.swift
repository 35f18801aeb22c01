package import Kernel

/// How good forecasts turned out to be that were trained on earlier months and tested on later ones.
package struct ForecastTest: Codable, Hashable, Sendable {
    /// How a way of forecasting did.
    package struct Score: Codable, Hashable, Sendable {
        /// Under the ROC curve, with its 95 % interval by drawing groups; nil where the months tested had one outcome only.
        package var area: Double?
        package var low: Double?
        package var high: Double?
        /// The mean of the squared differences between forecasts and outcomes (Brier); nil for a rule that only orders.
        package var brier: Double?
    }

    /// Warnings given and how many of them came true.
    package struct Warnings: Codable, Hashable, Sendable {
        package var given = 0
        package var right = 0
        /// How many deaths were ahead in all.
        package var deaths = 0

        package var precision: Double? { ratio(right, of: given) }
        package var recall: Double? { ratio(right, of: deaths) }
    }

    /// The days, groups and deaths of one part of the history.
    package struct Span: Codable, Hashable, Sendable {
        package var from = ""
        package var to = ""
        package var forecasts = 0
        package var groups = 0
        package var deaths = 0
    }

    package var training = Span()
    package var test = Span()
    /// Trained on the earlier part of this history; nil where it had too few groups or deaths.
    package var own: Score?
    /// The default that comes with the program.
    package var standard: Score?
    /// The survival curve of the kind, as known at the end of the earlier part; where it says anything.
    package var survival: Score?
    /// The plain rule “half as active as last month”: `mau` at most half of what it was 28 days before.
    package var rule: Score?
    /// The same figure as an order, without a threshold.
    package var ruleOrder: Score?
    /// The model trained on the earlier part, that `own` is the score of.
    package var trained: LogisticModel?
    /// What the rule warned of, and as many of the highest forecasts of the model in use.
    package var ruleWarnings = Warnings()
    package var modelWarnings = Warnings()
    /// Of the model in use.
    package var calibration = Calibration()
    /// Which of the above the calibration and the warnings are of.
    package var tested = ForecastBasis.standard
}

extension Calibration {
    package init() { self.init([], [], groups: []) }
}

/// What a forecast rests on.
package enum ForecastBasis: String, Codable, Sendable, CaseIterable {
    /// A model trained on the community's own earlier months.
    case own
    /// The survival curve of groups of its kind.
    case survival
    /// The model that comes with the program, fitted on simulated histories.
    case standard = "default"
}

/// What it takes to train a model of one's own.
package enum ForecastNeeds {
    /// So many groups, and so many deaths, in the earlier months.
    package static let groups = 20
    package static let deaths = 20
}

extension ForecastTest {
    /// Trains on what was known before the split and tests on all from it on; nil where the history is too short.
    package init?(_ landmarks: Landmarks, standard: LogisticModel?) {
        guard let split = landmarks.split else { return nil }
        let (earlier, later) = (landmarks.known(by: split), landmarks.from(split))
        guard !later.isEmpty else { return nil }
        training = landmarks.span(earlier)
        test = landmarks.span(later)
        let rows = landmarks.rows
        let outcomes = later.map { rows.labels[$0] }
        let groups = later.map { landmarks.groups[$0] }
        func score(_ forecasts: [Double], isShare: Bool = true) -> Score {
            Score(forecasts, outcomes, groups: groups, isShare: isShare)
        }
        var tested: [Double]?
        if let standard {
            tested = later.map { standard.probability(rows.row($0)) }
            self.standard = tested.map { score($0) }
        }
        if training.groups >= ForecastNeeds.groups, training.deaths >= ForecastNeeds.deaths,
            let model = LogisticModel(fitting: landmarks.rows(earlier), signs: ForecastFeatures.signs)
        {
            let forecasts = later.map { model.probability(rows.row($0)) }
            own = score(forecasts)
            trained = model
            tested = forecasts
            self.tested = .own
        }
        survival = landmarks.survivalScore(later, split)
        let halves = later.map { landmarks.halves[$0] }
        let warned = halves.map { $0.map { $0 <= 0.5 } ?? false }
        rule = score(warned.map { $0 ? 1 : 0 }, isShare: false)
        // Where there is no month before, the rule says nothing: as if nothing had changed.
        ruleOrder = score(halves.map { -($0 ?? 1) }, isShare: false)
        ruleWarnings = Warnings(warned, outcomes)
        guard let tested else { return }
        calibration = Calibration(tested, outcomes, groups: groups.map { Int64($0) })
        modelWarnings = Warnings(ForecastTest.highest(ruleWarnings.given, of: tested), outcomes)
    }

    private static func highest(_ count: Int, of forecasts: [Double]) -> [Bool] {
        let order = forecasts.indices.sorted { (forecasts[$1], $0) < (forecasts[$0], $1) }
        var warned = [Bool](repeating: false, count: forecasts.count)
        for index in order.prefix(count) { warned[index] = true }
        return warned
    }
}

extension ForecastTest.Warnings {
    fileprivate init(_ warned: [Bool], _ outcomes: [Bool]) {
        given = warned.count { $0 }
        right = zip(warned, outcomes).count { $0 && $1 }
        deaths = outcomes.count { $0 }
    }
}

extension ForecastTest.Score {
    fileprivate init(_ forecasts: [Double], _ outcomes: [Bool], groups: [Int32], isShare: Bool) {
        var numbers: [Int32: Int32] = [:]
        for group in groups where numbers[group] == nil { numbers[group] = Int32(numbers.count) }
        area = Ranking.area(forecasts, outcomes)
        let interval = Ranking.interval(
            forecasts, outcomes, groups: groups.map { numbers[$0] ?? 0 }, groupCount: numbers.count)
        (low, high) = (interval?.low, interval?.high)
        guard isShare, !forecasts.isEmpty else { return }
        let squares = zip(forecasts, outcomes).reduce(0.0) { sum, pair in
            let off = pair.0 - (pair.1 ? 1 : 0)
            return sum + off * off
        }
        brier = squares / Double(forecasts.count)
    }
}

extension Landmarks {
    func span(_ picked: [Int]) -> ForecastTest.Span {
        var span = ForecastTest.Span()
        guard let first = picked.map({ days[$0] }).min(), let last = picked.map({ days[$0] }).max() else { return span }
        let counts = counts(picked)
        (span.from, span.to, span.forecasts) = ("\(first)", "\(last)", picked.count)
        (span.groups, span.deaths) = (counts.groups, counts.deaths)
        return span
    }

    /// The survival curve's forecasts, on the landmarks of which it says anything.
    fileprivate func survivalScore(_ picked: [Int], _ split: CivilDay) -> ForecastTest.Score? {
        let risk = SilenceRisk(lives(knownBy: split))
        var (forecasts, outcomes, told): ([Double], [Bool], [Int32]) = ([], [], [])
        for index in picked {
            let member = members[Int(groups[index])]
            guard let value = risk.value(age: member.firstDay.distance(to: days[index]), kind: member.kind) else {
                continue
            }
            forecasts.append(value)
            outcomes.append(rows.labels[index])
            told.append(groups[index])
        }
        return forecasts.isEmpty ? nil : ForecastTest.Score(forecasts, outcomes, groups: told, isShare: true)
    }
}
