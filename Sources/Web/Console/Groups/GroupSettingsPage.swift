internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports

/// What a person says of a group: what it is for, whose it is, its stage, and how it is counted.
struct GroupSettingsPage {
    /// The forms of the page; each is sent alone.
    enum Form: String { case profile, stage, competitor, counting }

    let frame: GroupFrame
    /// Who may be put in charge.
    let keepers: [(id: Int64, name: String)]
    /// Operators and leaders whose group it is.
    let running: [String]
    let bots: GroupBots
    let events: Int
    let isCompetitor: Bool
    let fields: FormFields
    let problems: FormProblems
    /// The form that came back with problems.
    let failed: Form?

    private var look: Look { frame.look }
    private var terms: ReportTerms { ReportTerms(look.catalogue) }

    func html() -> [UInt8] {
        frame.html { page in
            addForm(.profile, to: &page, "settings", addProfile)
            addForm(.stage, to: &page, "stage", addStage)
            addForm(.competitor, to: &page, "competitor", addCompetitor)
            addForm(.counting, to: &page, "counting", addCounting)
            if frame.actor.mayUse(.manageData) {
                page.element("section", .id("retention")) { section in
                    section.element("h2", text: look("data.retention.title"))
                    section.element("a", .class("btn"), .href("/settings/data/retention?group=\(frame.mark.group)")) {
                        $0.text(look("data.retention.group"))
                    }
                }
            }
        }
    }

    private func addForm(
        _ form: Form, to page: inout HTML, _ path: String, _ content: (FormPart, inout HTML) -> Void
    ) {
        let isBack = failed == form
        let part = FormPart(
            look: look, fields: isBack ? fields : FormFields(), problems: isBack ? problems : FormProblems())
        page.element("section", .id(form.rawValue)) { section in
            section.element("h2", text: look("groups.settings." + form.rawValue))
            section.element("p", .class("why"), text: why(form))
            section.element(
                "form", .class("form"), .named("method", "post"),
                .named("action", "/groups/\(frame.mark.group)/\(path)")
            ) { body in
                part.token(to: &body)
                content(part, &body)
                body.element("div", .class("buttons")) {
                    $0.element("button", .class("btn main"), text: look("groups.settings.\(form.rawValue).go"))
                }
            }
        }
    }

    private func why(_ form: Form) -> String {
        look("groups.settings.\(form.rawValue).why", ["events": ReportWords.count(events)])
    }

    private func addProfile(_ part: FormPart, to body: inout HTML) {
        let profile = frame.profile
        let kinds = [("", look("groups.no-kind"))] + GroupKind.allCases.map { ($0.rawValue, terms.kind($0.rawValue)) }
        part.choice(
            "kind", label: look("groups.field.kind"), options: kinds, value: frame.mark.kind, on: &body)
        part.area("purpose", label: look("groups.field.purpose"), value: profile.purpose, on: &body)
        part.area("promise", label: look("groups.field.promise"), value: profile.promise, on: &body)
        part.row("owner", label: look("groups.field.owner"), value: profile.owner, on: &body)
        var choices = [("", look("groups.no-keeper"))] + keepers.map { (String($0.id), $0.name) }
        if let keeper = profile.keeper, !keepers.contains(where: { $0.id == keeper }) {
            choices.append((String(keeper), look("groups.other-keeper")))
        }
        part.choice(
            "keeper", label: look("groups.field.keeper"), options: choices,
            value: profile.keeper.map { String($0) } ?? "", on: &body)
        if !running.isEmpty {
            body.element("p", .class("help")) { help in
                help.text(look("groups.run-by"))
                for (index, name) in running.enumerated() {
                    if index > 0 { help.text(look.catalogue("advice.names.joiner")) }
                    help.element("bdi", text: name)
                }
            }
        }
        part.row(
            "capacity", type: "number", label: look("groups.field.capacity"),
            value: profile.capacity.map { String($0) }, on: &body)
        part.row("tags", label: look("groups.field.tags"), value: profile.tags.joined(separator: " "), on: &body)
    }

    private func addStage(_ part: FormPart, to body: inout HTML) {
        let suggested = frame.line?.standing.stage.map { terms.stage($0) } ?? ReportWords.nothing
        let options =
            [("", look("groups.stage.by-figures-now", ["stage": suggested]))]
            + GroupStage.allCases.map { ($0.rawValue, terms.stage($0)) }
        part.choice(
            "stage", label: look("groups.field.stage"), options: options, value: frame.profile.stage, on: &body)
        part.row("reason", label: look("groups.field.reason"), isRequired: true, on: &body)
    }

    private func addCompetitor(_ part: FormPart, to body: inout HTML) {
        let options = [("0", look("groups.competitor.no")), ("1", look("groups.competitor.yes"))]
        part.choice(
            "competitor", label: look("groups.field.competitor"), options: options, value: isCompetitor ? "1" : "0",
            on: &body)
    }

    private func addCounting(_ part: FormPart, to body: inout HTML) {
        part.row("group-zone", label: look("groups.field.zone"), value: frame.mark.zone, isRequired: true, on: &body)
        let programs = bots.bots.subtracting(bots.bridges).sorted().joined(separator: "\n")
        part.area("bots", label: look("groups.field.bots"), value: programs, on: &body)
        part.area(
            "bridges", label: look("groups.field.bridges"), value: bots.bridges.sorted().joined(separator: "\n"),
            on: &body)
    }
}
