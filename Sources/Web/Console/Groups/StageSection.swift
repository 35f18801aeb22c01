internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports

/// The figures behind a suggested stage, in words.
struct StageWords {
    let look: Look

    func reasons(_ reasons: [StageReason]) -> String {
        let terms = ReportTerms(look.catalogue)
        return reasons.map { terms.reason($0) }.joined(separator: look.catalogue("advice.names.joiner"))
    }
}

/// The stage that the figures suggest with their reasons, what a person said of it, and the way to agree or to say
/// otherwise.
struct StageSection {
    let frame: GroupFrame
    let change: StageChange?

    private var look: Look { frame.look }
    private var terms: ReportTerms { ReportTerms(look.catalogue) }
    private var reasons: String { StageWords(look: look).reasons(frame.line?.standing.stageReasons ?? []) }
    private var suggested: GroupStage? { frame.line?.standing.stage }
    private var held: GroupStage? { frame.line?.stageSet }

    func write(to page: inout HTML) {
        page.element("section", .id("stage")) { section in
            section.element("h2", text: look("groups.stage-said"))
            addSuggestion(to: &section)
            addPerson(to: &section)
            guard frame.actor.mayUse(.editGroups, in: frame.mark.group) else { return }
            addForms(to: &section)
        }
    }

    private func addSuggestion(to section: inout HTML) {
        guard let suggested else {
            return section.element("p", .class("why"), text: look("groups.stage-said.none"))
        }
        let values = ["stage": terms.stage(suggested), "reasons": reasons]
        section.element("p", text: look("groups.stage-said.figures", values))
    }

    private func addPerson(to section: inout HTML) {
        guard let held, let change, change.stage == held.rawValue else { return }
        let values = ["by": change.by, "stage": terms.stage(held), "reason": change.reason]
        section.element("p") { line in
            line.element("bdi", text: look("groups.stage-said.person", values))
        }
        let key = held == suggested ? "groups.stage-said.same" : "groups.stage-said.other"
        section.element("p", .class("why"), text: look(key))
    }

    private func addForms(to section: inout HTML) {
        let action = "/groups/\(frame.mark.group)/stage"
        let back = ("back", GroupTab.overview.rawValue)
        section.element("div", .class("filters")) { row in
            if let suggested, held != suggested {
                let reason = look("groups.stage-said.accept.reason", ["reasons": reasons])
                FormPart(look: look).button(
                    to: action, label: look("groups.stage-said.accept"),
                    values: [("stage", suggested.rawValue), ("reason", reason), back], on: &row)
            }
            row.element("details", .class("save-view")) { details in
                details.element("summary", text: look("groups.stage-said.override"))
                details.element("form", .named("method", "post"), .named("action", action), .class("filters")) { form in
                    FormPart(look: look).token(to: &form)
                    form.void("input", .type("hidden"), .named("name", back.0), .named("value", back.1))
                    addChoice(to: &form)
                    form.void(
                        "input", .type("text"), .named("name", "reason"), .named("maxlength", "200"), .flag("required"),
                        .label(look("groups.field.reason")), .named("placeholder", look("groups.field.reason")))
                    form.element("button", .class("btn"), text: look("groups.stage-said.go"))
                }
            }
        }
    }

    private func addChoice(to form: inout HTML) {
        form.element("select", .named("name", "stage"), .label(look("groups.field.stage"))) { select in
            for stage in GroupStage.allCases {
                select.element(
                    "option", .named("value", stage.rawValue), stage == (held ?? suggested) ? .flag("selected") : nil,
                    text: terms.stage(stage))
            }
            select.element("option", .named("value", ""), text: look("groups.stage.by-figures"))
        }
    }
}
