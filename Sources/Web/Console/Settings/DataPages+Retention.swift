internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

extension DataPages {
    private static let retentionPath = "/settings/data/retention"
    private static let ownShown = 50

    func addRetentionRoutes(to data: some RouterMethods<Visit>) {
        data.get(RouterPath(Self.retentionPath)) { request, context in
            try await showRetention(FormFields(query: request), context)
        }
        data.post(RouterPath(Self.retentionPath), use: setRetention)
    }

    /// What holds of a group, or with nil of all.
    func retention(of group: GroupID?) async throws -> RetentionForm {
        try await site.store.read { transaction in
            var form = RetentionForm()
            form.group = try group.map { id in
                guard let known = try Group.find(id, in: transaction) else { throw HTTPError(.notFound) }
                return known
            }
            form.retention = try RecordStore.retention(of: group, in: transaction)
            form.ofAll = try RecordStore.retention(of: nil, in: transaction) ?? .forEver
            if group == nil {
                form.own = try RecordStore.ownRetentions(limit: Self.ownShown + 1, in: transaction)
            }
            return form
        }
    }

    private func showRetention(
        _ fields: FormFields, _ context: Visit, fault: Fault? = nil
    ) async throws -> Answer {
        let group = fields.text("group").flatMap { Int64($0) }.map { GroupID($0) }
        let form = try await retention(of: group)
        let look = site.look(context.visit)
        let frame = SettingsFrame(look: look, actor: context.actor, tab: .data)
        var problems = FormProblems()
        if let fault { problems.add("days", fault) }
        let part = FormPart(look: look, fields: fault == nil ? FormFields() : fields, problems: problems)
        let bytes = frame.html { page in
            frame.section("data.retention", on: &page) { form.write(part, to: &$0) }
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func setRetention(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let group = fields.text("group").flatMap { Int64($0) }.map { GroupID($0) }
        let (desk, actor, now) = (desk, context.actor, site.world.now())
        do {
            let new = try RetentionForm.read(fields)
            guard new?.days == nil || fields.isOn("sure") else { throw Fault(.badInput, "web.not-sure") }
            try await site.store.write {
                try desk.setRetention(new, of: group, by: actor, at: now, in: $0)
            }
        } catch let fault as Fault where fault.code == .badInput {
            return try await showRetention(fields, context, fault: fault).response(from: request, context: context)
        }
        let path = group.map { "\(Self.retentionPath)?group=\($0)" } ?? "/settings/data"
        return try Told(Flash("flash.retention-set"), at: path, context.visit)
            .response(from: request, context: context)
    }
}

/// How long texts are kept, to be looked at and changed: of all groups, or of one.
struct RetentionForm: Sendable {
    var group: Group?
    /// What was said; nil where nothing was.
    var retention: TextRetention?
    var ofAll = TextRetention.forEver
    /// Groups with a word of their own, and one more where there are any further.
    var own: [(group: GroupID, name: String, retention: TextRetention)] = []

    static func read(_ fields: FormFields) throws -> TextRetention? {
        switch fields["keep"] {
        case "default": return nil
        case "none": return .days(0)
        case "days":
            guard let days = fields.text("days").flatMap({ Int($0) }) else { return try TextRetention(days: -1) }
            return try TextRetention(days: days)
        default: return .forEver
        }
    }

    private func word(_ retention: TextRetention?) -> String {
        switch retention {
        case nil: group == nil ? "for-ever" : "default"
        case .forEver: "for-ever"
        case .days(0): "none"
        case .days: "days"
        }
    }

    private func text(_ retention: TextRetention, _ look: Look) -> String {
        guard let days = retention.days, days > 0 else { return look("data.retention." + word(retention)) }
        return look("data.retention.now-days", ["days": ReportWords.count(days)])
    }

    func write(_ part: FormPart, to section: inout HTML) {
        let look = part.look
        if let group {
            section.element("h3") { title in
                title.element("a", .href("/groups/\(group.id)/settings")) { $0.element("bdi", text: group.name) }
            }
            section.element("p", text: look("data.retention.all-now", ["now": text(ofAll, look)]))
        } else {
            section.element("h3", text: look("data.retention.all"))
        }
        section.element(
            "form", .class("form"), .named("method", "post"), .named("action", "/settings/data/retention")
        ) { form in
            part.token(to: &form)
            if let group {
                form.void("input", .type("hidden"), .named("name", "group"), .named("value", group.id.description))
            }
            let words = (group == nil ? [] : ["default"]) + ["for-ever", "days", "none"]
            part.choice(
                "keep", label: look("data.retention.field.keep"),
                options: words.map { ($0, look("data.retention." + $0)) }, value: word(retention), on: &form)
            let days = retention?.days.flatMap { $0 > 0 ? String($0) : nil }
            part.row(
                "days", type: "number", label: look("data.retention.field.days"), value: days ?? "365", on: &form)
            part.box("sure", label: look("data.retention.sure"), on: &form)
            form.element("button", .class("btn main"), text: look("data.retention.go"))
        }
        guard !own.isEmpty else { return }
        section.element("h3", text: look("data.retention.own"))
        section.element("ul") { list in
            for one in own.prefix(50) {
                list.element("li") { item in
                    item.element("a", .href("/settings/data/retention?group=\(one.group)")) {
                        $0.element("bdi", text: one.name)
                    }
                    item.text(" · " + text(one.retention, look))
                }
            }
            if own.count > 50 { list.element("li", text: look("data.retention.more")) }
        }
    }
}
