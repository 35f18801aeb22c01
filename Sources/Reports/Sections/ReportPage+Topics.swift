internal import Insight
internal import Kernel

// What is talked about more and less than before, with what was said, and who answers questions about what.

extension ReportPage {
    func addTopics(to page: inout HTML) {
        guard let topics = report.topics else { return }
        let told = TopicTelling(words.catalogue)
        page.element("section", .id("topics")) { section in
            section.element("h2", text: words.catalogue("topics.report"))
            section.element("p", .class("why"), text: told.sum(topics.week))
            addThemes(topics.week, told, to: &section)
            addChanges("rising", topics.week.rising, topics, told, to: &section)
            addChanges("falling", topics.week.falling, topics, told, to: &section)
            addExperts(topics.experts, told, to: &section)
        }
    }

    private func addThemes(_ week: WeekTopics, _ told: TopicTelling, to section: inout HTML) {
        guard !week.topics.isEmpty else { return }
        section.element("ul", .class("plain")) { list in
            for topic in week.topics.prefix(ReportTopics.wordsShown) {
                list.element("li") { item in
                    item.element("bdi", text: told.name(topic))
                    item.element("small", text: told.size(topic.head))
                }
            }
        }
    }

    private func addChanges(
        _ key: String, _ changes: [WordChange], _ topics: ReportTopics, _ told: TopicTelling, to section: inout HTML
    ) {
        guard topics.week.hasPast else { return }
        section.element("h3", text: words.catalogue("topics." + key))
        guard !changes.isEmpty else {
            return section.element("p", .class("why"), text: words.catalogue("topics.\(key).none"))
        }
        section.element("p", .class("why"), text: words.catalogue("topics.\(key).why"))
        let titles = ["word", "messages", "people", "before"].map { words.catalogue("topics.column." + $0) }
        var table = DataTable(
            words.catalogue("topics." + key),
            titles.enumerated().map { .init(title: $1, isNumber: $0 > 0) })
        for change in changes.prefix(ReportTopics.wordsShown) {
            var word = DataTable.Cell.name(change.word)
            if key == "rising", let example = topics.examples[change.word] { word.note = " " + told.example(example) }
            table.add(
                word, .init(ReportWords.count(change.messages)), .init(ReportWords.count(change.speakers)),
                .init(ReportWords.decimal(change.before, places: 1)))
        }
        table.write(to: &section)
    }

    private func addExperts(_ topics: [ExpertTopic], _ told: TopicTelling, to section: inout HTML) {
        guard !topics.isEmpty else { return }
        section.element("h3", text: words.catalogue("topics.experts"))
        section.element("p", .class("why"), text: words.catalogue("topics.experts.why"))
        section.element("ul", .class("plain")) { list in
            for topic in topics {
                for expert in topic.experts { list.element("li") { write(expert, of: topic, told, to: &$0) } }
            }
        }
    }

    private func write(_ expert: TopicExpert, of topic: ExpertTopic, _ told: TopicTelling, to item: inout HTML) {
        item.element("b") { $0.element("bdi", text: told.name(topic.word, topic.companions)) }
        item.text(" ")
        words.write(expert.person.value, expert.name, to: &item)
        item.element("small", text: told.reason(expert))
        guard let evidence = expert.evidence.first else { return }
        for (key, text) in [("question", evidence.question), ("answer", evidence.answer)] {
            guard let text else { continue }
            item.element("small") { line in
                line.text(words.catalogue("topics." + key))
                line.element("bdi", text: text)
            }
        }
    }
}
