internal import Desk
internal import Insight
internal import Kernel
internal import Reports
internal import Rounds

/// The list of the day: of each group why, on which figures, what to do, and what may be done with it here.
struct TodayTasks {
    let when: When
    let actor: Actor
    let entries: [TodayEntry]
    /// Who may tend any group, and which.
    let colleagues: [(who: Colleague, groups: Set<GroupID>?)]

    private var look: Look { when.look }
    private var step: TodayStep { TodayStep(look.catalogue) }

    func write(to page: inout HTML) {
        page.element("ul", .class("tasks today")) { list in
            for entry in entries { list.element("li", .id("g-\(entry.group.group)")) { add(entry, to: &$0) } }
        }
    }

    private func add(_ entry: TodayEntry, to item: inout HTML) {
        let (group, first) = (entry.group, entry.first)
        item.element("div") { body in
            body.element("p", .class("head")) { head in
                head.element("a", .class("name"), .href("/groups/\(group.group)")) {
                    $0.element("bdi", text: group.name)
                }
                if let assignee = group.assignee {
                    let isOwn = assignee.id == actor.staff
                    head.element("span", .class(isOwn ? "tag leaf" : "tag sky")) {
                        $0.text(isOwn ? look("today.assigned.me") : look("today.assigned", ["name": assignee.name]))
                    }
                }
            }
            body.element("span", .class("sub reason"), text: entry.reason(first, when))
            for other in group.items.dropFirst() {
                body.element("span", .class("sub"), text: look("today.also") + entry.reason(other, when))
            }
            body.element("p", .class("step")) { line in
                line.element("b", text: look("today.step"))
                line.text(step.text(first.concern, names: entry.people(first)))
            }
            addQuestions(entry, to: &body)
            addActs(entry, to: &body)
        }
    }

    private func addQuestions(_ entry: TodayEntry, to body: inout HTML) {
        guard !entry.questions.isEmpty else { return }
        body.element("ul", .class("asked")) { list in
            for question in entry.questions {
                list.element("li") { line in
                    if let name = question.name {
                        line.element("a", .href("/members/\(question.asker)")) { $0.element("bdi", text: name) }
                    } else {
                        line.text(look("members.nameless"))
                    }
                    line.text(look("today.asked"))
                    let place =
                        GroupTab.search.path(entry.group.group) + "?at=\(question.askedAt.milliseconds)"
                    line.element("a", .href(place)) { $0.element("bdi", text: question.text ?? look("today.no-text")) }
                    line.text(" ")
                    line.element("small") { when.write(question.askedAt, to: &$0) }
                }
            }
        }
    }

    private func addDraft(_ entry: TodayEntry, to body: inout HTML) {
        let id = "draft-\(entry.group.group)"
        body.element("details", .class("draft")) { details in
            details.element("summary", .class("btn quiet"), text: look("today.draft"))
            details.element(
                "p", .class("quote"), .id(id), .named("dir", "auto"),
                text: step.draft(entry.first.concern, names: entry.people(entry.first)))
            details.element(
                "button", .type("button"), .class("btn"), .named("data-copy", id),
                .named("data-copied", look("copied")), text: look("copy"))
        }
    }

    /// What it rests on: each figure with its definition, of which days, and where the list behind it is.
    private func addGrounds(_ entry: TodayEntry, to body: inout HTML) {
        let terms = ReportTerms(look.catalogue)
        var keys: [String] = []
        for key in entry.group.items.flatMap(\.concern.figures) where !keys.contains(key) { keys.append(key) }
        body.element("details", .class("rests")) { details in
            details.element("summary", .class("btn quiet"), text: look("today.grounds"))
            if let figures = entry.figures(look) { details.element("p", text: figures) }
            details.element("dl", .class("facts grounds")) { list in
                for key in keys {
                    list.element("div") { row in
                        row.element("dt", text: terms.figure(key))
                        row.element("dd", text: terms.definition(key))
                    }
                }
            }
            var values = [
                "worth": ReportWords.count(Int(entry.group.worth.rounded())), "since": when.day(of: entry.group.since),
            ]
            details.element("p", .class("sub"), text: look("today.worth", values))
            if let line = entry.line, let last = line.standing.lastDay {
                values = [
                    "to": when.day(last), "zone": line.label.zone, "at": when.exact(line.standing.countedAt),
                ]
                details.element("p", .class("sub"), text: look("today.counted", values))
            }
            let tab: GroupTab = entry.first.concern == .waiting || entry.first.concern == .noisy ? .talk : .overview
            details.element("p") { line in
                line.element("a", .href(tab.path(entry.group.group)), text: look("today.behind"))
                line.text(" · ")
                line.element("a", .href("/today/history?group=\(entry.group.group)"), text: look("today.history.link"))
            }
        }
    }

    // MARK: - What may be done

    private func addActs(_ entry: TodayEntry, to body: inout HTML) {
        let group = entry.group.group
        body.element("div", .class("acts")) { acts in
            acts.element("a", .class("btn"), .href("/groups/\(group)"), text: look("today.look"))
            if actor.mayUse(.tendGroups, in: group) { addDeeds(entry, to: &acts) }
            addDraft(entry, to: &acts)
            addGrounds(entry, to: &acts)
        }
    }

    private func addDeeds(_ entry: TodayEntry, to acts: inout HTML) {
        let (form, group) = (FormPart(look: look), entry.group.group)
        form.button(to: "/today/\(group)/done", label: look("today.done"), on: &acts)
        acts.element("details", .class("menu")) { menu in
            menu.element("summary", .class("btn quiet"), text: look("today.snooze"))
            menu.element("form", .named("method", "post"), .named("action", "/today/\(group)/snooze")) { body in
                form.token(to: &body)
                for span in TodaySnooze.allCases {
                    body.element(
                        "button", .class("btn"), .named("name", "for"), .named("value", span.rawValue),
                        text: look("today.snooze." + span.rawValue))
                }
            }
        }
        let choice = colleagues.filter { $0.groups?.contains(group) ?? true }.map(\.who)
        guard !choice.isEmpty else { return }
        acts.element("details", .class("menu")) { menu in
            menu.element("summary", .class("btn quiet"), text: look("today.assign"))
            menu.element("form", .named("method", "post"), .named("action", "/today/\(group)/assign")) { body in
                form.token(to: &body)
                addChoice(choice, entry, to: &body)
                body.element("button", .class("btn"), text: look("today.assign.do"))
            }
        }
    }

    private func addChoice(_ choice: [Colleague], _ entry: TodayEntry, to body: inout HTML) {
        body.element("select", .named("name", "to"), .label(look("today.assign"))) { select in
            select.element("option", .named("value", ""), text: look("today.assign.nobody"))
            for one in choice {
                let isChosen = (entry.group.assignee?.id ?? actor.staff) == one.id
                select.element(
                    "option", .named("value", one.id.description), isChosen ? .flag("selected") : nil,
                    text: one.id == actor.staff ? look("today.assign.me", ["name": one.name]) : one.name)
            }
        }
    }
}
