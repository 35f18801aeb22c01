import Insight
import Kernel
import Testing

@Suite("A forecast of silence")
struct ForecastTests {
    /// Talk by chance: people who speak with a share of their own, and less and less of it.
    static func course(seed: UInt64, days: Int = 160) -> GroupCourse {
        var chance = SeededGenerator(seed: seed)
        let first = CivilDay(year: 2026, month: 1, day: 1)!.advanced(by: Int(seed % 7))
        var course = GroupCourse(firstDay: first, range: DayRange(from: first, to: first.advanced(by: days - 1)))
        let people = Int32.random(in: 2...9, using: &chance)
        let end = Int.random(in: 10...(days * 2), using: &chance)
        for day in 0..<days {
            let date = first.advanced(by: day)
            let left = max(0, Double(end - day)) / Double(end)
            for person in 0..<people where Double.random(in: 0..<1, using: &chance) < 0.5 * left {
                let messages = Int.random(in: 1...9, using: &chance)
                course.add(person: person, messages: messages, on: date)
                course.add(on: date) { $0.messages += messages }
            }
            course.add(on: date) {
                $0.newcomers = Int.random(in: 0...2, using: &chance)
                $0.leaves = Int.random(in: 0...1, using: &chance)
                $0.replies = Int.random(in: 0...3, using: &chance)
            }
        }
        return course
    }

    /// The same course up to a day of it.
    private static func cut(_ seed: UInt64, at days: Int) -> GroupCourse {
        course(seed: seed).first(days)
    }

    @Test("rests on what was known on its day alone: later events do not change it")
    func pastOnly() {
        for seed in UInt64(1)...40 {
            let whole = Self.course(seed: seed)
            for days in [1, 5, 8, 30, 57, 90, 159] {
                let before = Self.cut(seed, at: days)
                var landmarks = Landmarks(groupDays: 100)
                landmarks.add(whole, group: 1, kind: "")
                let day = before.range.to
                guard let index = landmarks.days.firstIndex(of: day) else { continue }
                let now = before.now
                #expect(now?.values == Array(landmarks.rows.row(index)), "seed \(seed), \(days) days")
            }
        }
    }

    @Test("is the same from the last ten weeks as from the whole history")
    func lookback() {
        for seed in UInt64(1)...40 {
            let whole = Self.course(seed: seed)
            let short = whole.last(ForecastFeatures.lookback)
            #expect(whole.now == short.now, "seed \(seed)")
        }
    }

    @Test("counts as dying what dies within 14 days, by a count of windows of its own")
    func labels() {
        for seed in UInt64(1)...40 {
            let course = Self.course(seed: seed)
            var landmarks = Landmarks(groupDays: 100)
            landmarks.add(course, group: 1, kind: "")
            let silent = (0..<course.range.count).map { start in
                start + 6 < course.range.count && course.speakers(start...(start + 6)) < 2
            }
            // Alive on a day: no silence of seven days has ended by then and lasts.
            let expected = (0..<course.range.count).compactMap { day -> (CivilDay, Bool)? in
                guard day < 6 || !silent[day - 6], day + 20 < course.range.count else { return nil }
                let dies = (max(0, day - 5)...(day + 14)).contains { silent[$0] }
                return (course.range.from.advanced(by: day), dies)
            }
            #expect(landmarks.days == expected.map(\.0), "seed \(seed)")
            #expect(landmarks.rows.labels == expected.map(\.1), "seed \(seed)")
        }
    }

    private static func landmarks(_ seeds: some Sequence<UInt64>) -> Landmarks {
        // So many that only every fifth day has landmarks: as good for the test, and quicker.
        var landmarks = Landmarks(groupDays: Landmarks.most * 5)
        for seed in seeds { landmarks.add(course(seed: seed), group: Int64(seed), kind: "fan") }
        return landmarks
    }

    @Test("does not change with the order of the groups")
    func order() throws {
        let one = ForecastState(Self.landmarks(1...100), standard: nil)
        let other = ForecastState(Self.landmarks((UInt64(1)...100).reversed()), standard: nil)
        let (first, second) = (try #require(one.own?.model), try #require(other.own?.model))
        for (left, right) in zip(first.weights, second.weights) { #expect(abs(left - right) < 1e-9) }
        let areas = (try #require(one.test?.own?.area), try #require(other.test?.own?.area))
        #expect(abs(areas.0 - areas.1) < 1e-6)
        #expect(one.test?.training == other.test?.training)
    }

    @Test("is trained on what was known before the months it is tested on")
    func split() throws {
        let landmarks = Self.landmarks(1...100)
        let split = try #require(landmarks.split)
        #expect(landmarks.known(by: split).allSatisfy { landmarks.days[$0].advanced(by: 21) <= split })
        #expect(landmarks.from(split).allSatisfy { landmarks.days[$0] >= split })
        let test = try #require(ForecastTest(landmarks, standard: nil))
        #expect((test.own?.area ?? 0) > 0.6 && test.tested == .own)
        #expect(test.calibration.bands.reduce(0) { $0 + $1.forecasts } == test.test.forecasts)
        #expect(test.ruleWarnings.given == test.modelWarnings.given)
    }

    @Test("of too few groups trains nothing, and says so")
    func few() throws {
        let state = ForecastState(Self.landmarks(1...19), standard: nil)
        #expect(state.own == nil && state.basisInUse == .standard)
        for language in Language.allCases {
            let text = state.text(TextCatalogue(language))
            #expect(text.contains("19") && !text.contains("{"), "\(language)")
        }
    }

    @Test("the logistic fit is where its penalised likelihood has no slope")
    func slope() throws {
        let rows = Self.landmarks(1...100).rows
        let model = try #require(LogisticModel(fitting: rows))
        var slopes = [Double](repeating: 0, count: rows.columns + 1)
        for index in 0..<rows.count {
            let row = Array(rows.row(index))
            let off = (rows.labels[index] ? 1 : 0) - model.probability(row)
            slopes[0] += off
            for column in row.indices {
                slopes[column + 1] += off * (row[column] - model.means[column]) / model.scales[column]
            }
        }
        for column in 0..<rows.columns { slopes[column + 1] -= model.weights[column] }
        #expect(slopes.allSatisfy { $0.magnitude < 1e-6 })
    }

    @Test("a fit with signs has none of the other sign, and is the best there is of what it kept")
    func signs() throws {
        let rows = Self.landmarks(1...100).rows
        let model = try #require(LogisticModel(fitting: rows, signs: ForecastFeatures.signs))
        for (weight, sign) in zip(model.weights, ForecastFeatures.signs) { #expect(weight * Double(sign) >= 0) }
        for column in 0..<rows.columns where model.weights[column] != 0 {
            var slope = -model.weights[column]
            for index in 0..<rows.count {
                let row = Array(rows.row(index))
                let off = (rows.labels[index] ? 1 : 0) - model.probability(row)
                slope += off * (row[column] - model.means[column]) / model.scales[column]
            }
            #expect(slope.magnitude < 1e-6)
        }
    }

    @Test("the area under the curve counts pairs, ties half")
    func area() {
        var chance = SeededGenerator(seed: 5)
        for _ in 0..<50 {
            let scores = (0..<30).map { _ in Double(Int.random(in: 0...9, using: &chance)) }
            let happened = scores.map { _ in Bool.random(using: &chance) }
            var (wins, pairs) = (0.0, 0.0)
            for yes in scores.indices where happened[yes] {
                for no in scores.indices where !happened[no] {
                    pairs += 1
                    wins += scores[yes] > scores[no] ? 1 : scores[yes] == scores[no] ? 0.5 : 0
                }
            }
            guard pairs > 0 else { continue }
            #expect(abs((Ranking.area(scores, happened) ?? 0) - wins / pairs) < 1e-12)
        }
        #expect(Ranking.area([1, 2], [true, true]) == nil)
    }

    @Test("the default is shipped, and was fitted on histories that nobody lived")
    func standard() throws {
        let model = try #require(ForecastModel.standard)
        #expect(model.isOfToday && model.provenance != nil && model.fitted.groups > 400)
        #expect((model.test?.own?.area ?? 0) > 0.7)
    }

    @Test("every reason has its words in every language", arguments: Language.allCases)
    func words(language: Language) {
        let words = ReportWords(text: TextCatalogue(language))
        for name in ForecastFeatures.Name.allCases {
            for value in [0, 0.7, 3] {
                let text = words.reason(Forecast.Reason(name: name, value: value, common: 2, push: value - 1))
                #expect(!text.contains("{") && !text.contains("forecast."), "\(text)")
            }
        }
    }
}

extension GroupCourse {
    /// How many different people spoke in some days.
    fileprivate func speakers(_ days: ClosedRange<Int>) -> Int { spoken(in: days).count }
}
