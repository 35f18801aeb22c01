package import Insight
package import Kernel

/// Tables and charts that tell how good forecasts are.
package struct ForecastParts: Sendable {
    private let words: PageWords

    package init(_ catalogue: TextCatalogue) { words = PageWords(catalogue) }

    private func word(_ key: String, _ values: [String: String] = [:]) -> String { words.catalogue(key, values) }

    /// What was forecast beside what came of it, as a chart with its table.
    package func calibration(_ calibration: Calibration, id: String, to page: inout HTML) {
        let title = word("forecast.test.calibration")
        let columns = ["band", "forecasts", "groups", "mean", "happened"].map {
            DataTable.Column(title: word("forecast.calibration." + $0), isNumber: $0 != "band")
        }
        var table = DataTable(title, columns)
        for band in calibration.bands {
            table.add(
                .init(band.name), .init(ReportWords.count(band.forecasts)), .init(ReportWords.count(band.groups)),
                .init(ReportWords.percent(band.mean)), .init(ReportWords.percent(band.happened)))
        }
        Chart(
            id: id, title: title, labels: calibration.bands.map(\.name),
            series: [
                .init(
                    name: word("forecast.calibration.mean"), form: .bars, values: calibration.bands.map(\.mean),
                    colour: "line"),
                .init(
                    name: word("forecast.calibration.happened"), form: .bars,
                    values: calibration.bands.map(\.happened)),
            ],
            unit: .share
        ).write(table: table, words: words, to: &page)
    }

    /// The ways of forecasting side by side.
    package func scores(_ test: ForecastTest, to page: inout HTML) {
        let titles = ["web.forecast.way", "web.forecast.auc", "web.forecast.interval", "web.forecast.brier"]
        var table = DataTable(
            word("forecast.test.scores"),
            titles.enumerated().map { .init(title: word($1), isNumber: $0 > 0) })
        for (key, score) in test.scores {
            let interval = score.low.flatMap { low in
                score.high.map { ReportWords.decimal(low, places: 2) + "–" + ReportWords.decimal($0, places: 2) }
            }
            table.add(
                .init(word("forecast.score." + key)), .init(ReportWords.decimal(score.area, places: 2)),
                .init(interval ?? ReportWords.nothing), .init(ReportWords.decimal(score.brier, places: 3)))
        }
        table.write(to: &page)
    }

    /// What a model looks at, that which pushes most first.
    package func weights(_ model: ForecastModel, to page: inout HTML) {
        var table = DataTable(
            word("web.forecast.weights"),
            [
                .init(title: word("health.column.part"), isNumber: false), .init(title: word("web.forecast.weight")),
            ])
        let weights = zip(ForecastFeatures.Name.allCases, model.model.weights)
        for (name, weight) in weights.sorted(by: { $0.1.magnitude > $1.1.magnitude }) {
            let sign = weight > 0 ? "+" : ""
            table.add(
                .init(word("forecast.name." + name.rawValue)),
                .init(sign + ReportWords.decimal(weight, places: 2)))
        }
        table.write(to: &page)
    }
}
