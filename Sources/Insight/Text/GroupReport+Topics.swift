internal import Kernel

// What is talked about, and who answers.

extension GroupReport {
    func addTopics(to page: inout TextPage, _ words: ReportWords) {
        guard let topics else { return }
        let told = TopicTelling(words)
        page.begin(words.text("topics.report"))
        for line in told.sum(topics.week).wrapped(to: TextPage.width - 2) { page.add("  " + line) }
        for topic in topics.week.topics.prefix(ReportTopics.wordsShown) {
            let name = told.name(topic).printable.cut(to: 40).padded(to: 42)
            page.add(("  " + name + told.size(topic.head)).cut(to: TextPage.width))
        }
        let lists = [("rising", topics.week.rising), ("falling", topics.week.falling)]
        for (key, list) in lists where !list.isEmpty {
            page.add("  " + words.text("topics." + key))
            for change in list.prefix(ReportTopics.wordsShown) {
                let figures = [told.size(change), told.course(change)].compactMap { $0 }.joined(separator: " · ")
                page.add(("    " + change.word.printable.cut(to: 20).padded(to: 22) + figures).cut(to: TextPage.width))
                guard key == "rising", let example = topics.examples[change.word] else { continue }
                page.add(told.example(example).printable.cut(to: TextPage.width - 8).indented)
            }
        }
        addExperts(topics.experts, told, to: &page, words)
    }

    private func addExperts(
        _ topics: [ExpertTopic], _ told: TopicTelling, to page: inout TextPage, _ words: ReportWords
    ) {
        guard !topics.isEmpty else { return }
        page.add("  " + words.text("topics.experts"))
        for topic in topics {
            page.add("    " + told.name(topic.word, topic.companions).printable.cut(to: TextPage.width - 4))
            for expert in topic.experts {
                let name = expert.name.printable.cut(to: 18).padded(to: 20)
                page.add(("      " + name + told.reason(expert)).cut(to: TextPage.width))
                guard let evidence = expert.evidence.first else { continue }
                for (sign, text) in [("？", evidence.question), ("→", evidence.answer)] {
                    guard let text else { continue }
                    page.add("\(sign) \(text)".printable.cut(to: TextPage.width - 8).indented)
                }
            }
        }
    }
}

extension String {
    fileprivate var indented: String { "        " + self }
}
