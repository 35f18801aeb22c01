internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Rounds

/// What happened to a group's keeping: stages set, changes made, files imported.
struct GroupHistory: Sendable {
    var stages: [StageChange]
    /// What the figures suggested, each where it became another.
    var suggestions: [SuggestedStage]
    var imports: [GroupImport]
    /// What was done about it on the list of the day, and its alerts; the newest of each.
    var acts: [TodayAct] = []
    var alerts: [Alert] = []
    /// Nil for who may not see the audit log.
    var audit: [AuditEntry]?
}

struct GroupHistoryPage {
    let frame: GroupFrame
    let history: GroupHistory

    private var look: Look { frame.look }
    private var terms: ReportTerms { ReportTerms(look.catalogue) }

    func html() -> [UInt8] {
        frame.html { page in
            addStages(to: &page)
            addSuggestions(to: &page)
            addRounds(to: &page)
            addImports(to: &page)
            if let audit = history.audit { addAudit(audit, to: &page) }
        }
    }

    private func time(_ instant: Instant) -> String {
        var zone = CivilZone(frame.actor.zone) ?? .utc
        return terms.time(zone.wallTime(instant))
    }

    private func section(
        _ key: String, isEmpty: Bool, to page: inout HTML, _ content: (inout HTML) -> Void
    ) {
        page.element("section", .id(key)) { section in
            section.element("h2", text: look("groups.history." + key))
            if isEmpty { return section.element("p", .class("why"), text: look("groups.history.\(key).none")) }
            section.element("ul", .class("plain"), content: content)
        }
    }

    private func addStages(to page: inout HTML) {
        section("stages", isEmpty: history.stages.isEmpty, to: &page) { list in
            for change in history.stages {
                list.element("li") { item in
                    let stage = GroupStage(rawValue: change.stage).map { terms.stage($0) }
                    item.element("b", text: stage ?? look("groups.stage.by-figures"))
                    item.text(" ")
                    item.element("bdi", text: change.reason)
                    item.element("small") { small in
                        small.element("bdi", text: change.by)
                        small.text(" · " + time(change.at))
                    }
                }
            }
        }
    }

    private func addSuggestions(to page: inout HTML) {
        section("suggestions", isEmpty: history.suggestions.isEmpty, to: &page) { list in
            for one in history.suggestions {
                list.element("li") { item in
                    item.element("b", text: terms.stage(one.stage))
                    item.text(" " + StageWords(look: look).reasons(one.reasons))
                    item.element("small", text: ReportWords(text: look.catalogue).fullDate(one.day))
                }
            }
        }
    }

    private func addRounds(to page: inout HTML) {
        let when = When(look: look, zone: frame.actor.zone, now: frame.now)
        section("acts", isEmpty: history.acts.isEmpty, to: &page) { list in
            for act in history.acts { list.element("li") { TodayActRow(when: when).write(act, to: &$0) } }
        }
        section("alerts", isEmpty: history.alerts.isEmpty, to: &page) { list in
            for alert in history.alerts {
                list.element("li") {
                    AlertRow(when: when, actor: frame.actor, back: "", showsGroup: false).tell(alert, to: &$0)
                }
            }
        }
    }

    private func addImports(to page: inout HTML) {
        section("imports", isEmpty: history.imports.isEmpty, to: &page) { list in
            for file in history.imports {
                list.element("li") { item in
                    item.element("bdi", text: file.source)
                    let values = ["taken": ReportWords.count(file.taken), "events": ReportWords.count(file.events)]
                    let key = file.finishedAt == nil ? "groups.history.import-cut" : "groups.history.import"
                    item.element("small", text: look(key, values) + " · " + time(file.finishedAt ?? file.startedAt))
                }
            }
        }
    }

    private func addAudit(_ entries: [AuditEntry], to page: inout HTML) {
        section("audit", isEmpty: entries.isEmpty, to: &page) { list in
            for entry in entries {
                list.element("li") { item in
                    item.element("b", text: look.catalogue(entry.act.textKey))
                    item.text(" ")
                    for (side, json) in [("before", entry.before), ("after", entry.after)] {
                        guard let json else { continue }
                        item.text(look("groups.history." + side))
                        item.element("code", text: json)
                        item.text(" ")
                    }
                    item.element("small") { small in
                        small.element("bdi", text: entry.actorName)
                        small.text(" · " + time(entry.at))
                    }
                }
            }
        }
    }
}
