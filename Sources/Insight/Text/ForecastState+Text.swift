package import Kernel

extension ForecastState {
    /// How forecasts were tested, which model is in use and why, as a page of text.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(words.text("forecast.test.title"))
        page.rule()
        add(inUse(words), to: &page)
        guard let test else {
            add(words.text("forecast.test.too-short"), to: &page)
            return page.text
        }
        for (key, span) in [("training", test.training), ("test", test.test)] { add(span.told(key, words), to: &page) }
        page.begin(words.text("forecast.test.scores"), note: words.text("forecast.test.scores.note"))
        for (key, score) in test.scores {
            page.add("  " + words.text("forecast.score." + key).padded(to: 40) + score.told(words))
        }
        page.begin(words.text("forecast.test.warnings"))
        for text in test.warningsTold(words) { add(text, to: &page) }
        page.begin(words.text("forecast.test.calibration"))
        page.add("  " + words.text("forecast.score." + test.tested.rawValue))
        let titles = ["band", "forecasts", "groups", "mean", "happened"].map {
            words.text("forecast.calibration." + $0)
        }
        page.add("  " + titles[0].padded(to: 14) + titles[1...].map { $0.aligned(to: 12) }.joined())
        for band in test.calibration.bands {
            let cells = [
                ReportWords.count(band.forecasts), ReportWords.count(band.groups), ReportWords.percent(band.mean),
                ReportWords.percent(band.happened),
            ]
            page.add("  " + band.name.padded(to: 14) + cells.map { $0.aligned(to: 12) }.joined())
        }
        return page.text
    }

    /// Which model is in use, and why.
    package func inUse(_ words: ReportWords) -> String {
        let values = [
            "groups": ReportWords.count(known.groups), "deaths": ReportWords.count(known.deaths),
            "needsgroups": String(ForecastNeeds.groups), "needsdeaths": String(ForecastNeeds.deaths),
            "curve": String(SilenceRisk.leastGroups), "ends": String(SilenceRisk.leastEnds),
        ]
        return words.text("forecast.in-use." + basisInUse.rawValue, values)
    }

    private func add(_ text: String, to page: inout TextPage) {
        for line in text.wrapped(to: TextPage.width) { page.add(line) }
    }
}

extension ForecastTest {
    /// The ways of forecasting that were tested, by the key of their words.
    package var scores: [(key: String, score: Score)] {
        [
            ("own", own), ("default", standard), ("survival", survival), ("rule", rule), ("rule-order", ruleOrder),
        ].compactMap { key, score in score.map { (key, $0) } }
    }

    /// What the plain rule warned of, and as many warnings of the model.
    package func warningsTold(_ words: ReportWords) -> [String] {
        [("rule", ruleWarnings), ("model", modelWarnings)].map { key, one in
            let values = [
                "given": ReportWords.count(one.given), "right": ReportWords.count(one.right),
                "precision": ReportWords.percent(one.precision), "deaths": ReportWords.count(one.deaths),
                "recall": ReportWords.percent(one.recall), "basis": words.text("forecast.score." + tested.rawValue),
            ]
            return words.text("forecast.warnings." + key, values)
        }
    }
}

extension ForecastTest.Score {
    /// The area and its interval.
    package func told(_ words: ReportWords) -> String {
        guard let area else { return words.text("forecast.score.none") }
        let value = ReportWords.decimal(area, places: 3)
        guard let low, let high else { return value }
        return value + " (\(ReportWords.decimal(low, places: 3))–\(ReportWords.decimal(high, places: 3)))"
    }
}

extension ForecastTest.Span {
    package func told(_ key: String, _ words: ReportWords) -> String {
        guard forecasts > 0 else { return words.text("forecast.span.\(key).none") }
        let values = [
            "from": from, "to": to, "forecasts": ReportWords.count(forecasts), "groups": ReportWords.count(groups),
            "deaths": ReportWords.count(deaths),
        ]
        return words.text("forecast.span." + key, values)
    }
}

extension Calibration.Band {
    package var name: String { ReportWords.percent(from) + " – " + ReportWords.percent(to) }
}
