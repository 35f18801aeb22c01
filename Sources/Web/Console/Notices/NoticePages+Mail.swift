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
        notices.post("/settings/notices/mail/:recipient/confirm", use: askRecipient)
        addRoutes(of: OutletSort.recipients, to: notices)
    }

    private func recipientForm(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) -> [UInt8] {
        newPage(.recipients, context, fields) { part, section in
            addForm(part, fault, nil, context.actor, groups: [], to: &section)
        }
    }

    private func addForm(
        _ part: FormPart, _ fault: Fault?, _ recipient: MailRecipient?, _ actor: Actor, groups: [String],
        to section: inout HTML
    ) {
        let look = part.look
        let told = SubscriptionRows(
            form: part, kinds: NoticeKind.mailable, chosen: recipient?.kinds ?? [.alertOpened], groups: groups)
        addForm(.recipients, part, fault, recipient?.id, told: told, to: &section) { form in
            if recipient == nil {
                part.row(
                    "address", type: "email", label: look("notices.address"), isRequired: true, complete: "off",
                    on: &form)
            }
            part.choice(
                "language", options: Language.allCases.map { ($0.rawValue, look("language." + $0.rawValue)) },
                value: (recipient?.language ?? actor.language).rawValue, on: &form)
        }
    }

    private static func language(_ fields: FormFields) -> Language {
        fields["language"].flatMap { Language(rawValue: $0) } ?? .simplifiedChinese
    }

    @Sendable private func makeRecipient(_ request: Request, _ context: Visit) async throws -> Response {
        let (outlets, actor) = (site.outlets, context.actor)
        let base = site.address(asked: request, isSecure: context.visit.isSecure)
        return try await submit(request, context, again: { recipientForm(context, $0, $1) }) { fields in
            let id = try await site.store.write { transaction in
                let new = try NewMailRecipient(
                    address: MailAddress(fields.text("address") ?? ""), language: Self.language(fields),
                    subscription: SubscriptionRows.subscription(from: fields, in: transaction))
                return try outlets.make(new, askingAt: base, by: actor, in: transaction)
            }
            return Told(Flash("flash.recipient-made"), at: OutletSort.recipients.path(of: id), context.visit)
        }
    }

    private func recipientPage(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) async throws -> [UInt8] {
        let (outlets, actor, id) = (site.outlets, context.actor, try OutletSort.recipients.id(context))
        let found = try await site.store.read { transaction in
            let recipient = try outlets.recipient(id, by: actor, in: transaction)
            return (recipient: recipient, groups: try SubscriptionRows.names(of: recipient.groups, in: transaction))
        }
        let (frame, recipient) = (Self.frame(context, site), found.recipient)
        let look = frame.look
        return frame.html { page in
            page.element("section", .class("block")) { section in
                section.element("h2") { $0.element("bdi", text: recipient.address) }
                addDeliveries(.recipients, id, look, to: &section)
                if let confirmation = recipient.confirmation {
                    addConfirmation(confirmation, OutletSort.recipients.path(of: id), look, actor, to: &section)
                } else {
                    addButtons(.recipients, id, isOn: recipient.state == .on, look, to: &section)
                }
            }
            frame.section("notices.change", on: &page) { section in
                addForm(
                    FormPart(look: look, fields: fields), fault, recipient, actor, groups: found.groups, to: &section)
            }
            addDropping(.recipients, id, frame, to: &page)
        }
    }

    /// That the owner of the address has yet to say yes, and the way to ask once more. Kept out of the page's closures, as
    /// `addNext` is.
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
        let (outlets, actor, id) = (site.outlets, context.actor, try OutletSort.recipients.id(context))
        let base = site.address(asked: request, isSecure: context.visit.isSecure)
        try await site.store.write { try outlets.askToConfirm(id, base: base, by: actor, in: $0) }
        return Told(Flash("flash.confirmation-sent"), at: OutletSort.recipients.path(of: id), context.visit)
    }

    @Sendable private func changeRecipient(_ request: Request, _ context: Visit) async throws -> Response {
        let (outlets, actor, id) = (site.outlets, context.actor, try OutletSort.recipients.id(context))
        return try await submit(request, context, again: { try await recipientPage(context, $0, $1) }) { fields in
            try await site.store.write { transaction in
                try outlets.change(
                    id, language: Self.language(fields),
                    to: SubscriptionRows.subscription(from: fields, in: transaction), by: actor, in: transaction)
            }
            return Told(Flash("flash.saved"), at: OutletSort.recipients.path(of: id), context.visit)
        }
    }
}
