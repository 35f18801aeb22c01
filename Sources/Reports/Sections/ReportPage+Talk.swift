internal import Insight
internal import Kernel

// What was said, and how people come to hear it.

extension ReportPage {
    func addTalk(to page: inout HTML) {
        let hasQuestions = report.value.questions > 0
        let hasDays = report.busiestDays.count > 1 || !report.noise.days.isEmpty
        guard hasQuestions || hasDays || !report.links.isEmpty else { return }
        page.element("section", .id("talk")) { section in
            section.element("h2", text: words("talk"))
            if hasQuestions { addQuestions(to: &section) }
            section.element("div", .class("cols")) { columns in
                addBusiest(to: &columns)
                addNoise(to: &columns)
            }
            addLinks(to: &section)
        }
    }

    func addQuestions(to section: inout HTML) {
        let value = report.value
        section.element("h3", text: words("talk.questions"))
        guard value.unansweredCount > 0 else {
            let questions = words.report.quantity(value.questions, .questions)
            return section.element("p", .class("why")) {
                $0.strong(words.strong("page.talk.questions.all", ["questions": questions]))
            }
        }
        let unanswered = words.report.quantity(value.unansweredCount, .questions)
        section.element("p", .class("why")) {
            $0.strong(words.strong("page.talk.questions.why", ["unanswered": unanswered]))
        }
        guard !value.unanswered.isEmpty else { return }
        section.element("ul", .class("plain")) { list in
            for question in value.unanswered.prefix(10) { list.element("li") { write(question, to: &$0) } }
        }
    }

    private func write(_ question: OpenQuestion, to item: inout HTML) {
        var zone = CivilZone(report.group.zone) ?? .utc
        item.element("bdi", text: question.text ?? words("erased"))
        item.element("small") { small in
            if let id = question.askerID {
                words.write(id, question.asker, to: &small)
            } else {
                small.element("bdi", text: words.person(question.asker))
            }
            small.text(" · " + words.time(zone.wallTime(question.instant), near: report.window?.to))
        }
    }

    func addBusiest(to page: inout HTML) {
        guard report.busiestDays.count > 1 else { return }
        page.element("div") { block in
            block.element("h3", text: words("talk.busiest"))
            var table = DataTable(
                words("talk.busiest"),
                [
                    .init(title: words("column.date"), isNumber: false), .init(title: words("column.messages")),
                    .init(title: words("column.active")),
                ])
            for day in report.busiestDays {
                table.add(
                    .init(words.report.fullDate(day.range.from)), .init(ReportWords.count(day.messages)),
                    .init(ReportWords.count(day.active)))
            }
            table.write(to: &block)
        }
    }

    func addNoise(to page: inout HTML) {
        guard !report.noise.days.isEmpty else { return }
        page.element("div") { block in
            block.element("h3", text: words("talk.noise"))
            block.element("p", .class("why"), text: words("talk.noise.why"))
            var table = DataTable(
                words("talk.noise"),
                [
                    .init(title: words("column.date"), isNumber: false), .init(title: words("column.messages")),
                    .init(title: words("column.carrying")),
                ])
            for day in report.noise.days.suffix(14).reversed() {
                table.add(
                    .init(words.report.fullDate(day.day)), .init(ReportWords.count(day.messages)),
                    .init(ReportWords.percent(ratio(day.carrying, of: day.messages))))
            }
            table.write(to: &block)
        }
    }

    func addLinks(to section: inout HTML) {
        guard !report.links.isEmpty else { return }
        var zone = CivilZone(report.group.zone) ?? .utc
        section.element("h3", text: words("talk.links"))
        section.element("p", .class("why"), text: words("talk.links.why"))
        section.element("ul", .class("plain")) { list in
            for link in report.links {
                let last = words.day(zone.civil(link.last).day, near: report.window?.to)
                list.element("li") { item in
                    if let address = Attribute.web(link.url) {
                        item.element("a", address, .named("rel", "noopener noreferrer nofollow"), text: link.url)
                    } else {
                        item.element("bdi", text: link.url)
                    }
                    item.element("small", text: words.report.quantity(link.times, .times) + " · " + last)
                }
            }
        }
    }

    // MARK: - Coming and going

    func addJoining(to page: inout HTML) {
        let joining = report.joining
        guard !report.group.isPresence else { return }
        // Where all left of their own accord, that tells no more than the number of those who left.
        let hasQuits = joining.quitScenes.contains { $0.scene != nil && $0.scene != "left" }
        guard !joining.scenes.isEmpty || hasQuits else { return }
        page.element("section", .id("joining")) { section in
            section.element("h2", text: words("joining"))
            section.element("div", .class("cols")) { columns in
                addScenes(to: &columns)
                addInviters(to: &columns)
                if hasQuits { addQuits(to: &columns) }
            }
        }
    }

    private func addScenes(to page: inout HTML) {
        guard !report.joining.scenes.isEmpty else { return }
        page.element("div") { block in
            block.element("h3", text: words("joining.scenes"))
            block.element("p", .class("why"), text: words("joining.scenes.why"))
            var table = DataTable(words("joining.scenes"), columns("scene", "joins", "stayed", "spoke"))
            for scene in report.joining.scenes {
                table.add(
                    .name(words.scene(scene.scene)), .init(ReportWords.count(scene.joined)),
                    part(scene.stayed, of: scene.joined), part(scene.spoke, of: scene.joined))
            }
            table.write(to: &block)
        }
    }

    private func addInviters(to page: inout HTML) {
        guard !report.joining.inviters.isEmpty else { return }
        page.element("div") { block in
            block.element("h3", text: words("joining.inviters"))
            let count = words.report.quantity(report.joining.inviterCount, .people)
            block.element("p", .class("why")) {
                $0.strong(words.strong("page.joining.inviters.why", ["count": count]))
            }
            var table = DataTable(words("joining.inviters"), columns("name", "invited", "stayed", "spoke"))
            for inviter in report.joining.inviters {
                table.add(
                    words.person(inviter.id, inviter.name), .init(ReportWords.count(inviter.invited)),
                    part(inviter.stayed, of: inviter.invited), part(inviter.spoke, of: inviter.invited))
            }
            table.write(to: &block)
        }
    }

    private func addQuits(to page: inout HTML) {
        page.element("div") { block in
            block.element("h3", text: words("joining.quits"))
            var table = DataTable(words("joining.quits"), columns("scene", "left"))
            for quit in report.joining.quitScenes {
                table.add(.name(words.scene(quit.scene)), .init(ReportWords.count(quit.left)))
            }
            table.write(to: &block)
        }
    }

    private func columns(_ first: String, _ numbers: String...) -> [DataTable.Column] {
        [.init(title: words("column." + first), isNumber: false)] + numbers.map { .init(title: words("column." + $0)) }
    }

    private func part(_ part: Int, of whole: Int) -> DataTable.Cell {
        .init(ReportWords.count(part) + " · " + ReportWords.percent(ratio(part, of: whole)))
    }
}
