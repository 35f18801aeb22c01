internal import Desk
internal import Hummingbird
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Keys of programs to the API: one's own, and, for whoever manages the staff, those of services.
struct TokenPages {
    let site: Site

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let own = router.group(context: StaffVisit.self)
        own.get("/settings/tokens") { _, context in .html(try await page(context)) as Answer }
        own.post("/settings/tokens", use: make)
        own.post("/settings/tokens/revoke", use: revoke)
    }

    private func frame(_ context: StaffVisit) -> SettingsFrame {
        SettingsFrame(look: site.look(context.visit), actor: context.actor, tab: .tokens)
    }

    @Sendable private func make(_ request: Request, _ context: StaffVisit) async throws -> Answer {
        let fields = try await FormFields.read(request, context)
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        do {
            let scopes = Set(fields.all("scope").compactMap { TokenScope(rawValue: $0) })
            let days = fields.text("days").flatMap { Int($0) }
            let secret = try await site.store.write { transaction in
                let service = fields.isOn("service") ? try RightsRows.rights(from: fields, in: transaction) : nil
                let new = try NewAccessToken(
                    name: fields["name"] ?? "", scopes: scopes, service: service, days: days)
                return try desk.makeToken(new, by: actor, at: now, in: transaction).secret
            }
            return .html(try await page(context, made: AccessToken.prefix + secret.text))
        } catch let fault as Fault where fault.code == .badInput {
            return .html(try await page(context, fields: fields, fault: fault), status: .unprocessableContent)
        }
    }

    @Sendable private func revoke(_ request: Request, _ context: StaffVisit) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        guard let id = fields["id"].flatMap({ Int64($0) }) else { throw Fault(.notFound, "desk.token.gone") }
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        try await site.store.write { try desk.revokeToken(AccessTokenID(id), by: actor, at: now, in: $0) }
        return Told(Flash("flash.token-revoked"), at: "/settings/tokens", context.visit)
    }

    private func page(
        _ context: StaffVisit, made: String? = nil, fields: FormFields = FormFields(), fault: Fault? = nil
    ) async throws -> [UInt8] {
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        let tokens = try await site.store.read { try desk.tokens(of: actor, in: $0) }
        let frame = frame(context)
        let look = frame.look
        return frame.html { page in
            if let made {
                page.element("section", .class("block")) { section in
                    section.element("h2", text: look("tokens.made"))
                    section.element("p", .class("why"), text: look("tokens.made.why"))
                    frame.secret(made, id: "token", on: &section)
                }
            }
            frame.section("tokens.list", on: &page) { section in
                guard !tokens.isEmpty else { return section.element("p", .class("empty"), text: look("tokens.none")) }
                addTable(tokens, When(look: look, zone: actor.zone, now: now), to: &section)
            }
            frame.section("tokens.new", on: &page) { section in
                addForm(FormPart(look: look, fields: fields), fault, actor, to: &section)
            }
        }
    }

    private func addTable(_ tokens: [AccessToken], _ when: When, to section: inout HTML) {
        let look = when.look
        section.element("div", .class("tablebox")) { box in
            box.element("table", .class("stack")) { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["tokens.name", "tokens.scopes", "tokens.used", "tokens.ends"] {
                            row.element("th", .scope("col"), text: look(key))
                        }
                        row.element("th", .scope("col")) {
                            $0.element("span", .class("unseen"), text: look("tokens.revoke"))
                        }
                    }
                }
                table.element("tbody") { body in
                    for token in tokens { body.element("tr") { add(token, when, to: &$0) } }
                }
            }
        }
    }

    private func add(_ token: AccessToken, _ when: When, to row: inout HTML) {
        let look = when.look
        row.element("th", .scope("row")) { cell in
            cell.element("bdi", text: token.name)
            let kind =
                token.service.map {
                    look(
                        "tokens.service-of",
                        ["role": look.catalogue("desk.role." + $0.role.rawValue), "name": token.makerName])
                }
                ?? look("tokens.personal")
            cell.element("span", .class("sub"), text: kind)
        }
        row.element("td", text: token.scopes.map(\.rawValue).sorted().joined(separator: ", "))
        row.element("td") { cell in
            if let used = token.usedAt { when.write(used, to: &cell) } else { cell.text(look("tokens.never")) }
        }
        row.element("td") { cell in
            if let ends = token.expiresAt { when.write(ends, to: &cell) } else { cell.text(look("tokens.endless")) }
        }
        row.element("td") { cell in
            FormPart(look: look).button(
                to: "/settings/tokens/revoke", label: look("tokens.revoke"), kind: "danger",
                values: [("id", token.id.description)], on: &cell)
        }
    }

    private func addForm(_ part: FormPart, _ fault: Fault?, _ actor: Actor, to section: inout HTML) {
        let look = part.look
        section.element("form", .class("form"), .named("method", "post"), .named("action", "/settings/tokens")) {
            form in
            part.token(to: &form)
            part.trouble(fault, on: &form)
            part.row("name", label: look("tokens.name"), isRequired: true, complete: "off", on: &form)
            form.element("fieldset", .class("bots")) { set in
                set.element("legend", text: look("tokens.scopes"))
                for scope in TokenScope.allCases where actor.mayUse(scope.permission) {
                    part.box(
                        "scope", value: scope.rawValue, label: look("tokens.scope." + scope.rawValue), on: &set)
                }
            }
            part.choice(
                "days", label: look("tokens.days"),
                options: [30, 90, 365].map { (String($0), look("tokens.days-count", ["count": String($0)])) }
                    + [("", look("tokens.endless"))], value: "90", on: &form)
            if actor.mayUse(.manageStaff) {
                part.box("service", label: look("tokens.service"), on: &form)
                RightsRows(form: part, actor: actor).write(role: .viewer, groups: [], to: &form)
            }
            form.element("button", .class("btn main"), text: look("tokens.make"))
        }
    }
}
