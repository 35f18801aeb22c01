internal import Insight
internal import Kernel
internal import Reports

/// What somebody knows, by the questions they answered, and what they speak of.
struct MemberTopicsSection {
    let look: Look
    let topics: MemberTopics

    private func text(_ key: String, _ values: [String: String] = [:]) -> String {
        look.catalogue("topics.member." + key, values)
    }

    func write(to page: inout HTML) {
        guard !topics.isEmpty else { return }
        page.element("section", .class("block"), .id("topics")) { section in
            section.element("h2", text: text("title"))
            section.element("p", .class("help"), text: text("why"))
            section.element("ul", .class("tasks")) { list in
                for one in topics.answered { list.element("li") { $0.element("div") { add(one, to: &$0) } } }
                guard !topics.spoken.isEmpty else { return }
                list.element("li") { item in
                    item.element("div") { line in
                        line.text(text("spoken"))
                        for (index, one) in topics.spoken.enumerated() {
                            if index > 0 { line.text(look("list.comma")) }
                            line.element("bdi", text: one.word)
                            line.text(" (\(ReportWords.count(one.messages)))")
                        }
                    }
                }
            }
        }
    }

    private func add(_ one: MemberTopics.Answered, to item: inout HTML) {
        item.element("b", .class("name")) { $0.element("bdi", text: one.word) }
        item.element("span", .class("sub")) { sub in
            let values = [
                "questions": ReportWords.count(one.questions), "askers": ReportWords.count(one.askers),
                "thanks": ReportWords.count(one.thanks),
            ]
            sub.text(text(one.thanks > 0 ? "answered.thanked" : "answered", values) + " · ")
            sub.element("a", .href("/groups/\(one.group)/topics#experts")) { $0.element("bdi", text: one.groupName) }
        }
    }
}
