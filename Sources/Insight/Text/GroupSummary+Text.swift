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
                        ReportWords.count(summary.members), summary.data.map { "\($0.to)" } ?? ReportWords.nothing,
                    ]))
        }
        page.rule()
        page.add(words("groups.count", ["count": ReportWords.count(summaries.count)]))
        return page.text
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let widths = [11, 10, 9, 12]
        let first = TextPage.width - widths.reduce(0, +)
        let aligned = zip(cells, widths).map { $0.aligned(to: $1) }
        return name.cut(to: first).padded(to: first) + aligned.joined()
    }
}
