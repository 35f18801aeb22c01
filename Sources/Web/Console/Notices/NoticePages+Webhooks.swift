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
        notices.post("/settings/notices/webhooks/:webhook/state", use: setWebhookState)
        notices.post("/settings/notices/webhooks/:webhook/test") { _, context in try await testWebhook(context) }
        notices.post("/settings/notices/webhooks/:webhook/drop") { _, context in try await dropWebhook(context) }
    }

    private func webhookID(_ context: Visit) throws -> WebhookID {
        guard let number = context.parameters.get("webhook").flatMap({ Int64($0) }) else {
            throw Fault(.notFound, "notices.no-webhook")
        }
        return WebhookID(number)
    }

    // MARK: - Making

    private func webhookForm(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) -> [UInt8] {
        let frame = Self.frame(context, site)
        return frame.html { page in
            frame.section("notices.new-webhook", on: &page) { section in
                addForm(FormPart(look: frame.look, fields: fields), fault, nil, groups: [], to: &section)
            }
        }
    }

    private func addForm(
        _ part: FormPart, _ fault: Fault?, _ webhook: Webhook?, groups: [String], to section: inout HTML
    ) {
        let look = part.look
        let path = Self.base + "/webhooks" + (webhook.map { "/\($0.id)" } ?? "")
        section.element("form", .class("form"), .named("method", "post"), .named("action", path)) { form in
            part.token(to: &form)
            part.trouble(fault, on: &form)
            part.row(
                "webhook-url", label: look("notices.url"), value: webhook?.url, isRequired: true, complete: "off",
                on: &form)
            part.row("webhook-label", label: look("notices.label"), value: webhook?.label, complete: "off", on: &form)
            SubscriptionRows(form: part, kinds: NoticeKind.subscribable)
                .write(webhook?.kinds ?? [.alertOpened, .alertClosed], groups: groups, to: &form)
            form.element("button", .class("btn main"), text: look(webhook == nil ? "notices.make" : "save"))
        }
    }

    private static func webhook(from fields: FormFields, in transaction: Transaction) throws -> NewWebhook {
        try NewWebhook(
            url: WebhookURL(fields.text("webhook-url") ?? ""), label: fields.text("webhook-label") ?? "",
            subscription: SubscriptionRows.subscription(from: fields, in: transaction))
    }

    @Sendable private func makeWebhook(_ request: Request, _ context: Visit) async throws -> Answer {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor) = (site.outlets, context.actor)
        do {
            let made = try await site.store.write { transaction in
                try outlets.make(Self.webhook(from: fields, in: transaction), by: actor, in: transaction)
            }
            return .html(secretPage(made.secret, of: made.id, "notices.made", context))
        } catch let fault as Fault where fault.code == .badInput {
            return .html(webhookForm(context, fields, fault), status: .unprocessableContent)
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
                        "a", .href("\(Self.base)/webhooks/\(id)"), text: frame.look("notices.to-webhook"))
                }
            }
        }
    }

    // MARK: - One

    private func webhookPage(
        _ context: Visit, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) async throws -> [UInt8] {
        let (outlets, actor, id) = (site.outlets, context.actor, try webhookID(context))
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
                addButtons(webhook, look, to: &section)
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
                    to: "\(Self.base)/webhooks/\(id)/rotate", label: look("notices.rotate"), on: &section)
            }
            frame.section("notices.drop", on: &page) { section in
                FormPart(look: look).button(
                    to: "\(Self.base)/webhooks/\(id)/drop", label: look("notices.drop"), kind: "danger", on: &section)
            }
        }
    }

    private func addStanding(_ webhook: Webhook, _ when: When, to section: inout HTML) {
        let look = when.look
        section.element("p") { line in
            Self.writeState(webhook, look, to: &line)
            if webhook.state != .on {
                line.text(" " + look("notices.since", ["when": when.exact(webhook.stateAt)]))
            } else if let since = webhook.failingSince {
                line.text(" " + look("notices.since", ["when": when.exact(since)]))
            }
        }
        if webhook.state != .on {
            section.element("p", .class("why"), text: look("notices.why." + webhook.state.rawValue))
        }
        section.element("p") { line in
            line.element(
                "a", .href("\(Self.base)/deliveries?webhook=\(webhook.id)"), text: look("notices.deliveries"))
        }
    }

    private func addButtons(_ webhook: Webhook, _ look: Look, to section: inout HTML) {
        let (form, path) = (FormPart(look: look), "\(Self.base)/webhooks/\(webhook.id)/")
        form.button(to: path + "test", label: look("notices.test"), on: &section)
        section.text(" ")
        let next: Webhook.State = webhook.state == .on ? .paused : .on
        form.button(
            to: path + "state", label: look(next == .on ? "notices.open" : "notices.pause"), kind: "quiet",
            values: [("state", next.rawValue)], on: &section)
    }

    @Sendable private func changeWebhook(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor, id) = (site.outlets, context.actor, try webhookID(context))
        do {
            try await site.store.write { transaction in
                try outlets.change(
                    id, to: Self.webhook(from: fields, in: transaction), by: actor, in: transaction)
            }
        } catch let fault as Fault where fault.code == .badInput {
            return try Answer.html(try await webhookPage(context, fields, fault), status: .unprocessableContent)
                .response(from: request, context: context)
        }
        return try Told(Flash("flash.saved"), at: "\(Self.base)/webhooks/\(id)", context.visit)
            .response(from: request, context: context)
    }

    private func rotate(_ context: Visit) async throws -> Answer {
        let (outlets, actor, id) = (site.outlets, context.actor, try webhookID(context))
        let secret = try await site.store.write { try outlets.rotate(id, by: actor, in: $0) }
        return .html(secretPage(secret, of: id, "notices.rotated", context))
    }

    @Sendable private func setWebhookState(_ request: Request, _ context: Visit) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let (outlets, actor, id) = (site.outlets, context.actor, try webhookID(context))
        let state: Webhook.State = fields["state"] == Webhook.State.paused.rawValue ? .paused : .on
        try await site.store.write { try outlets.set(state, of: id, by: actor, in: $0) }
        return Told(Flash("flash.saved"), at: "\(Self.base)/webhooks/\(id)", context.visit)
    }

    private func testWebhook(_ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try webhookID(context))
        let delivery = try await site.store.write { try outlets.test(id, by: actor, in: $0) }
        return Told(Flash("flash.test-sent"), at: "\(Self.base)/deliveries/\(delivery)", context.visit)
    }

    private func dropWebhook(_ context: Visit) async throws -> Told {
        let (outlets, actor, id) = (site.outlets, context.actor, try webhookID(context))
        try await site.store.write { try outlets.drop(id, by: actor, in: $0) }
        return Told(Flash("flash.webhook-dropped"), at: Self.base, context.visit)
    }
}
