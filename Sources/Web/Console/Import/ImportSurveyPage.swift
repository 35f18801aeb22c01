internal import Connectors
internal import Importing
internal import Insight
internal import Kernel
internal import Record
internal import Reports

/// What an upload holds, as it will be read, and the questions that the files leave open.
struct ImportSurveyPage {
    let look: Look
    let job: ImportJob
    let survey: ImportSurvey
    let files: (first: [UploadedFile], count: Int)
    let fields: FormFields
    let problems: FormProblems
    let choice: ImportChoice
    let groupNames: [String]
    var folder = ImportFolder(path: "")

    func html() -> [UInt8] {
        Layout(look: look, title: look("import.survey.title"), place: .groups, subtitle: subtitle).html { page in
            addRefused(to: &page)
            if survey.groups.isEmpty {
                page.element("div", .class("empty")) { empty in
                    empty.element("h2", text: look("import.survey.nothing"))
                    empty.element("p", text: look("import.survey.nothing.more"))
                }
            } else {
                for group in survey.groups { add(group, to: &page) }
                if survey.groupCount > survey.groups.count {
                    let more = survey.groupCount - survey.groups.count
                    page.element("p", text: look("import.survey.more-groups", ["count": ReportWords.count(more)]))
                }
            }
            addForm(to: &page)
            FormPart(look: look).button(
                to: "/import/\(job.id)/discard", label: look("import.discard"), kind: "quiet", on: &page)
        }
    }

    private var subtitle: String {
        look(
            "import.survey.subtitle",
            [
                "name": look.uploadName(files.first), "files": ReportWords.count(files.count),
                "size": look.size(job.uploadBytes), "passed": ReportWords.count(survey.passedOver),
            ])
    }

    private func addRefused(to page: inout HTML) {
        guard survey.refusedCount > 0 else { return }
        page.element("section", .class("advice")) { box in
            box.element("h2", text: look("import.survey.refused", ["count": ReportWords.count(survey.refusedCount)]))
            box.element("ul") { list in
                for fault in survey.refused {
                    let values = fault.values.mapValues { folder.shown($0, of: job.id) }
                    list.element("li", text: look.catalogue(fault.text, values))
                }
            }
            if survey.hasUnknown {
                box.element("p", text: look("import.survey.looked-for"))
                FormatList(look: look).write(to: &box)
            }
        }
    }

    private func add(_ group: ImportSurvey.Found, to page: inout HTML) {
        page.element("section", .class("found")) { section in
            section.element("h2") { $0.element("bdi", text: group.name) }
            section.element("p", .class("why")) { line in
                line.text(
                    look(
                        "import.survey.facts",
                        [
                            "format": group.formats.joined(separator: ", "), "network": group.network,
                            "files": ReportWords.count(group.files), "size": look.size(group.bytes),
                            "zone": group.zone.name,
                        ]))
            }
            if group.badLines > 0 { addBadLines(group, to: &section) }
            if group.first.isEmpty {
                section.element("p", text: look("import.survey.no-events"))
            } else {
                addEvents(group, to: &section)
            }
        }
    }

    private func addBadLines(_ group: ImportSurvey.Found, to page: inout HTML) {
        let reason = group.badLine.map { look.catalogue($0.text, $0.values) } ?? ""
        page.element(
            "p", .class("error"),
            text: look(
                "import.survey.bad-lines",
                [
                    "bad": ReportWords.count(group.badLines), "lines": ReportWords.count(group.lines),
                    "number": String(group.badLine?.number ?? 0), "reason": reason,
                    "excerpt": group.badLine?.excerpt ?? "",
                ]))
    }

    private func addEvents(_ group: ImportSurvey.Found, to page: inout HTML) {
        var zone = group.zone
        page.element(
            "div", .class("tablebox"), .named("tabindex", "0"), .named("role", "group"),
            .label(look("import.survey.first"))
        ) { box in
            box.element("table", .class("events")) { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["time", "sender", "what"] {
                            row.element("th", .scope("col"), text: look("import.column." + key))
                        }
                    }
                }
                table.element("tbody") { body in
                    for event in group.first {
                        let wall = zone.wallTime(event.instant)
                        let minutes = Int(wall.millisecondOfDay / 60_000)
                        let clock = padded(minutes / 60, to: 2) + ":" + padded(minutes % 60, to: 2)
                        body.element("tr") { row in
                            row.element("td", .class("time"), text: "\(wall.day) \(clock)")
                            row.element("td") { $0.element("bdi", text: event.sender.name) }
                            row.element("td") { write(event, to: &$0) }
                        }
                    }
                }
            }
        }
    }

    private func write(_ event: Event, to cell: inout HTML) {
        if event.kind != .text { cell.element("span", .class("tag"), text: look("import.kind.\(event.kind.name)")) }
        if let target = event.target { cell.element("bdi", text: target.name) }
        if let text = event.text { cell.element("bdi", text: text.count > 200 ? text.prefix(200) + "…" : text) }
    }

    // MARK: - The questions

    private func addForm(to page: inout HTML) {
        let form = FormPart(look: look, fields: fields, problems: problems)
        page.element("h2", text: look("import.survey.questions"))
        page.element("form", .class("form"), .named("method", "post"), .named("action", "/import/\(job.id)")) { body in
            form.token(to: &body)
            addGroup(form, to: &body)
            let kinds =
                [(value: "", label: look("import.kind-by-file"))]
                + GroupKind.allCases.map { (value: $0.rawValue, label: look.catalogue("page.kind.\($0.rawValue)")) }
            let written = survey.groups.count == 1 ? survey.groups[0].writtenKind?.rawValue : nil
            form.choice("read-kind", options: kinds, value: choice.kind?.rawValue ?? written, on: &body)
            form.row("read-zone", value: choice.zone ?? standardZone, on: &body)
            form.row("you", value: choice.ownName, on: &body)
            addBots(form, to: &body)
            let formats =
                [(value: "", label: look("import.format-by-content"))]
                + ImportFormats.names.map { (value: $0, label: $0) }
            form.choice("read-as", options: formats, value: choice.format, on: &body)
            form.box("keep", isOn: choice.keepsUpload, on: &body)
            body.element("div", .class("buttons")) { buttons in
                if !survey.groups.isEmpty {
                    buttons.element(
                        "button", .class("btn main"), .named("name", "go"), .named("value", "start"),
                        text: look("import.start"))
                }
                buttons.element(
                    "button", .class("btn"), .named("name", "go"), .named("value", "look"), text: look("import.look"))
            }
        }
    }

    private func addGroup(_ form: FormPart, to page: inout HTML) {
        let isOne = survey.groupCount == 1
        form.row(
            "into", label: look(isOne ? "import.into-one" : "import.into-many"),
            value: choice.group ?? (isOne ? survey.groups[0].name : nil), list: "group-names", on: &page)
        page.element("datalist", .id("group-names")) { list in
            for name in groupNames { list.void("option", .named("value", name)) }
        }
    }

    /// One that all groups of the upload agree on; none where each keeps what its file says.
    private var standardZone: String? {
        let zones = Set(survey.groups.map(\.zone.name))
        return zones.count == 1 ? zones.first : nil
    }

    private func addBots(_ form: FormPart, to page: inout HTML) {
        page.element("fieldset", .class("bots")) { box in
            box.element("legend", text: look("import.bots"))
            box.element("p", .class("help"), text: look("import.bots.more"))
            var proposed = survey.busiest.map(\.name)
            proposed += choice.bots.filter { !proposed.contains($0) }
            for name in proposed {
                let count = survey.busiest.first { $0.name == name }?.count
                let label = count.map { look("import.bot", ["name": name, "count": ReportWords.count($0)]) } ?? name
                box.element("label", .class("tick")) { row in
                    row.void(
                        "input", .type("checkbox"), .named("name", "bot"), .named("value", name),
                        choice.bots.contains(name) ? .flag("checked") : nil)
                    row.element("bdi", text: label)
                }
            }
        }
    }
}

extension Look {
    /// What to call an upload: its folder, else its first file.
    func uploadName(_ files: [UploadedFile]) -> String {
        files.first.map { String($0.name.prefix { $0 != "/" }) } ?? ""
    }

    /// A number of bytes as people say it.
    func size(_ bytes: Int) -> String {
        if bytes < 1 << 10 { return "\(bytes) B" }
        if bytes < 1 << 20 { return "\(bytes >> 10) KB" }
        return bytes < 10 << 30
            ? ReportWords.decimal(Double(bytes) / Double(1 << 20), places: 1) + " MB" : "\(bytes >> 30) GB"
    }
}
