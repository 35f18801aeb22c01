internal import Insight
internal import Kernel

extension ReportPage {
    /// The course of retention: of all newcomers whose k-th week is over, how many spoke in it.
    func addRetentionCurve(_ cohorts: [Cohort], weeks: Int, to section: inout HTML) {
        let points = (0..<weeks).map { week in ReportPage.share(of: cohorts, week: week) }
        guard points.compactMap(\.share).count > 2 else { return }
        var table = DataTable(
            words("retention.curve"),
            ["week", "share", "size"].map { .init(title: words("retention.curve." + $0)) })
        for (week, point) in points.enumerated() where point.size > 0 {
            table.add(
                .init(String(week)), .init(ReportWords.percent(point.share)), .init(ReportWords.count(point.size)))
        }
        section.element("h3", text: words("retention.curve"))
        section.element("p", .class("why"), text: words("retention.curve.why"))
        Chart(
            id: "retention", title: words("retention.curve"), labels: points.indices.map { String($0) },
            series: [.init(name: words("retention.curve.share"), form: .line, values: points.map(\.share))],
            unit: .share, axisName: words("retention.curve.axis")
        ).write(table: table, words: words, to: &section)
    }

    private static func share(of cohorts: [Cohort], week: Int) -> (share: Double?, size: Int) {
        let known = cohorts.filter { week < $0.active.count && $0.active[week] != nil }
        let size = known.reduce(0) { $0 + $1.size }
        return (ratio(known.reduce(0) { $0 + ($1.active[week] ?? 0) }, of: size), size)
    }
}
