internal import Importing
internal import Insight
internal import Kernel
internal import Reports

/// An import on its way, and what came of it.
struct ImportJobPage {
    let look: Look
    let job: ImportJob
    let groups: [ImportJobGroup]
    let notes: [ImportNote]
    let files: (first: [UploadedFile], count: Int)
    let hasBadLines: Bool
    let when: When

    func html() -> [UInt8] {
        Layout(look: look, title: title, place: .groups, subtitle: subtitle).html { page in
            if job.state.isUnderWay { addProgress(to: &page) } else { addResult(to: &page) }
        }
    }

    private var title: String { look("import.title.\(job.state.rawValue)") }

    private var subtitle: String {
        let name = look.uploadName(files.first)
        return look(
            "import.job.subtitle", ["name": name, "files": ReportWords.count(files.count), "who": job.staffName])
    }

    // MARK: - On its way

    private func addProgress(to page: inout HTML) {
        let meter = ImportMeterText(look: look, job: job, now: when.now)
        page.element(
            "div", .id("import"), .class("meter"),
            .named("data-events", "/import/\(job.id)/events?state=\(job.state.rawValue)")
        ) { box in
            box.element(
                "progress", .id("import-bar"), .named("max", "1000"), .named("value", String(meter.thousandths)),
                .label(look("import.progress.label"))
            ) { _ in }
            box.element("p", .id("import-text"), .named("role", "status"), text: meter.text)
        }
        page.element("div", .class("buttons")) { buttons in
            if job.isStopAsked {
                buttons.element("p", text: look("import.stopping"))
            } else {
                FormPart(look: look).button(to: "/import/\(job.id)/stop", label: look("import.stop"), on: &buttons)
            }
        }
        page.element("p", .class("why"), text: look("import.progress.more"))
        page.element("noscript") { $0.void("meta", .named("http-equiv", "refresh"), .named("content", "2")) }
        page.element("script", .named("src", look.assets.path("import.js")), .flag("defer")) { _ in }
    }

    // MARK: - Over

    private func addResult(to page: inout HTML) {
        if let fault = job.fault {
            page.element("p", .class("error"), .named("role", "alert"), text: look.catalogue(fault))
        }
        if !groups.isEmpty { addGroups(to: &page) }
        addCounts(to: &page)
        if !notes.isEmpty {
            page.element("h2", text: look("import.notes"))
            page.element("ul") { list in
                for note in notes { list.element("li", text: look.catalogue(note.text, note.values)) }
            }
        }
        addButtons(to: &page)
        page.element("p", .class("why"), text: look(job.hasUpload ? "import.upload-kept" : "import.upload-gone"))
    }

    private func addGroups(to page: inout HTML) {
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", .scope("col"), text: look("import.column.group"))
                        row.element("th", .scope("col"), .class("r"), text: look("import.column.added"))
                        row.element("th", .scope("col"), .class("r"), text: look("import.column.now"))
                    }
                }
                table.element("tbody") { body in
                    for group in groups {
                        body.element("tr") { row in
                            row.element("th", .scope("row")) { cell in
                                cell.element("a", .href("/groups/\(group.group)"), .class("name")) {
                                    $0.element("bdi", text: group.name)
                                }
                            }
                            row.element("td", .class("r"), text: ReportWords.count(group.added))
                            row.element("td", .class("r"), text: ReportWords.count(group.after ?? group.before))
                        }
                    }
                }
            }
        }
    }

    private func addCounts(to page: inout HTML) {
        guard job.lines > 0 else { return }
        page.element(
            "p",
            text: look(
                "import.counts",
                [
                    "lines": ReportWords.count(job.lines), "bad": ReportWords.count(job.badLines),
                    "repaired": ReportWords.count(job.repairedLines),
                    "passed": ReportWords.count(job.filesPassedOver),
                ]))
    }

    private func addButtons(to page: inout HTML) {
        let form = FormPart(look: look)
        page.element("div", .class("buttons")) { buttons in
            if job.state == .stopped, job.hasUpload {
                form.button(
                    to: "/import/\(job.id)/continue", label: look("import.continue"), kind: "main", on: &buttons)
            }
            if job.state == .failed, job.hasUpload {
                buttons.element("a", .class("btn main"), .href("/import/\(job.id)?again=1"), text: look("import.again"))
            }
            if job.state == .done, let group = groups.first, groups.count == 1 {
                buttons.element(
                    "a", .class("btn main"), .href("/groups/\(group.group)"), text: look("import.open-group"))
            }
            if hasBadLines {
                buttons.element(
                    "a", .class("btn"), .href("/import/\(job.id)/bad-lines"), text: look("import.bad-lines"))
            }
            buttons.element("a", .class("btn"), .href("/import"), text: look("import.another"))
            if job.hasUpload {
                form.button(to: "/import/\(job.id)/discard", label: look("import.discard"), kind: "quiet", on: &buttons)
            }
        }
    }
}

/// How far an import is, in words.
struct ImportMeterText {
    let look: Look
    let job: ImportJob
    let now: Instant

    var thousandths: Int {
        guard job.state != .waiting, job.progress.bytesInAll > 0 else { return 0 }
        return min(1000, job.progress.bytes * 1000 / job.progress.bytesInAll)
    }

    var text: String {
        if job.state == .waiting { return look("import.meter.waiting") }
        if job.progress.events == 0 { return look("import.meter.reading") }
        let milliseconds = max(1, now.milliseconds - (job.runningSince ?? now).milliseconds)
        let rate = job.progress.events * 1000 / Int(milliseconds)
        var text = look(
            "import.meter",
            [
                "events": ReportWords.count(job.progress.events), "rate": ReportWords.count(rate),
                "percent": String(thousandths / 10),
            ])
        let left = job.progress.bytesInAll - job.progress.bytes
        if job.progress.bytes > 0, left > 0, milliseconds > 2000 {
            let seconds = Int(milliseconds) / 1000 * (left >> 10) / max(1, job.progress.bytes >> 10) + 1
            text += look(
                seconds < 90 ? "import.meter.seconds" : "import.meter.minutes",
                ["count": String(seconds < 90 ? seconds : seconds / 60 + 1)])
        }
        return text
    }
}
