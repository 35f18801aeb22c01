package import Kernel

extension CommunityReport {
    /// The report as one would paste it into a chat: at most 72 columns of a fixed-width font.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(catalogue(titleKey, titleValues(words)))
        let days = [
            "from": words.fullDate(window.from), "to": words.fullDate(window.to),
            "days": ReportWords.count(window.count),
        ]
        page.add(words(window.count == 1 ? "title.day" : "title.days", days))
        page.rule()
        for sentence in sentences(words) { add(catalogue(sentence.key, sentence.values), to: &page) }
        addLists(to: &page, words)
        AdviceText(words: words, advice: advice).write(to: &page)
        AdviceText(words: words, advice: []).write(courses, to: &page)
        return page.text
    }

    /// What the report is called.
    package var titleKey: String {
        switch selection {
        case .all: "community.title"
        case .kind: "community.title.kind"
        case .tag: "community.title.tag"
        }
    }

    package func titleValues(_ words: ReportWords) -> [String: String] {
        switch selection {
        case .all: [:]
        case .kind(let kind):
            ["kind": words.text.has("page.kind." + kind) ? words.text("page.kind." + kind) : kind.printable]
        case .tag(let tag): ["tag": tag.printable]
        }
    }

    /// The result in sentences: a text each, and what it is filled with.
    package func sentences(_ words: ReportWords) -> [(key: String, values: [String: String])] {
        let totals = totals
        guard !lines.isEmpty else { return [("community.result.none", [:])] }
        var values = [
            "groups": words.quantity(lines.count, .groups), "talking": words.quantity(talking, .groups),
            "active": words.quantity(active, .people), "messages": words.quantity(totals.messages, .messages),
            "members": words.quantity(totals.members, .members), "joins": words.quantity(totals.joins, .people),
            "leaves": words.quantity(totals.leaves, .people),
        ]
        var sentences = [(key: "community.result.talk", values: values)]
        if activeBefore > 0, let change = ratio(active - activeBefore, of: activeBefore) {
            values["change"] = ReportWords.change(change)
            values["before"] = words.quantity(activeBefore, .people)
            sentences.append(("community.result.change", values))
        }
        sentences.append(("community.result.members", values))
        values["grown"] = words.quantity(grown.count, .groups)
        values["faded"] = words.quantity(faded.count, .groups)
        values["died"] = words.quantity(died.count, .groups)
        values["born"] = words.quantity(born.count, .groups)
        sentences.append(("community.result.groups", values))
        return sentences
    }

    /// The lists of groups, each with the text it is called by; none is empty.
    package var lists: [(key: String, lines: [CommunityLine])] {
        let (best, worst) = bestAndWorst
        let all = [
            ("grown", grown), ("faded", faded), ("died", died), ("quiet", quiet), ("born", born), ("best", best),
            ("worst", worst),
        ]
        return all.filter { !$0.1.isEmpty }
    }

    private func addLists(to page: inout TextPage, _ words: ReportWords) {
        for list in lists {
            page.begin(words.text("community.list." + list.key))
            for line in list.lines.prefix(10) {
                let name = line.label.name.printable.cut(to: 40)
                let before = line.before.map { ReportWords.count($0.active) } ?? ReportWords.nothing
                let values = ["before": before, "now": ReportWords.count(line.now.active)]
                page.add("  " + name + "  " + words.text("community.line", values))
            }
            if list.lines.count > 10 {
                page.add("  " + words.text("community.more", ["count": ReportWords.count(list.lines.count - 10)]))
            }
        }
    }

    private func add(_ text: String, to page: inout TextPage) {
        for line in text.wrapped(to: TextPage.width) { page.add(line) }
    }
}

/// Advice as lines of text: what was found, what it rests on, and what to do.
struct AdviceText {
    let words: ReportWords
    let advice: [Advice]
    /// What is known of how such findings went on elsewhere; nil where that is not to be told.
    var outlook: GroupOutlook?

    func write(to page: inout TextPage) {
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

    /// What became of the advice of the days before.
    func write(_ courses: [AdviceCourse], to page: inout TextPage) {
        guard !courses.isEmpty else { return }
        page.begin(words.text("course.title"))
        for course in courses {
            let finding = words.text(words.findingKey(of: course.advice), words.values(of: course.advice))
            addParagraph(finding, first: "  ", rest: "    ", to: &page)
            addParagraph(words.text("course.figure", words.values(of: course)), first: "  → ", rest: "    ", to: &page)
            addParagraph(words.followUp(of: course), first: "    ", rest: "    ", to: &page)
        }
    }

    private func addParagraph(_ text: String, first: String, rest: String, to page: inout TextPage) {
        for (index, line) in text.wrapped(to: TextPage.width - rest.displayWidth).enumerated() {
            page.add((index == 0 ? first : rest) + line)
        }
    }
}

extension ReportWords {
    /// What the text `course.figure` is filled with.
    package func values(of course: AdviceCourse) -> [String: String] {
        [
            "name": text("page.name." + course.figure), "then": value(course.then), "now": value(course.now),
            "verdict": text("course." + course.verdict.rawValue),
        ]
    }

    /// Whether a suggestion's finding is still there, and whether somebody said that it is done.
    package func followUp(of course: AdviceCourse) -> String {
        let still = text(course.isStill ? "courses.still" : "courses.gone")
        guard let deeds = course.deeds else { return still }
        guard deeds.groups > 0, let last = deeds.last else { return still + " · " + text("courses.not-done") }
        let done =
            deeds.groups == 1
            ? text("courses.done", ["day": date(last)])
            : text("courses.done.groups", ["count": ReportWords.count(deeds.groups)])
        return still + " · " + done
    }
}
