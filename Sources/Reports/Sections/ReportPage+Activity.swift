internal import Insight
internal import Kernel

// How talk went over the window, and when in the week.

extension ReportPage {
    /// Days, weeks or months, as the window is long.
    private var course: (key: String, points: [ActivityPoint]) {
        switch report.days.count {
        case ...66: ("day", report.days)
        case _ where report.weeks.count <= 106: ("week", report.weeks)
        default: ("month", report.months)
        }
    }

    private func label(_ range: DayRange, _ key: String) -> String {
        switch key {
        case "month": words.report.month(range.from)
        case "week": words.report.span(range)
        default: words.report.shortDate(range.from)
        }
    }

    /// The label where there is room: a day with its weekday, weeks and months with their year.
    private func longLabel(_ range: DayRange, _ key: String) -> String {
        switch key {
        case "month": words.report.month(range.from)
        case "week": "\(range.from) – \(range.to)"
        default: words.report.date(range.from)
        }
    }

    func addActivity(to page: inout HTML) {
        let (key, points) = course
        guard report.totals.sums.messages > 0, points.count > 1 else { return }
        page.element("section", .id("activity")) { section in
            section.element("h2", text: words("activity"))
            section.element("p", .class("why"), text: words("activity." + key))
            let title = words("column." + (key == "day" ? "date" : key))
            addTalkChart(points, key, title: title, to: &section)
            if !knowsNoJoins, points.contains(where: { $0.joins + $0.leaves > 0 }) {
                section.element("h3", text: words("coming"))
                section.element("p", .class("why"), text: words("coming.why"))
                addComingChart(points, key, title: title, to: &section)
            }
        }
    }

    private func addTalkChart(_ points: [ActivityPoint], _ key: String, title: String, to section: inout HTML) {
        var table = DataTable(
            words("activity." + key),
            [
                .init(title: title, isNumber: false), .init(title: words("column.messages")),
                .init(title: words("column.active")),
            ])
        for point in points {
            table.add(
                .init(longLabel(point.range, key)), .init(ReportWords.count(point.messages)),
                .init(ReportWords.count(point.active)))
        }
        Chart(
            id: "activity", title: words("activity." + key), labels: points.map { label($0.range, key) },
            series: [
                .init(
                    name: words("column.messages"), form: .bars, values: points.map { Double($0.messages) },
                    colour: "bar"),
                .init(
                    name: words("column.active"), form: .line, values: points.map { Double($0.active) },
                    colour: "persimmon", isRight: true),
            ]
        ).write(table: table, words: words, to: &section)
    }

    private func addComingChart(_ points: [ActivityPoint], _ key: String, title: String, to section: inout HTML) {
        let names = ["joins", "leaves", "members"].map { words("column." + $0) }
        var table = DataTable(
            words("coming.why"), [.init(title: title, isNumber: false)] + names.map { .init(title: $0) })
        for point in points {
            table.add(
                .init(longLabel(point.range, key)), .init(ReportWords.count(point.joins)),
                .init(ReportWords.count(point.leaves)), .init(ReportWords.count(point.members)))
        }
        Chart(
            id: "coming", title: words("coming.why"), labels: points.map { label($0.range, key) },
            series: [
                .init(name: names[0], form: .bars, values: points.map { Double($0.joins) }, colour: "bar"),
                .init(name: names[1], form: .bars, values: points.map { Double($0.leaves) }, colour: "plum"),
                .init(
                    name: names[2], form: .line, values: points.map { Double($0.members) }, colour: "sky", isRight: true
                ),
            ]
        ).write(table: table, words: words, to: &section)
    }

    // MARK: - The week

    func addRhythm(to page: inout HTML) {
        guard let busiest = report.hours.busiest else { return }
        page.element("section", .id("rhythm")) { section in
            section.element("h2", text: words("rhythm"))
            if let best = bestSentence { section.element("p") { $0.strong(best) } }
            section.element("p", .class("why")) { why in
                why.text(words("rhythm.why") + (bestSentence == nil ? "" : " " + words("rhythm.framed")))
            }
            section.element("div", .class("panel")) { addHeat(most: busiest.messages, to: &$0) }
        }
    }

    private var bestSentence: String? {
        func hours(_ best: [BestHour]) -> String {
            best.map { words.report.value(.hour($0.hour)) }.joined(separator: words("hour.joiner"))
        }
        let (workdays, weekends) = (report.bestHours.workdays, report.bestHours.weekends)
        if workdays.isEmpty && weekends.isEmpty { return nil }
        if weekends.isEmpty { return words.strong("page.rhythm.workdays", ["workdays": hours(workdays)]) }
        if workdays.isEmpty { return words.strong("page.rhythm.weekends", ["weekends": hours(weekends)]) }
        return words.strong("page.rhythm.best", ["workdays": hours(workdays), "weekends": hours(weekends)])
    }

    private func addHeat(most: Int, to panel: inout HTML) {
        let best = [report.bestHours.workdays, report.bestHours.weekends].map { Set($0.map(\.hour)) }
        panel.element("table", .class("heat")) { table in
            table.element("caption", .class("unseen"), text: words("rhythm.why"))
            table.element("thead") { head in
                head.element("tr") { row in
                    row.element("th", text: "")
                    for hour in 0..<24 {
                        row.element("th", .scope("col"), text: hour % 3 == 0 ? String(hour) : "")
                    }
                }
            }
            table.element("tbody") { body in
                for (weekday, counts) in report.hours.counts.enumerated() {
                    body.element("tr") { row in
                        row.element("th", .scope("row"), text: words.report.weekday(weekday))
                        for (hour, count) in counts.enumerated() {
                            let isBest = best[weekday < 5 ? 0 : 1].contains(hour)
                            addHeatCell(weekday, hour, count, most: most, isBest: isBest, to: &row)
                        }
                    }
                }
            }
        }
    }

    private func addHeatCell(
        _ weekday: Int, _ hour: Int, _ count: Int, most: Int, isBest: Bool, to row: inout HTML
    ) {
        // By the root of the count: most hours are quiet beside the liveliest, and would all look alike.
        let level = count == 0 ? 0 : max(1, Int((9 * (Double(count) / Double(most)).squareRoot()).rounded()))
        let values = [
            "weekday": words.report.weekday(weekday), "hour": String(hour),
            "messages": words.report.quantity(count, .messages),
        ]
        let classes = ["h\(level)"] + (isBest ? ["best"] : [])
        row.element("td", .class(classes.joined(separator: " ")), .title(words("rhythm.cell", values))) { cell in
            cell.element("span", .class("unseen"), text: String(count))
        }
    }
}
