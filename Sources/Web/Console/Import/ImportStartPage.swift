internal import Importing
internal import Insight
internal import Kernel
internal import Reports

/// Where an import begins: files to choose or to drop, and what was imported lately.
struct ImportStartPage {
    let look: Look
    let latest: [ImportJob]
    let fault: Fault?
    let when: When
    let mostBytes: Int

    func html() -> [UInt8] {
        Layout(look: look, title: look("import.title"), place: .groups, subtitle: look("import.subtitle")).html {
            page in
            addForm(to: &page)
            addLatest(to: &page)
            page.element("script", .named("src", look.assets.path("import.js")), .flag("defer")) { _ in }
        }
    }

    private func addForm(to page: inout HTML) {
        page.element(
            "form", .id("upload"), .class("upload"), .named("method", "post"), .named("action", "/import"),
            .named("enctype", "multipart/form-data"), .named("data-most", String(mostBytes)),
            .named("data-too-large", look.catalogue(UploadWriter.tooLarge(mostBytes))),
            .named("data-lost", look("import.lost"))
        ) { form in
            FormPart(look: look).token(to: &form)
            FormPart(look: look).trouble(fault, on: &form)
            form.element("div", .class("drop"), .id("drop")) { drop in
                drop.element("p", .class("big"), text: look("import.drop"))
                drop.element("p", text: look("import.drop.more"))
                addChoosers(to: &drop)
            }
            form.element("div", .class("sending"), .id("sending"), .flag("hidden"), .named("role", "status")) { box in
                box.element("p", .id("sending-text"), .named("data-text", look("import.sending"))) { _ in }
                box.element("progress", .id("sending-bar"), .named("max", "100"), .label(look("import.sending.label")))
                {
                    _ in
                }
            }
            form.element("div", .class("buttons")) { buttons in
                buttons.element("button", .class("btn main"), text: look("import.upload"))
            }
        }
        page.element("details") { details in
            details.element("summary", text: look("import.formats"))
            addFormats(to: &details)
        }
    }

    private func addChoosers(to form: inout HTML) {
        form.element("div", .class("choosers")) { box in
            for (name, isFolder) in [("files", false), ("folder", true)] {
                box.element("p") { row in
                    row.element("label", .named("for", "f-" + name), text: look("import." + name))
                    row.void(
                        "input", .type("file"), .id("f-" + name), .named("name", name), .flag("multiple"),
                        isFolder ? .flag("webkitdirectory") : nil)
                }
            }
        }
    }

    private func addFormats(to page: inout HTML) { FormatList(look: look).write(to: &page) }

    private func addLatest(to page: inout HTML) {
        guard !latest.isEmpty else { return }
        page.element("h2", text: look("import.latest"))
        page.element("div", .class("filters")) { row in
            row.element("span", .class("grow")) { _ in }
            row.element("a", .class("btn"), .href("/import.csv"), text: "CSV")
        }
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["when", "who", "into", "state"] {
                            row.element("th", .scope("col"), text: look("import.column." + key))
                        }
                        row.element("th", .scope("col"), .class("r"), text: look("import.column.events"))
                    }
                }
                table.element("tbody") { body in
                    for job in latest { body.element("tr") { add(job, to: &$0) } }
                }
            }
        }
    }

    private func add(_ job: ImportJob, to row: inout HTML) {
        row.element("th", .scope("row")) { cell in
            cell.element("a", .href("/import/\(job.id)"), .class("name")) { when.write(job.createdAt, to: &$0) }
        }
        row.element("td") { $0.element("bdi", text: job.staffName) }
        row.element("td") { cell in
            if let group = job.choice.group { cell.element("bdi", text: group) } else { cell.text("—") }
        }
        row.element("td") { cell in
            cell.element(
                "span", .class("tag " + ImportState.tone(job.state)), text: look("import.state.\(job.state.rawValue)"))
        }
        row.element("td", .class("r"), text: ReportWords.count(job.progress.events))
    }
}

/// How the states of an import look.
enum ImportState {
    static func tone(_ state: ImportJob.State) -> String {
        switch state {
        case .uploading, .surveyed, .stopped: ""
        case .waiting, .running: "sky"
        case .done: "leaf"
        case .failed: "plum"
        }
    }
}

/// What every format that is understood looks like.
struct FormatList {
    let look: Look

    func write(to page: inout HTML) {
        page.element("dl", .class("formats")) { list in
            for (name, example) in ImportFormats.examples {
                list.element("dt", text: name)
                list.element("dd") { $0.element("code", text: example) }
            }
        }
    }
}
