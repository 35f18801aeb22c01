internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

extension NoticePages {
    func addMailRoutes(to notices: some RouterMethods<Visit>) {
        notices.get("/settings/notices/new-recipient") { _, context in
            Answer.html(recipientForm(context))
        }
        notices.post("/settings/notices/mail", use: makeRecipient)
        notices.get("/settings/notices/mail/:recipient") { _, context in
            Answer.html(try await recipientPage(context))
        }
        notices.post("/settings/notices/mail/:recipient", use: changeRecipient)
        notices.post("/settings/notices/mail/:recipient/state", use: setRecipientState)
        notices.post("/settings/notices/mail/:recipient/confirm", use: askRecipient)
        notices.post("/settings/notices/mail/:recipient/test") { _, context in try await testRecipient(context) }
        notices.post("/settings/notices/mail/:recipient/drop") { _, context in try await dropRecipient(context) }
    }

    private func recipientID(_ context: Visit) throws -> MailRecipientID {
        guard let number = context.parameters.get("recipient").flatMap({ Int64($0) }) else {
            throw Fault(.notFound, "notices.no-recipient")
        }
        return MailRecipientID(number)
    }

    private func recipientForm(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) -> [UInt8] {
        let frame = Self.frame(context, site)
        return frame.html { page in
            frame.section("notices.new-recipient", on: &page) { section in
                addForm(FormPart(look: frame.look, fields: fields), fault, nil, context.actor, groups: [], to: &section)
            }
        }
    }

    private func addForm(
        _ part: FormPart, _ fault: Fault?, _ recipient: MailRecipient?, _ actor: Actor, groups: [String],
        to section: inout HTML
    ) {
        let look = part.look
        let path = Self.base + "/mail" + (recipient.map { "/\($0.id)" } ?? "")
        section.element("form", .class("form"), .named("method", "post"), .named("action", path)) { form in
            part.token(to: &form)
            part.trouble(fault, on: &form)
            if recipient == nil {
                part.row(
                    "address", type: "email", label: look("notices.address"), isRequired: true, complete: "off",
                    on: &form)
            }
            part.choice(
                "language", options: Language.allCases.map { ($0.rawValue, look("language." + $0.rawValue)) },
                value: (recipient?.language ?? actor.language).rawValue, on: &form)
            SubscriptionRows(form: part, kinds: NoticeKind.mailable)
                .write(recipient?.kinds ?? [.alertOpened], groups: groups, to: &form)
            form.element("button", .class("btn main"), text: look(recipient == nil ? "notices.make" : "save"))
        }
    }

    private static func language(_ fields: FormFields) -> Language {
        fields["language"].flatMap { Language(rawValue: $0) } ?? .simplifiedChinese
    }

    @Sendable private func makeRecipient(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor) = (site.outlets, context.actor)
        let base = site.address(asked: request, isSecure: context.visit.isSecure)
        do {
            let id = try await site.store.write { transaction in
                let new = try NewMailRecipient(
                    address: MailAddress(fields.text("address") ?? ""), language: Self.language(fields),
                    subscription: SubscriptionRows.subscription(from: fields, in: transaction))
                return try outlets.make(new, askingAt: base, by: actor, in: transaction)
            }
            return try Told(Flash("flash.recipient-made"), at: "\(Self.base)/mail/\(id)", context.visit)
                .response(from: request, context: context)
        } catch let fault as Fault where fault.code == .badInput {
            return try Answer.html(recipientForm(context, fields, fault), status: .unprocessableContent)
                .response(from: request, context: context)
        }
    }

    private func recipientPage(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) async throws -> [UInt8] {
        let (outlets, actor, id) = (site.outlets, context.actor, try recipientID(context))
        let found = try await site.store.read { transaction in
            let recipient = try outlets.recipient(id, by: actor, in: transaction)
            return (recipient: recipient, groups: try SubscriptionRows.names(of: recipient.groups, in: transaction))
        }
        let (frame, recipient) = (Self.frame(context, site), found.recipient)
        let (look, path) = (frame.look, "\(Self.base)/mail/\(id)")
        return frame.html { page in
            page.element("section", .class("block")) { section in
                section.element("h2") { $0.element("bdi", text: recipient.address) }
                section.element("p") { line in
                    line.element("a", .href("\(Self.base)/deliveries?mail=\(id)"), text: look("notices.deliveries"))
                }
                if let confirmation = recipient.confirmation {
                    addConfirmation(confirmation, path, look, context.actor, to: &section)
                } else {
                    addButtons(recipient, path, look, to: &section)
                }
            }
            frame.section("notices.change", on: &page) { section in
                addForm(
                    FormPart(look: look, fields: fields), fault, recipient, actor, groups: found.groups, to: &section)
            }
            frame.section("notices.drop-recipient", on: &page) { section in
                FormPart(look: look).button(
                    to: path + "/drop", label: look("notices.drop"), kind: "danger", on: &section)
            }
        }
    }

    /// Kept out of the page's closures, as `addNext` is.
    @inline(never)
    private func addButtons(_ recipient: MailRecipient, _ path: String, _ look: Look, to section: inout HTML) {
        let form = FormPart(look: look)
        let next: MailRecipient.State = recipient.state == .on ? .paused : .on
        section.element("div", .class("buttons")) { buttons in
            form.button(to: path + "/test", label: look("notices.test-mail"), on: &buttons)
            form.button(
                to: path + "/state", label: look(next == .on ? "notices.open" : "notices.pause"), kind: "quiet",
                values: [("state", next.rawValue)], on: &buttons)
        }
    }

    /// That the owner of the address has yet to say yes, and the way to ask once more.
    @inline(never)
    private func addConfirmation(
        _ confirmation: MailConfirmation, _ path: String, _ look: Look, _ actor: Actor, to section: inout HTML
    ) {
        let now = site.world.now()
        let when = When(look: look, zone: actor.zone, now: now)
        let values = [
            "sent": when.exact(confirmation.sentAt), "until": when.exact(confirmation.expiresAt),
            "count": String(confirmation.sent), "most": String(MailConfirmation.most),
        ]
        let isOver = confirmation.expiresAt <= now
        section.element(
            "p", .named("role", "status"),
            text: look(isOver ? "notices.confirm.expired" : "notices.confirm.waits", values))
        guard let next = confirmation.nextAt else {
            return section.element("p", .class("why"), text: look.catalogue("notices.asked-enough"))
        }
        if next <= now {
            FormPart(look: look).button(to: path + "/confirm", label: look("notices.confirm.again"), on: &section)
        } else {
            section.element("p", .class("why"), text: look("notices.confirm.later", ["time": when.exact(next)]))
        }
    }

    @Sendable private func askRecipient(_ request: Request, _ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try recipientID(context))
        let base = site.address(asked: request, isSecure: context.visit.isSecure)
        try await site.store.write { try outlets.askToConfirm(id, base: base, by: actor, in: $0) }
        return Told(Flash("flash.confirmation-sent"), at: "\(Self.base)/mail/\(id)", context.visit)
    }

    @Sendable private func changeRecipient(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor, id) = (site.outlets, context.actor, try recipientID(context))
        do {
            try await site.store.write { transaction in
                try outlets.change(
                    id, language: Self.language(fields),
                    to: SubscriptionRows.subscription(from: fields, in: transaction), by: actor, in: transaction)
            }
        } catch let fault as Fault where fault.code == .badInput {
            return try Answer.html(try await recipientPage(context, fields, fault), status: .unprocessableContent)
                .response(from: request, context: context)
        }
        return try Told(Flash("flash.saved"), at: "\(Self.base)/mail/\(id)", context.visit)
            .response(from: request, context: context)
    }

    @Sendable private func setRecipientState(_ request: Request, _ context: Visit) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor, id) = (site.outlets, context.actor, try recipientID(context))
        let state: MailRecipient.State = fields["state"] == MailRecipient.State.paused.rawValue ? .paused : .on
        try await site.store.write { try outlets.set(state, of: id, by: actor, in: $0) }
        return Told(Flash("flash.saved"), at: "\(Self.base)/mail/\(id)", context.visit)
    }

    private func testRecipient(_ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try recipientID(context))
        let delivery = try await site.store.write { try outlets.test(id, by: actor, in: $0) }
        return Told(Flash("flash.test-sent"), at: "\(Self.base)/deliveries/\(delivery)", context.visit)
    }

    private func dropRecipient(_ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try recipientID(context))
        try await site.store.write { try outlets.drop(id, by: actor, in: $0) }
        return Told(Flash("flash.recipient-dropped"), at: Self.base, context.visit)
    }
}
