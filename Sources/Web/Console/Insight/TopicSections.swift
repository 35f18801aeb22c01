internal import Desk
internal import Insight
internal import Kernel
internal import Reports

/// The parts of the pages of topics, of one group and of several.
struct TopicSections {
    let look: Look
    let when: When
    let topics: WeekTopics
    /// Where the messages of a word are found; nil for who may not see them, or where several groups are looked at.
    var search: ((_ word: String, _ days: DayRange) -> String)?
    /// The groups that speak of a topic most.
    var places: [String: [(group: GroupID, name: String, messages: Int)]] = [:]

    private var told: TopicTelling { TopicTelling(look.catalogue) }

    func text(_ key: String, _ values: [String: String] = [:]) -> String { look.catalogue("topics." + key, values) }

    /// Which week is looked at, and the others there are.
    func writeChooser(_ weeks: [CivilDay], path: String, to page: inout HTML) {
        let words = ReportWords(text: look.catalogue)
        let later = weeks.last { $0 > topics.week }
        let earlier = weeks.first { $0 < topics.week }
        page.element("div", .class("filters window")) { row in
            for (key, week) in [("earlier", earlier), ("later", later)] {
                guard let week else { continue }
                row.element("a", .class("chip"), .href("\(path)?week=\(week)"), text: text(key))
            }
            row.element("form", .class("filters"), .named("method", "get"), .named("action", path)) { form in
                form.element("select", .named("name", "week"), .label(text("choose"))) { select in
                    for week in weeks {
                        select.element(
                            "option", .named("value", "\(week)"), week == topics.week ? .flag("selected") : nil,
                            text: words.fullDate(week) + " – " + words.fullDate(week.advanced(by: 6)))
                    }
                }
                form.element("button", .class("btn"), text: look("groups.window.go"))
            }
        }
        page.element("p", .class("why"), text: told.sum(topics))
    }

    func write(to page: inout HTML) {
        page.element("section", .class("block"), .id("week")) { section in
            section.element("h2", text: text("week"))
            section.element("p", .class("help"), text: text("week.why"))
            addTopics(to: &section)
        }
        page.element("div", .class("two")) { two in
            two.element("div") { left in
                addChanges("rising", topics.rising, to: &left)
                addChanges("falling", topics.falling, to: &left)
            }
            two.element("div") { right in
                addChanges("new-words", topics.newWords, hasCourse: false, to: &right)
                addChanges("hashtags", topics.hashtags, hasCourse: false, to: &right)
                addChanges("links", topics.links, hasCourse: false, to: &right)
            }
        }
    }

    private func addTopics(to section: inout HTML) {
        guard !topics.topics.isEmpty else {
            return section.element("p", .class("empty"), text: text("none"))
        }
        section.element("ul", .class("tasks")) { list in
            for topic in topics.topics { list.element("li") { $0.element("div") { add(topic, to: &$0) } } }
        }
    }

    private func add(_ topic: Topic, to item: inout HTML) {
        item.element("p") { line in
            addWord(topic.head.word, to: &line)
            for other in topic.companions {
                line.text(" · ")
                line.element("bdi", text: other)
            }
            if topic.head.isNew || topic.head.isRising {
                line.text(" ")
                let key = topic.head.isNew ? "tag.new" : "tag.rising"
                line.element("span", .class(topic.head.isNew ? "tag sky" : "tag leaf"), text: text(key))
            }
        }
        item.element("span", .class("sub")) { sub in
            let course = told.course(topic.head).map { " · " + $0 } ?? ""
            sub.text(told.size(topic.head) + course)
        }
        if !topic.tellers.isEmpty {
            item.element("span", .class("sub")) { sub in
                sub.text(text("tellers"))
                for (index, teller) in topic.tellers.enumerated() {
                    if index > 0 { sub.text(look("list.comma")) }
                    sub.element("a", .href("/members/\(teller.person)")) { $0.element("bdi", text: teller.name) }
                }
            }
        }
        guard let places = places[topic.head.word], !places.isEmpty else { return }
        item.element("span", .class("sub")) { sub in
            sub.text(text("places"))
            for (index, place) in places.enumerated() {
                if index > 0 { sub.text(look("list.comma")) }
                sub.element("a", .href("/groups/\(place.group)/topics?week=\(topics.week)")) {
                    $0.element("bdi", text: place.name)
                }
            }
        }
    }

    private func addWord(_ word: String, to line: inout HTML) {
        guard let search else { return line.element("b", .class("name")) { $0.element("bdi", text: word) } }
        line.element("a", .class("name"), .href(search(word, topics.days))) { $0.element("bdi", text: word) }
    }

    private func addChanges(_ key: String, _ list: [WordChange], hasCourse: Bool = true, to page: inout HTML) {
        let isMissing = hasCourse && !topics.hasPast
        guard !list.isEmpty || (hasCourse && topics.messages > 0) else { return }
        page.element("section", .class("block"), .id(key)) { section in
            section.element("h2", text: text(key))
            if look.catalogue.has("topics.\(key).why") {
                section.element("p", .class("help"), text: text(key + ".why"))
            }
            guard !list.isEmpty else {
                return section.element("p", .class("why"), text: text(isMissing ? "past-needed" : key + ".none"))
            }
            section.element("div", .class("tablebox")) { box in
                box.element("table") { table in
                    addHead(hasCourse, to: &table)
                    table.element("tbody") { body in for change in list { add(change, key, hasCourse, to: &body) } }
                }
            }
        }
    }

    private func addHead(_ hasCourse: Bool, to table: inout HTML) {
        table.element("thead") { head in
            head.element("tr") { row in
                row.element("th", .scope("col"), text: text("column.word"))
                row.element("th", .scope("col"), .class("r"), text: text("column.messages"))
                row.element("th", .scope("col"), .class("r"), text: text("column.people"))
                if hasCourse { row.element("th", .scope("col"), .class("r"), text: text("column.before")) }
            }
        }
    }

    private func add(_ change: WordChange, _ key: String, _ hasCourse: Bool, to body: inout HTML) {
        body.element("tr") { row in
            row.element("th", .scope("row")) { cell in
                if key == "links" {
                    cell.element("bdi", text: change.word)
                } else {
                    addWord(change.word, to: &cell)
                }
            }
            row.element("td", .class("r"), text: ReportWords.count(change.messages))
            row.element("td", .class("r"), text: ReportWords.count(change.speakers))
            if hasCourse { row.element("td", .class("r"), text: ReportWords.decimal(change.before, places: 1)) }
        }
    }
}

/// Who knows what, with the questions and answers that show it.
struct ExpertSection {
    let look: Look
    let when: When
    let experts: [ExpertTopic]
    let showsGroups: Bool
    /// Where the message is found, with what was said around it that day.
    let search: (_ word: String, _ evidence: TopicExpert.Evidence) -> String

    private var told: TopicTelling { TopicTelling(look.catalogue) }

    func write(to page: inout HTML) {
        page.element("section", .class("block"), .id("experts")) { section in
            section.element("h2", text: look.catalogue("topics.experts"))
            section.element("p", .class("help"), text: look.catalogue("topics.experts.why"))
            guard !experts.isEmpty else {
                return section.element("p", .class("empty"), text: look.catalogue("topics.experts.none"))
            }
            section.element("ul", .class("tasks")) { list in
                for topic in experts { list.element("li") { $0.element("div") { add(topic, to: &$0) } } }
            }
        }
    }

    private func add(_ topic: ExpertTopic, to item: inout HTML) {
        item.element("h3") { $0.element("bdi", text: told.name(topic.word, topic.companions)) }
        item.element(
            "span", .class("sub"),
            text: look.catalogue("topics.asked", ["questions": ReportWords.count(topic.questions)]))
        for expert in topic.experts {
            // What opens holds nothing else that can be pressed.
            item.element("a", .class("name"), .href("/members/\(expert.person)")) {
                $0.element("bdi", text: expert.name)
            }
            item.element("details") { details in
                details.element("summary", text: told.reason(expert))
                for evidence in expert.evidence { add(evidence, topic.word, to: &details) }
            }
        }
    }

    private func add(_ evidence: TopicExpert.Evidence, _ word: String, to details: inout HTML) {
        details.element("blockquote") { quote in
            for (key, text) in [("question", evidence.question), ("answer", evidence.answer)] {
                quote.element("p", .class("said"), .named("dir", "auto")) { line in
                    line.element("span", .class("why"), text: look.catalogue("topics." + key))
                    line.text(text ?? look.catalogue("topics.text-gone"))
                }
            }
            quote.element("span", .class("sub")) { sub in
                if !evidence.asker.isEmpty {
                    sub.element("bdi", text: evidence.asker)
                    sub.text(" · ")
                }
                if showsGroups {
                    sub.element("a", .href("/groups/\(evidence.group)")) { $0.element("bdi", text: evidence.groupName) }
                    sub.text(" · ")
                }
                when.write(evidence.askedAt, to: &sub)
                if evidence.isThanked { sub.text(" · " + look.catalogue("topics.thanked")) }
                sub.text(" · ")
                sub.element("a", .href(search(word, evidence)), text: look.catalogue("topics.messages"))
            }
        }
    }
}
