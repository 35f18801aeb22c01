internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// What is kept: a copy of it, a recount, forgetting words, erasing somebody.
struct DataPages {
    let site: Site
    let desk: DataDesk
    let verification = Verification()

    typealias Visit = Permitted<MayManageData>

    init(site: Site) {
        self.site = site
        desk = DataDesk(store: site.store, record: site.record)
    }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let data = router.group(context: Permitted<MayManageData>.self)
        data.get("/settings/data") { _, context in try await show(context) }
        data.post("/settings/data/backup") { request, context in try await backup(request, context) }
        data.post("/settings/data/verify") { _, context in try await verify(context) }
        data.post("/settings/data/forget", use: forget)
        addRetentionRoutes(to: data)
        let erasing = router.group(context: Permitted<MayErase>.self)
        erasing.get("/settings/data/erase") { request, context in
            try await search(FormFields(query: request).text("q"), context)
        }
        erasing.get("/settings/data/erase/:id") { _, context in try await confirm(context) }
        erasing.post("/settings/data/erase/:id", use: erase)
    }

    // MARK: - The page

    private func show(_ context: Visit, fields: FormFields = FormFields(), fault: Fault? = nil) async throws -> Answer {
        let (size, engine) = try await site.store.read { (try DataDesk.size(in: $0), $0.engine) }
        let retention = try await retention(of: nil)
        let look = site.look(context.visit)
        let when = When(look: look, zone: context.actor.zone, now: site.world.now())
        let frame = SettingsFrame(look: look, actor: context.actor, tab: .data)
        var problems = FormProblems()
        if let fault { problems.add("before", fault) }
        let form = FormPart(look: look, fields: fields, problems: problems)
        let bytes = frame.html { page in
            frame.section("data.backup", on: &page) { section in
                let values = ["size": ByteCount.text(size), "engine": engine == .sqlite ? "SQLite" : "PostgreSQL"]
                section.element("p", text: look("data.size", values))
                form.button(
                    to: "/settings/data/backup", label: look("data.backup.go"), kind: "main", on: &section)
            }
            frame.section("data.verify", on: &page) { section in
                addVerification(verification.state, when, to: &section)
                if verification.state?.isRunning != true {
                    form.button(to: "/settings/data/verify", label: look("data.verify.go"), on: &section)
                }
            }
            frame.section("data.retention", on: &page) { retention.write(form, to: &$0) }
            frame.section("data.forget", on: &page) { section in
                section.element(
                    "form", .class("form"), .named("method", "post"), .named("action", "/settings/data/forget"),
                    .named("data-confirm", look("data.forget.sure"))
                ) { body in
                    form.token(to: &body)
                    form.row("before", type: "date", isRequired: true, on: &body)
                    form.box("sure", label: look("data.forget.sure"), on: &body)
                    body.element("button", .class("btn danger"), text: look("data.forget.go"))
                }
            }
            if context.actor.mayUse(.erasePeople) {
                frame.section("data.erase", on: &page) { EraseSearch(look: look).write(nil, to: &$0) }
            }
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    private func addVerification(_ state: Verification.State?, _ when: When, to section: inout HTML) {
        let look = when.look
        guard let state else { return }
        section.element("p", .named("role", "status")) { text in
            text.text(
                look(
                    state.isRunning
                        ? "data.verify.running" : state.isFailed ? "data.verify.failed" : "data.verify.done",
                    [
                        "groups": ReportWords.count(state.groups), "differences": ReportWords.count(state.differences),
                        "total": ReportWords.count(state.total),
                    ]) + " ")
            when.write(state.begun, to: &text)
        }
        if state.isRunning {
            section.element("p") { $0.element("a", .href("/settings/data"), text: look("data.verify.look")) }
        }
        guard !state.first.isEmpty else { return }
        section.element("ul") { list in
            for line in state.first { list.element("li") { $0.element("bdi", text: line) } }
        }
    }

    // MARK: - What its forms do

    /// Streams the copy from its file, which goes as soon as it was sent.
    private func backup(_ request: Request, _ context: Visit) async throws -> Response {
        let now = site.world.now()
        let file = try BackupFile(folder: site.options.uploads, world: site.world)
        try await desk.backup(to: file.path, by: context.actor, at: now)
        let day = When(look: site.look(context.visit), zone: context.actor.zone, now: now).today
        let headers: HTTPFields = [
            .contentType: "application/octet-stream", .cacheControl: "no-store",
            .contentDisposition: ContentDisposition.attachment(named: "banyan-\(day).banyan"),
        ]
        return Response(status: .ok, headers: headers, body: try file.body())
    }

    private func verify(_ context: Visit) async throws -> Told {
        let (desk, actor, now, verification) = (desk, context.actor, site.world.now(), verification)
        let total = try await site.store.read { try Group.all(in: $0).count }
        guard verification.begin(total: total, at: now) else {
            throw Fault(.busy, "web.data.verify.running-already")
        }
        // It goes on when the visitor has long left; the page shows how far it is.
        Task {
            do {
                try await desk.verify(by: actor, at: now) { verification.note($0, $1) }
                verification.end(isFailed: false)
            } catch {
                verification.end(isFailed: true)
            }
        }
        return Told(Flash("flash.verifying"), at: "/settings/data", context.visit)
    }

    @Sendable private func forget(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let now = site.world.now()
        let today = When(look: site.look(context.visit), zone: context.actor.zone, now: now).today
        guard let day = fields.text("before").flatMap({ CivilDay($0) }), day <= today.advanced(by: 1) else {
            return try await show(context, fields: fields, fault: Fault(.badInput, "web.no-day"))
                .response(from: request, context: context)
        }
        guard fields.isOn("sure") else {
            return try await show(context, fields: fields, fault: Fault(.badInput, "web.not-sure"))
                .response(from: request, context: context)
        }
        let texts = try await desk.forgetTexts(before: day, by: context.actor, at: now)
        return try Told(
            Flash("flash.forgotten", ["texts": ReportWords.count(texts), "day": day.description]), at: "/settings/data",
            context.visit
        )
        .response(from: request, context: context)
    }
}

// MARK: - Erasing somebody

extension DataPages {
    private func search(_ words: String?, _ context: Permitted<MayErase>) async throws -> Answer {
        var found: [MemberLine] = []
        if let words {
            var query = MemberQuery()
            query.words = words
            found = try await site.store.read { [query] in try query.lines(limit: 20, in: $0) }
        }
        let look = site.look(context.visit)
        let frame = SettingsFrame(look: look, actor: context.actor, tab: .data)
        return .html(
            frame.html { page in
                frame.section("data.erase", on: &page) { section in
                    EraseSearch(look: look).write(words, to: &section)
                    guard words != nil else { return }
                    if found.isEmpty { section.element("p", .class("empty"), text: look("data.erase.nobody")) }
                    section.element("ul", .class("tasks")) { list in
                        for line in found {
                            list.element("li") { item in
                                item.element("div") { text in
                                    text.element("a", .class("name"), .href("/settings/data/erase/\(line.id)")) {
                                        $0.element("bdi", text: line.name)
                                    }
                                    text.element("span", .class("sub")) { sub in
                                        sub.element(
                                            "bdi", text: line.groups.map(\.name).joined(separator: look("list.comma")))
                                        sub.text(
                                            " · " + look("members.said", ["count": ReportWords.count(line.messages)]))
                                    }
                                }
                            }
                        }
                    }
                }
            })
    }

    private func person(_ context: Permitted<MayErase>) async throws -> PersonMatch {
        let id = context.parameters.get("id").flatMap { Int64($0) } ?? 0
        let found = try await site.store.read { [record = site.record] in try record.people(called: String(id), in: $0)
        }
        guard let match = found.first(where: { $0.id.value == id }), !match.handles.isEmpty else {
            throw Fault(.notFound, "record.no-such-person", ["person": String(id)])
        }
        return match
    }

    private func confirm(_ context: Permitted<MayErase>, fault: Fault? = nil) async throws -> Answer {
        let match = try await person(context)
        let look = site.look(context.visit)
        let frame = SettingsFrame(look: look, actor: context.actor, tab: .data)
        let form = FormPart(look: look)
        let values = [
            "names": match.handles.joined(separator: look("list.comma")),
            "messages": ReportWords.count(Int(match.messages)),
            "groups": ReportWords.count(match.groups.count),
        ]
        let bytes = frame.html { page in
            frame.section("data.erase", on: &page) { section in
                section.element("p") { $0.element("bdi", text: look("data.erase.who", values)) }
                section.element("p", .class("advice"), text: look("data.erase.consequence", values))
                section.element("form", .named("method", "post"), .named("action", "/settings/data/erase/\(match.id)"))
                {
                    body in
                    form.token(to: &body)
                    form.trouble(fault, on: &body)
                    form.box("sure", label: look("data.erase.sure"), on: &body)
                    body.element("div", .class("buttons")) { buttons in
                        buttons.element("button", .class("btn danger"), text: look("data.erase.go"))
                        buttons.element("a", .class("btn"), .href("/settings/data"), text: look("cancel"))
                    }
                }
            }
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func erase(_ request: Request, _ context: Permitted<MayErase>) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let match = try await person(context)
        guard fields.isOn("sure") else {
            return try await confirm(context, fault: Fault(.badInput, "web.not-sure"))
                .response(from: request, context: context)
        }
        let outcome = try await desk.erase(match.id, by: context.actor, at: site.world.now())
        let values = ["texts": ReportWords.count(outcome.texts), "names": ReportWords.count(outcome.names)]
        return try Told(Flash("flash.erased", values), at: "/settings/data", context.visit)
            .response(from: request, context: context)
    }
}

/// The search for whom to erase.
private struct EraseSearch {
    let look: Look

    func write(_ words: String?, to section: inout HTML) {
        section.element(
            "form", .class("filters"), .named("method", "get"), .named("action", "/settings/data/erase"),
            .named("role", "search")
        ) { form in
            form.void(
                "input", .type("text"), .named("name", "q"), .named("value", words ?? ""),
                .label(look("members.words")), .named("placeholder", look("members.words")), .flag("required"))
            form.element("button", .class("btn"), text: look("data.erase.find"))
        }
    }
}
