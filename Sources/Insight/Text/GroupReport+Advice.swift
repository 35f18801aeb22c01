internal import Kernel

extension GroupReport {
    /// What the figures advise: each finding, what it rests on, and what to do.
    func addAdvice(to page: inout TextPage, _ words: ReportWords) {
        let advice = advice
        guard !advice.isEmpty else { return }
        page.begin(words.text("advice.title"))
        if !advice.contains(where: { $0.severity < .note }) { page.add("  " + words.text("advice.none")) }
        for one in advice {
            let values = words.values(of: one)
            let severity = words.text("advice.severity.\(one.severity.rawValue)")
            let finding = "[\(severity)] " + words.text(words.findingKey(of: one), values)
            page.add("")
            addParagraph(finding, first: "  ", rest: "    ", to: &page)
            addParagraph(words.text(words.actionKey(of: one), values), first: "  → ", rest: "    ", to: &page)
            let figures = one.rests.map { words.text("page.name.\($0.key)") + " " + words.value($0.value) }
            let rests = words.text(
                "advice.rests", ["figures": figures.joined(separator: words.text("advice.names.joiner"))])
            addParagraph(rests, first: "    ", rest: "    ", to: &page)
            if let followed = words.followUp(one, outlook) {
                addParagraph(followed, first: "    ", rest: "    ", to: &page)
            }
        }
    }

    private func addParagraph(_ text: String, first: String, rest: String, to page: inout TextPage) {
        for (index, line) in text.wrapped(to: TextPage.width - rest.displayWidth).enumerated() {
            page.add((index == 0 ? first : rest) + line)
        }
    }
}
