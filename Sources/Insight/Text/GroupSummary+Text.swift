package import Kernel

extension GroupSummary {
    /// The list of groups as a table of at most 72 columns.
    package static func text(_ summaries: [GroupSummary], _ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        guard !summaries.isEmpty else {
            page.add(words("groups.empty"))
            return page.text
        }
        let titles = ["group", "messages", "active", "members", "last_day"].map { words("groups." + $0) }
        page.add(row(titles[0], Array(titles[1...])))
        page.rule()
        for summary in summaries {
            page.add(
                row(
                    "\(summary.group.name.printable) · \(summary.group.network)",
                    [
                        ReportWords.count(summary.messages), ReportWords.count(summary.active),
                        ReportWords.count(summary.members), summary.lastDayShown,
                    ]))
        }
        page.rule()
        page.add(words("groups.count", ["count": ReportWords.count(summaries.count)]))
        addSurvival(GroupSurvival(summaries), to: &page, words)
        return page.text
    }

    private static func addSurvival(_ survival: GroupSurvival, to page: inout TextPage, _ words: ReportWords) {
        let deaths = survival.all.ends
        if deaths > 0 { page.add(words("groups.died", ["count": ReportWords.count(deaths)])) }
        let lines = survival.all.lines(at: [7, 30, 90], words, references: GroupSurvival.reference)
        guard !lines.isEmpty else { return }
        page.begin(words("groups.survival"), note: words("groups.survival.note"))
        for line in lines { page.add("  " + line) }
        guard survival.byKind.count > 1 else { return }
        for (kind, curve) in survival.byKind {
            for line in curve.lines(at: [30], words) { page.add("  " + kind.padded(to: 14) + line) }
        }
    }

    /// The last day of the data, marked where the group has died.
    private var lastDayShown: String {
        guard let data else { return ReportWords.nothing }
        guard let death = life?.death else { return "\(data.to)" }
        return "\(data.to) " + (death.revived ? "‡" : "†")
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let widths = [11, 10, 9, 13]
        let first = TextPage.width - widths.reduce(0, +)
        let aligned = zip(cells, widths).map { $0.aligned(to: $1) }
        return name.cut(to: first).padded(to: first) + aligned.joined()
    }
}
