internal import Kernel

// How talk went over the window: by day, week, month or year, as the window is long; and by hour.

extension GroupReport {
    func addCourse(_ window: DayRange, to page: inout TextPage, _ words: ReportWords) {
        switch window.count {
        case 1: break
        case ...66:
            addLine(days, title: "course.days", to: &page, words) { words.date($0.from) }
            if weeks.count > 1 { addBars(weeks, to: &page, words) { words.span($0) } }
        case _ where months.count <= 14:
            addLine(weeks, title: "course.weeks", to: &page, words) { words.span($0) }
            addBars(months, to: &page, words) { words.month($0.from) }
        default:
            addYears(to: &page, words)
        }
    }

    /// The points as one line of blocks, with the most of them said and both ends dated.
    private func addLine(
        _ points: [ActivityPoint], title: String, to page: inout TextPage, _ words: ReportWords,
        name: (DayRange) -> String
    ) {
        guard let most = points.max(by: { $0.messages < $1.messages }), most.messages > 0 else { return }
        let values = ["when": name(most.range), "messages": ReportWords.count(most.messages)]
        page.begin(words(title), note: words("course.most", values))
        page.add("  " + BlockChart.line(points.map(\.messages), most: most.messages))
        let first = words.shortDate(points[0].range.from)
        let last = words.shortDate(points[points.count - 1].range.to)
        page.add("  " + first + last.aligned(to: max(points.count, first.displayWidth + 13) - first.displayWidth))
    }

    private func addBars(
        _ points: [ActivityPoint], to page: inout TextPage, _ words: ReportWords, name: (DayRange) -> String
    ) {
        let most = points.map(\.messages).max() ?? 0
        page.add("")
        page.add(barTitles(words))
        for point in points {
            let bar = BlockChart.bar(point.messages, most: most, width: 24).padded(to: 26)
            page.add("  " + name(point.range).padded(to: 18) + bar + counts(point))
        }
    }

    /// A row for each year: its months as blocks, its sum as a bar.
    private func addYears(to page: inout TextPage, _ words: ReportWords) {
        let mostOfMonths = months.map(\.messages).max() ?? 0
        var sums: [(year: Int, months: [Int], messages: Int)] = []
        for point in months {
            let (year, month, _) = point.range.from.date
            if sums.last?.year != year { sums.append((year, [Int](repeating: 0, count: 12), 0)) }
            sums[sums.count - 1].months[month - 1] = point.messages
            sums[sums.count - 1].messages += point.messages
        }
        let mostOfYears = sums.map(\.messages).max() ?? 0
        page.begin(words("course.years"), note: words("course.years.note"))
        for (year, months, messages) in sums {
            let bar = BlockChart.bar(messages, most: mostOfYears, width: 30).padded(to: 32)
            let line = BlockChart.line(months, most: mostOfMonths)
            page.add("  \(padded(year, to: 4))  \(line)  \(bar)\(ReportWords.count(messages).aligned(to: 12))")
        }
    }

    private func barTitles(_ words: ReportWords) -> String {
        "".padded(to: 46) + words("course.messages").aligned(to: 10) + words("course.active").aligned(to: 12)
    }

    private func counts(_ point: ActivityPoint) -> String {
        ReportWords.count(point.messages).aligned(to: 10) + ReportWords.count(point.active).aligned(to: 12)
    }

    // MARK: - Hours

    func addHours(to page: inout TextPage, _ words: ReportWords) {
        guard let busiest = hours.busiest else { return }
        let values = [
            "weekday": words.weekday(busiest.weekday), "hour": String(busiest.hour),
            "messages": ReportWords.count(busiest.messages),
        ]
        page.begin(words("hours"), note: words("hours.most", values))
        let marks = stride(from: 0, to: 24, by: 3).map { String($0).padded(to: 6) }
        page.add("  " + "".padded(to: 6) + marks.joined())
        for (weekday, row) in hours.counts.enumerated() {
            let line = BlockChart.line(row.flatMap { [$0, $0] }, most: busiest.messages)
            page.add("  " + words.weekday(weekday).padded(to: 6) + line)
        }
    }
}
