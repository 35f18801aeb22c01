internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

extension NoticePages {
    func addWebhookRoutes(to notices: some RouterMethods<Visit>) {
        notices.get("/settings/notices/new-webhook") { _, context in
            Answer.html(webhookForm(context))
        }
        notices.post("/settings/notices/webhooks", use: makeWebhook)
        notices.get("/settings/notices/webhooks/:webhook") { _, context in
            Answer.html(try await webhookPage(context))
        }
        notices.post("/settings/notices/webhooks/:webhook", use: changeWebhook)
        notices.post("/settings/notices/webhooks/:webhook/rotate") { _, context in try await rotate(context) }
        addRoutes(of: OutletSort.webhooks, to: notices)
    }

    // MARK: - Making

    private func webhookForm(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) -> [UInt8] {
        newPage(.webhooks, context, fields) { part, section in addForm(part, fault, nil, groups: [], to: &section) }
    }

    private func addForm(
        _ part: FormPart, _ fault: Fault?, _ webhook: Webhook?, groups: [String], to section: inout HTML
    ) {
        let look = part.look
        let told = SubscriptionRows(
            form: part, kinds: NoticeKind.subscribable, chosen: webhook?.kinds ?? [.alertOpened, .alertClosed],
            groups: groups)
        addForm(.webhooks, part, fault, webhook?.id, told: told, to: &section) { form in
            part.row(
                "webhook-url", label: look("notices.url"), value: webhook?.url, isRequired: true, complete: "off",
                on: &form)
            part.row("webhook-label", label: look("notices.label"), value: webhook?.label, complete: "off", on: &form)
        }
    }

    private static func webhook(from fields: FormFields, in transaction: Transaction) throws -> NewWebhook {
        try NewWebhook(
            url: WebhookURL(fields.text("webhook-url") ?? ""), label: fields.text("webhook-label") ?? "",
            subscription: SubscriptionRows.subscription(from: fields, in: transaction))
    }

    @Sendable private func makeWebhook(_ request: Request, _ context: Visit) async throws -> Response {
        let (outlets, actor) = (site.outlets, context.actor)
        return try await submit(request, context, again: { webhookForm(context, $0, $1) }) { fields in
            let made = try await site.store.write { transaction in
                try outlets.make(Self.webhook(from: fields, in: transaction), by: actor, in: transaction)
            }
            return Answer.html(secretPage(made.secret, of: made.id, "notices.made", context))
        }
    }

    /// The one page that shows a secret.
    private func secretPage(
        _ secret: WebhookSecret, of id: WebhookID, _ key: String, _ context: Visit
    ) -> [UInt8] {
        let frame = Self.frame(context, site)
        return frame.html { page in
            frame.section(key, on: &page) { section in
                frame.secret(secret.text, id: "secret", on: &section)
                section.element("p") { line in
                    line.element(
                        "a", .href(OutletSort.webhooks.path(of: id)), text: frame.look("notices.to-webhook"))
                }
            }
        }
    }

    // MARK: - One

    private func webhookPage(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) async throws -> [UInt8] {
        let (outlets, actor, id) = (site.outlets, context.actor, try OutletSort.webhooks.id(context))
        let found = try await site.store.read { transaction in
            let webhook = try outlets.webhook(id, by: actor, in: transaction)
            return (webhook: webhook, groups: try SubscriptionRows.names(of: webhook.groups, in: transaction))
        }
        let (frame, webhook) = (Self.frame(context, site), found.webhook)
        let look = frame.look
        let when = When(look: look, zone: actor.zone, now: site.world.now())
        return frame.html { page in
            page.element("section", .class("block")) { section in
                section.element("h2") { $0.element("bdi", text: webhook.label.isEmpty ? webhook.url : webhook.label) }
                addStanding(webhook, when, to: &section)
                addButtons(.webhooks, id, isOn: webhook.state == .on, look, to: &section)
            }
            frame.section("notices.change", on: &page) { section in
                addForm(
                    FormPart(look: look, fields: fields), fault, webhook, groups: found.groups, to: &section)
            }
            frame.section("notices.rotate", on: &page) { section in
                if let until = webhook.formerUntil, until > site.world.now() {
                    section.element("p", text: look("notices.former-until", ["when": when.exact(until)]))
                }
                FormPart(look: look).button(
                    to: OutletSort.webhooks.path(of: id) + "/rotate", label: look("notices.rotate"), on: &section)
            }
            addDropping(.webhooks, id, frame, to: &page)
        }
    }

    private func addStanding(_ webhook: Webhook, _ when: When, to section: inout HTML) {
        let look = when.look
        section.element("p") { line in
            OutletState(webhook).write(look, to: &line)
            if webhook.state != .on {
                line.text(" " + look("notices.since", ["when": when.exact(webhook.stateAt)]))
            } else if let since = webhook.failingSince {
                line.text(" " + look("notices.since", ["when": when.exact(since)]))
            }
        }
        if webhook.state != .on {
            section.element("p", .class("why"), text: look("notices.why." + webhook.state.rawValue))
        }
        addDeliveries(.webhooks, webhook.id, look, to: &section)
    }

    @Sendable private func changeWebhook(_ request: Request, _ context: Visit) async throws -> Response {
        let (outlets, actor, id) = (site.outlets, context.actor, try OutletSort.webhooks.id(context))
        return try await submit(request, context, again: { try await webhookPage(context, $0, $1) }) { fields in
            try await site.store.write { transaction in
                try outlets.change(
                    id, to: Self.webhook(from: fields, in: transaction), by: actor, in: transaction)
            }
            return Told(Flash("flash.saved"), at: OutletSort.webhooks.path(of: id), context.visit)
        }
    }

    private func rotate(_ context: Visit) async throws -> Answer {
        let (outlets, actor, id) = (site.outlets, context.actor, try OutletSort.webhooks.id(context))
        let secret = try await site.store.write { try outlets.rotate(id, by: actor, in: $0) }
        return .html(secretPage(secret, of: id, "notices.rotated", context))
    }
}
