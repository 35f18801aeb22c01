internal import Insight
internal import Kernel
internal import Reports

/// What somebody was thanked for, each with the question and the answer that show it.
struct MemberThanksSection {
    let look: Look
    let when: When
    let thanks: MemberThanks

    private func text(_ key: String, _ values: [String: String] = [:]) -> String {
        look.catalogue("thanks." + key, values)
    }

    func write(to page: inout HTML) {
        guard !thanks.topics.isEmpty else { return }
        page.element("section", .class("block"), .id("thanks")) { section in
            section.element("h2", text: text("title"))
            section.element("p", .class("help"), text: text("why"))
            section.element("ul", .class("tasks")) { list in
                for topic in thanks.topics { list.element("li") { $0.element("div") { add(topic, to: &$0) } } }
            }
        }
    }

    private func add(_ topic: MemberThanks.Topic, to item: inout HTML) {
        item.element("b", .class("name")) { $0.element("bdi", text: topic.word) }
        item.element("details") { details in
            let values = [
                "questions": ReportWords.count(topic.questions), "thankers": ReportWords.count(topic.thankers),
                "reactions": ReportWords.count(topic.reactions),
            ]
            details.element("summary", text: text("topic", values))
            for evidence in topic.evidence { add(evidence, to: &details) }
        }
    }

    private func add(_ evidence: MemberThanks.Evidence, to details: inout HTML) {
        let told = evidence.told
        details.element("blockquote") { quote in
            for (key, said) in [("question", told.question), ("answer", told.answer)] {
                quote.element("p", .class("said"), .named("dir", "auto")) { line in
                    line.element("span", .class("why"), text: look.catalogue("topics." + key))
                    line.text(said ?? look.catalogue("topics.text-gone"))
                }
            }
            quote.element("span", .class("sub")) { sub in
                if !told.asker.isEmpty {
                    sub.element("bdi", text: told.asker)
                    sub.text(" · ")
                }
                sub.element("a", .href("/groups/\(told.group)")) { $0.element("bdi", text: told.groupName) }
                sub.text(" · ")
                when.write(told.askedAt, to: &sub)
                if told.isThanked { sub.text(" · " + look.catalogue("topics.thanked")) }
                if evidence.reactions > 0 {
                    sub.text(" · " + text("reactions", ["count": ReportWords.count(evidence.reactions)]))
                }
                sub.text(" · ")
                let path = "/groups/\(told.group)/search?at=\(told.askedAt.milliseconds)"
                sub.element("a", .href(path), text: text("messages"))
            }
        }
    }
}
