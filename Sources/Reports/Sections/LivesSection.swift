package import Insight
package import Kernel

/// How long groups live, beside the reference lines: all of them, and those of a kind.
package struct LivesSection: Sendable {
    let words: PageWords
    let lives: GroupSurvival
    let kind: String?

    /// A curve of fewer groups says nothing; its table still does.
    private static let leastSubjects = 5

    package init(_ lives: GroupSurvival, kind: String?, catalogue: TextCatalogue) {
        words = PageWords(catalogue)
        self.lives = lives
        self.kind = kind
    }

    package func write(to page: inout HTML) {
        guard lives.all.subjects > 0 else { return }
        page.element("section", .id("lives")) { section in
            section.element("h2", text: words.catalogue("web.groups.lives"))
            let groups = words.report.quantity(lives.all.subjects, .groups)
            section.element("p", .class("why"), text: words.catalogue("web.groups.lives.why", ["groups": groups]))
            addReferences(to: &section)
            if lives.all.subjects >= Self.leastSubjects, (lives.all.points.last?.t ?? 0) > 0 { addCurve(to: &section) }
        }
    }

    private var own: SurvivalCurve? {
        guard let kind, !kind.isEmpty else { return nil }
        return lives.byKind.first { $0.kind == kind }?.curve
    }

    private var columns: [DataTable.Column] {
        let names = ["day", "reference", "all"] + (own == nil ? [] : ["kind"])
        return names.map { .init(title: words.catalogue("web.groups.lives." + $0)) }
    }

    private func row(_ day: Int, reference: Double?) -> [DataTable.Cell] {
        let curves = [lives.all] + (own.map { [$0] } ?? [])
        let shares = [reference] + curves.map { $0.value(at: day)?.survival }
        return [.init(ReportWords.count(day))] + shares.map { .init(ReportWords.percent($0)) }
    }

    /// The two days that the reference is known for.
    private func addReferences(to section: inout HTML) {
        var table = DataTable(words.catalogue("web.groups.lives"), columns)
        for (day, share) in GroupSurvival.reference { table.rows.append(row(day, reference: share)) }
        table.write(to: &section)
    }

    private func addCurve(to section: inout HTML) {
        let days = ReportPage.daysShown(lives.all)
        var table = DataTable(words.catalogue("web.groups.lives"), columns)
        for day in days where ReportPage.isTold(day, last: days.last ?? 0) {
            let reference = GroupSurvival.reference.first { $0.t == day }?.share
            table.rows.append(row(day, reference: reference))
        }
        func values(_ curve: SurvivalCurve) -> [Double?] { days.map { curve.value(at: $0)?.survival } }
        var series = GroupSurvival.reference.map { reference in
            Chart.Series(
                name: words(
                    "lives.reference", ["day": String(reference.t), "share": ReportWords.percent(reference.share)]),
                form: .line, values: days.map { $0 <= reference.t ? reference.share : nil }, colour: "persimmon",
                isDashed: true)
        }
        series.append(
            .init(name: words.catalogue("web.groups.lives.all"), form: .steps, values: values(lives.all), colour: "sky")
        )
        if let own {
            series.append(.init(name: words.catalogue("web.groups.lives.kind"), form: .steps, values: values(own)))
        }
        Chart(
            id: "lives", title: words.catalogue("web.groups.lives"), labels: days.map { String($0) }, series: series,
            unit: .share, axisName: words("lives.axis")
        ).write(table: table, words: words, to: &section)
    }
}
