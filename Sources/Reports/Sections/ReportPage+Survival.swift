internal import Insight
internal import Kernel

extension ReportPage {
    /// A curve of a few ends says nothing.
    private static let leastSubjects = 5

    func addSurvival(to page: inout HTML) {
        let curve = report.survival
        guard curve.subjects >= ReportPage.leastSubjects, curve.points.count > 1 else { return }
        page.element("section", .id("survival")) { section in
            section.element("h2", text: words("survival"))
            section.element("p", .class("why"), text: words("survival.why"))
            section.element("p") { facts in
                let values = [
                    "subjects": words.report.quantity(curve.subjects, .people),
                    "ends": words.report.quantity(curve.ends, .people),
                ]
                facts.strong(words.strong("page.survival.of", values))
                guard let median = curve.median else { return }
                facts.text(words("reason.sep"))
                facts.strong(words.strong("page.survival.why.half", ["days": ReportWords.count(median)]))
            }
            addCurve(curve, to: &section)
        }
    }

    private func addCurve(_ curve: SurvivalCurve, to section: inout HTML) {
        let days = ReportPage.daysShown(curve)
        let points = days.map { curve.value(at: $0) }
        var table = DataTable(
            words("survival"),
            ["day", "still", "low", "high", "risk"].map { .init(title: words("survival." + $0)) })
        for (day, point) in zip(days, points) where ReportPage.isTold(day, last: days.last ?? 0) {
            guard let point else { continue }
            table.add(
                .init(ReportWords.count(day)), .init(ReportWords.percent(point.survival)),
                .init(ReportWords.percent(point.low)), .init(ReportWords.percent(point.high)),
                .init(ReportWords.count(point.atRisk)))
        }
        Chart(
            id: "survival", title: words("survival.why"), labels: days.map { String($0) },
            series: [
                .init(name: words("survival.low"), form: .bandLow, values: points.map { $0?.low }),
                .init(
                    name: words("survival.interval"), form: .bandHeight,
                    values: points.map { $0.map { $0.high - $0.low } }),
                .init(name: words("survival.still"), form: .steps, values: points.map { $0?.survival }),
            ],
            unit: .share, axisName: words("survival.axis")
        ).write(table: table, words: words, to: &section)
    }

    /// The days at which the curve is drawn: all of them, or about three hundred of a long life.
    static func daysShown(_ curve: SurvivalCurve) -> [Int] {
        let last = curve.points.last?.t ?? 0
        let step = [1, 2, 5, 10, 30, 60, 90].first { last / $0 <= 300 } ?? 180
        return Array(stride(from: 0, through: last, by: step))
    }

    /// The days of the table: those one asks for.
    static func isTold(_ day: Int, last: Int) -> Bool {
        day <= 7 || day == last || (day <= 28 && day % 7 == 0) || (day <= 360 && day % 30 == 0) || day % 180 == 0
    }
}
