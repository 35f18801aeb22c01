package import Kernel

/// Topics as sentences; pages and the command line say the same.
package struct TopicTelling: Sendable {
    package let words: ReportWords

    package init(_ catalogue: TextCatalogue) { words = ReportWords(text: catalogue) }
    package init(_ words: ReportWords) { self.words = words }

    private func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        words.text("topics." + key, values)
    }

    /// `tea · oolong, steeping`
    package func name(_ topic: Topic) -> String { name(topic.head.word, topic.companions) }

    package func name(_ word: String, _ companions: [String]) -> String {
        companions.isEmpty ? word : self("name", ["word": word, "others": companions.joined(separator: self("comma"))])
    }

    /// How much it is said, by how many.
    package func size(_ change: WordChange) -> String {
        var values = [
            "messages": words.quantity(change.messages, .messages), "people": words.quantity(change.speakers, .people),
        ]
        guard change.groups > 1 else { return self("size", values) }
        values["groups"] = ReportWords.count(change.groups)
        return self("size.groups", values)
    }

    /// How it was before.
    package func course(_ change: WordChange) -> String? {
        if change.isNew { return self("new") }
        guard let before = change.before else { return nil }
        return self("before", ["before": ReportWords.decimal(before, places: 1)])
    }

    /// Who said it, and how it begins.
    package func example(_ example: ReportTopics.Example) -> String {
        self("report.example", ["name": example.sender, "text": example.text])
    }

    /// What somebody's name as an expert rests on.
    package func reason(_ expert: TopicExpert) -> String {
        let values = [
            "questions": ReportWords.count(expert.questions), "askers": words.quantity(expert.askers, .people),
            "thankers": ReportWords.count(expert.thankers),
        ]
        return self(expert.thankers > 0 ? "expert.thanked" : "expert.why", values)
    }

    package func sum(_ topics: WeekTopics) -> String {
        let values = [
            "messages": words.quantity(topics.messages, .messages), "people": words.quantity(topics.speakers, .people),
            "groups": ReportWords.count(topics.groups ?? 1), "weeks": ReportWords.count(topics.pastWeeks),
            "days": words.span(topics.days),
        ]
        return self(topics.groups == nil ? "sum" : "sum.groups", values)
            + (topics.hasPast ? self("against", values) : self("no-past"))
    }
}

extension WeekTopics {
    /// As text that can be pasted into a chat.
    package func text(_ title: String, experts: [ExpertTopic], _ catalogue: TextCatalogue) -> String {
        let told = TopicTelling(catalogue)
        var page = TextPage()
        page.add(catalogue("topics.title.week", ["group": title, "days": told.words.span(days)]))
        page.rule()
        for line in told.sum(self).wrapped(to: TextPage.width) { page.add(line) }
        page.begin(catalogue("topics.week"))
        if topics.isEmpty { page.add("  " + catalogue("topics.none")) }
        for topic in topics {
            let sign = topic.head.isNew ? "＋" : topic.head.isRising ? "↑" : " "
            page.add("  \(sign) " + told.name(topic).printable.cut(to: 44).padded(to: 46) + told.size(topic.head))
        }
        let lists: [(String, [WordChange])] = [
            ("rising", rising), ("falling", falling), ("new-words", newWords), ("hashtags", hashtags), ("links", links),
        ]
        for (key, list) in lists where !list.isEmpty {
            page.begin(catalogue("topics." + key))
            for change in list {
                let course = [told.size(change), key == "rising" || key == "falling" ? told.course(change) : nil]
                page.add(
                    "    " + change.word.printable.cut(to: 24).padded(to: 26)
                        + course.compactMap { $0 }.joined(separator: " · "))
            }
        }
        return page.text + ExpertTopic.text(experts, catalogue)
    }
}

extension ExpertTopic {
    /// Who knows what, with the questions that show it.
    package static func text(_ topics: [ExpertTopic], _ catalogue: TextCatalogue) -> String {
        guard !topics.isEmpty else { return "" }
        let told = TopicTelling(catalogue)
        var page = TextPage()
        page.begin(catalogue("topics.experts"), note: catalogue("topics.experts.why"))
        for topic in topics {
            page.add("")
            page.add("  " + told.name(topic.word, topic.companions).printable)
            for expert in topic.experts {
                page.add("    " + expert.name.printable.cut(to: 20).padded(to: 22) + told.reason(expert))
                for evidence in expert.evidence.prefix(1) {
                    for (sign, text) in [("？", evidence.question), ("→", evidence.answer)] {
                        guard let text else { continue }
                        page.add("      \(sign) " + text.printable.cut(to: TextPage.width - 8))
                    }
                }
            }
        }
        return page.text
    }
}
