internal import Insight
internal import Kernel

// How well the group does what its kind is for, and whether it may fall silent.

extension ReportPage {
    func addHealth(to page: inout HTML) {
        guard let outlook = report.outlook else { return }
        page.element("section", .id("health")) { section in
            guard let health = outlook.health, let score = health.score else {
                section.element("h2", text: words.catalogue("health.title"))
                let gaps = outlook.health.flatMap { words.report.missing($0) }
                for text in [words.report.noHealth(outlook.noHealth), gaps].compactMap({ $0 }) {
                    section.element("p", .class("why"), text: text)
                }
                return
            }
            section.element("h2") { title in
                title.strong(
                    words.strong("health.title.score", ["score": ReportWords.score(score)]))
            }
            section.element("p", .class("why"), text: words.catalogue("health.why"))
            table(health).write(to: &section)
            if let missing = words.report.missing(health) { section.element("p", .class("aside"), text: missing) }
            let chances = words.report.chances(health)
            guard !chances.isEmpty else { return }
            section.element("ul", .class("plain")) { list in for text in chances { list.element("li", text: text) } }
        }
    }

    private func table(_ health: HealthScore) -> DataTable {
        let titles = ["part", "value", "points", "weight", "basis"].map { words.catalogue("health.column." + $0) }
        var table = DataTable(
            words.catalogue("health.title"),
            zip(titles, [false, true, true, true, false]).map { .init(title: $0, isNumber: $1) })
        for part in health.parts {
            var points = DataTable.Cell(part.level.map { ReportWords.score($0 * 100) } ?? ReportWords.nothing)
            points.bar = part.level
            table.add(
                .init(words.report.part(part.part)), .init(words.report.value(part.value, of: part.part)), points,
                .init(part.value == nil ? ReportWords.nothing : ReportWords.percent(part.counted)),
                .init(words.report.basis(of: part, kind: health.kind)))
        }
        return table
    }

    func addForecast(to page: inout HTML) {
        guard let outlook = report.outlook else { return }
        page.element("section", .id("forecast")) { section in
            guard let forecast = outlook.forecast else {
                section.element("h2", text: words.catalogue("forecast.title"))
                let key = outlook.isSilent ? "forecast.silent" : "forecast.unknown"
                return section.element("p", .class("why"), text: words.catalogue(key))
            }
            section.element("h2") { title in
                title.strong(words.strong("forecast.title.risk", ["risk": ReportWords.percent(forecast.risk)]))
            }
            let day = words.report.fullDate(forecast.day)
            let sub = [words.catalogue("forecast.as-of", ["day": day]), words.report.basis(forecast.basis)]
            section.element("p", .class("why"), text: sub.joined(separator: " "))
            guard !forecast.reasons.isEmpty else { return }
            section.element("h3", text: words.catalogue("forecast.reasons"))
            section.element("ul", .class("plain")) { list in
                for reason in forecast.reasons { list.element("li", text: words.report.reason(reason)) }
            }
        }
    }
}
