internal import Kernel

// Who the people are: how long they stay, who carries the group, how they came.

extension GroupReport {
    /// The curve at a week, a month and a quarter.
    func addSurvival(to page: inout TextPage, _ words: ReportWords) {
        guard !group.isPresence || survival.ends > 0, survival.subjects > 0 else { return }
        let lines = survival.lines(at: [7, 30, 90], words)
        guard !lines.isEmpty else { return }
        page.begin(words("survival"), note: words(group.isPresence ? "survival.note.presence" : "survival.note"))
        for line in lines { page.add("  " + line) }
        if let median = survival.median {
            page.add("  " + words("survival.median", ["days": ReportWords.count(median)]))
        }
    }

    func addPeople(to page: inout TextPage, _ words: ReportWords) {
        let lists: [(key: String, list: PeopleList)] = [
            ("core", people.core), ("bridge", people.bridges), ("edge", people.edge), ("answerers", people.answerers),
            ("newcomers", people.newcomers), (group.isPresence ? "removed" : "leaving", people.leaving),
            ("silent", people.silent),
        ]
        guard lists.contains(where: { $0.list.count > 0 }) else { return }
        page.begin(words("people"))
        for (key, list) in lists where list.count > 0 {
            let names = list.first.map { $0.name?.printable.cut(to: 16) ?? words("erased") }
            let title = "  " + words("people.\(key)").padded(to: 12) + ReportWords.count(list.count).aligned(to: 7)
            page.add((title + "  " + words.list(names)).cut(to: TextPage.width))
        }
    }

    func addJoining(to page: inout TextPage, _ words: ReportWords) {
        guard joining.scenes.contains(where: { $0.scene != nil }) || !joining.inviters.isEmpty else { return }
        page.begin(words("joining"), note: words("joining.note"))
        let titles = ["joined", "stayed", "spoke"].map { words("joining.\($0)").aligned(to: 10) }
        page.add("  " + "".padded(to: 30) + titles.joined())
        for line in joining.scenes.prefix(6) {
            let name = line.scene?.printable ?? words("joining.unknown")
            addRow(name, [line.joined, line.stayed, line.spoke], to: &page)
        }
        for line in joining.inviters.prefix(5) {
            let name = words("joining.by", ["name": line.name?.printable ?? words("erased")])
            addRow(name, [line.invited, line.stayed, line.spoke], to: &page)
        }
    }

    private func addRow(_ name: String, _ counts: [Int], to page: inout TextPage) {
        let cells = counts.map { ReportWords.count($0).aligned(to: 10) }
        page.add("  " + name.cut(to: 29).padded(to: 30) + cells.joined())
    }
}

extension SurvivalCurve {
    /// What share outlives some days, a line each; those that nobody was watched for are left out.
    ///
    /// - Parameter references: Shares to be shown beside some of the days.
    func lines(
        at days: [Int], _ words: ReportWords, references: [(t: Int, share: Double)] = []
    ) -> [String] {
        days.compactMap { day in
            guard let point = value(at: day) else { return nil }
            var line = words("survival.day", ["days": String(day)]).padded(to: 18)
            line += ReportWords.percent(point.survival).aligned(to: 5)
            // Where nobody or everybody has ended there is nothing between the bounds to tell of.
            if point.low < point.high {
                let bounds = ["low": ReportWords.percent(point.low), "high": ReportWords.percent(point.high)]
                line += "  " + words("survival.between", bounds)
            }
            if let reference = references.first(where: { $0.t == day }) {
                line += "  " + words("survival.reference", ["share": ReportWords.percent(reference.share)])
            }
            return line
        }
    }
}
