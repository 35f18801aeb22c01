internal import Insight
internal import Kernel

/// What is wrong, what is well, and what to do, each with the figures that it rests on.
struct AdviceSection {
    let words: PageWords
    let advice: [Advice]
    /// What is known of how such findings went on elsewhere; nil where that is not to be told.
    var outlook: GroupOutlook?
    /// Whether the page has the definitions that figures lead to.
    var hasDefinitions = true

    func write(to page: inout HTML) {
        let problems = advice.filter { $0.severity <= .note }
        let good = advice.filter { $0.severity == .keep }
        page.element("section", .id("problems")) { section in
            section.element("h2", text: words("problem"))
            if problems.isEmpty { section.element("p", .class("why"), text: words("problem.none")) }
            addFindings(problems, to: &section)
            if !good.isEmpty {
                section.element("h3", text: words("good"))
                addFindings(good, to: &section)
            }
        }
        guard !advice.isEmpty else { return }
        page.element("section", .id("suggestions")) { section in
            section.element("h2", text: words("suggestion"))
            section.element("p", .class("why"), text: words("suggestion.why"))
            section.element("ol", .class("advised")) { list in
                for one in advice { list.element("li") { addAction(of: one, to: &$0) } }
            }
        }
    }

    private func addFindings(_ advice: [Advice], to section: inout HTML) {
        guard !advice.isEmpty else { return }
        section.element("ul", .class("found")) { list in
            for one in advice {
                list.element("li", .class(one.severity.rawValue)) { item in
                    item.element("span", .class("unseen")) {
                        $0.text(words.catalogue("advice.severity.\(one.severity.rawValue)") + " ")
                    }
                    item.strong(words.strong(words.report.findingKey(of: one), words.report.values(of: one)))
                }
            }
        }
    }

    private func addAction(of advice: Advice, to item: inout HTML) {
        item.element("div") {
            $0.strong(words.strong(words.report.actionKey(of: advice), words.report.values(of: advice)))
        }
        if let followed = words.report.followUp(advice, outlook) {
            item.element("div", .class("rests"), .title(words.catalogue("advice.followed.why")), text: followed)
        }
        item.element("div", .class("rests")) { rests in
            rests.text(words("rests"))
            for (index, figure) in advice.rests.enumerated() {
                if index > 0 { rests.text(words.catalogue("advice.names.joiner")) }
                let values = ["name": words.name(figure.key), "value": words.report.value(figure.value)]
                let text = words("rests.figure", values)
                if hasDefinitions {
                    rests.element("a", .href("#def-" + figure.key), text: text)
                } else {
                    rests.element("span", text: text)
                }
            }
        }
    }
}

/// What became of the suggestions of the days before: the figure each rested on, then and now.
struct CourseSection {
    let words: PageWords
    let courses: [AdviceCourse]

    func write(to page: inout HTML) {
        guard !courses.isEmpty else { return }
        page.element("section", .id("courses")) { section in
            section.element("h2", text: words.catalogue("course.title"))
            section.element("p", .class("why"), text: words.catalogue("course.why"))
            section.element("ul", .class("found")) { list in
                for course in courses {
                    list.element("li", .class(look(of: course))) { item in
                        let advice = course.advice
                        item.strong(
                            words.strong(words.report.findingKey(of: advice), words.report.values(of: advice)))
                        item.element("div", .class("rests")) {
                            $0.strong(words.strong("course.figure", words.report.values(of: course)))
                        }
                        item.element("div", .class("rests"), text: words.report.followUp(of: course))
                    }
                }
            }
        }
    }

    private func look(of course: AdviceCourse) -> String {
        switch course.verdict {
        case .better: Advice.Severity.keep.rawValue
        case .same: Advice.Severity.note.rawValue
        case .worse: Advice.Severity.warning.rawValue
        }
    }
}
