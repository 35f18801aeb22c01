internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Kernel
internal import Reports
internal import Storage

/// What is one's own: name, language, zone, password, second step, and where one is signed in.
struct AccountPages {
    let site: Site

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let own = router.group(context: StaffVisit.self)
        own.get("/settings") { _, _ in Answer.see("/settings/account") }
        own.get("/settings/account") { _, context in try await show(context) }
        own.post("/settings/account/profile", use: setProfile)
        own.post("/settings/account/password", use: changePassword)
        own.post("/settings/account/second-step") { _, context in try await beginSecondStep(context) }
        own.post("/settings/account/second-step/confirm", use: confirmSecondStep)
        own.post("/settings/account/second-step/off", use: endSecondStep)
        own.post("/settings/account/second-step/codes", use: renewCodes)
        own.post("/settings/account/sessions/end", use: endSession)
        own.post("/settings/account/sessions/end-others") { _, context in try await endOtherSessions(context) }
    }

    private func frame(_ context: StaffVisit) -> SettingsFrame {
        SettingsFrame(look: site.look(context.visit), actor: context.actor, tab: .account)
    }

    // MARK: - The page

    /// - Parameter part: Which form's fields and trouble these are.
    private func show(
        _ context: StaffVisit, part: String = "", fields: FormFields = FormFields(), fault: Fault? = nil
    ) async throws -> Answer {
        let (desk, now, actor) = (site.desk, site.world.now(), context.actor)
        guard let id = actor.staff else { throw Fault(.forbidden, "web.no-right") }
        let (staff, step, sessions) = try await site.store.read { transaction in
            (
                try desk.staff(id, by: actor, in: transaction), try desk.secondStep(by: actor, in: transaction),
                try desk.sessions(by: actor, at: now, in: transaction)
            )
        }
        let frame = frame(context)
        let form: (String) -> (FormPart, Fault?) = { name in
            name == part ? (FormPart(look: frame.look, fields: fields), fault) : (FormPart(look: frame.look), nil)
        }
        let bytes = frame.html { page in
            addProfile(staff, form("profile"), frame, to: &page)
            addPassword(form("password"), frame, to: &page)
            addSecondStep(step, form("second-step"), frame, to: &page)
            addSessions(sessions, frame, When(look: frame.look, zone: actor.zone, now: now), to: &page)
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    private func addProfile(
        _ staff: Staff, _ form: (part: FormPart, fault: Fault?), _ frame: SettingsFrame, to page: inout HTML
    ) {
        let look = frame.look
        frame.section("account.profile", on: &page) { section in
            section.element(
                "form", .class("form"), .named("method", "post"), .named("action", "/settings/account/profile")
            ) { body in
                form.part.token(to: &body)
                form.part.trouble(form.fault, on: &body)
                form.part.row(
                    "name", label: look("field.your-name"), value: staff.name, isRequired: true, complete: "name",
                    on: &body)
                body.element("div", .class("row")) { row in
                    row.element("span", .class("help"), text: look("account.sign-in-name", ["name": staff.signInName]))
                }
                form.part.choice(
                    "language", options: Language.allCases.map { ($0.rawValue, look("language." + $0.rawValue)) },
                    value: staff.language.rawValue, on: &body)
                form.part.row("zone", value: staff.zone, isRequired: true, on: &body)
                body.element("button", .class("btn main"), text: look("save"))
            }
        }
    }

    private func addPassword(_ form: (part: FormPart, fault: Fault?), _ frame: SettingsFrame, to page: inout HTML) {
        frame.section("account.password", on: &page) { section in
            section.element(
                "form", .class("form"), .named("method", "post"), .named("action", "/settings/account/password")
            ) { body in
                form.part.token(to: &body)
                form.part.trouble(form.fault, on: &body)
                form.part.row(
                    "old-password", type: "password", isRequired: true, complete: "current-password", on: &body)
                form.part.row("new-password", type: "password", isRequired: true, complete: "new-password", on: &body)
                body.element("button", .class("btn main"), text: frame.look("account.password.go"))
            }
        }
    }

    private func addSecondStep(
        _ step: SecondStepState, _ form: (part: FormPart, fault: Fault?), _ frame: SettingsFrame, to page: inout HTML
    ) {
        let look = frame.look
        frame.section("account.second-step", on: &page) { section in
            form.part.trouble(form.fault, on: &section)
            guard step.isOn else {
                section.element("p", text: look("account.second-step.is-off"))
                form.part.button(
                    to: "/settings/account/second-step", label: look("account.second-step.begin"), on: &section)
                return
            }
            section.element(
                "p", text: look("account.second-step.is-on", ["count": String(step.recoveryCodesLeft)]))
            for (path, name, label) in [
                ("codes", "codes-password", "account.second-step.codes"),
                ("off", "off-password", "account.second-step.off"),
            ] {
                section.element("details") { details in
                    details.element("summary", text: look(label))
                    details.element(
                        "form", .class("form"), .named("method", "post"),
                        .named("action", "/settings/account/second-step/" + path)
                    ) { body in
                        form.part.token(to: &body)
                        form.part.row(
                            name, type: "password", label: look("field.password"), isRequired: true,
                            complete: "current-password", on: &body)
                        body.element("button", .class(path == "off" ? "btn danger" : "btn"), text: look(label))
                    }
                }
            }
        }
    }

    private func addSessions(_ sessions: [Session], _ frame: SettingsFrame, _ when: When, to page: inout HTML) {
        let look = frame.look
        let form = FormPart(look: look)
        frame.section("account.sessions", on: &page) { section in
            section.element("ul", .class("tasks")) { list in
                for session in sessions {
                    list.element("li") { item in
                        item.element("div") { text in
                            text.element("span", .class("name")) { name in
                                name.element(
                                    "bdi", text: session.device.isEmpty ? look("account.device") : session.device)
                                if session.isCurrent {
                                    name.text(" ")
                                    name.element("span", .class("tag leaf"), text: look("account.this-one"))
                                }
                            }
                            text.element("span", .class("sub")) { sub in
                                sub.text(session.address + " · " + look("account.seen") + " ")
                                when.write(session.seenAt, to: &sub)
                            }
                        }
                        form.button(
                            to: "/settings/account/sessions/end", label: look("account.end"),
                            values: [("id", session.id.description)], on: &item)
                    }
                }
            }
            if sessions.count > 1 {
                section.element("div", .class("buttons")) { buttons in
                    form.button(
                        to: "/settings/account/sessions/end-others", label: look("account.end-others"), kind: "danger",
                        on: &buttons)
                }
            }
        }
    }
}

// MARK: - What its forms do

extension AccountPages {
    @Sendable private func setProfile(_ request: Request, _ context: StaffVisit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (desk, now, actor) = (site.desk, site.world.now(), context.actor)
        let language = fields["language"].flatMap { Language(rawValue: $0) } ?? actor.language
        do {
            let (name, zone) = (fields["name"] ?? "", fields.text("zone") ?? "")
            _ = try await site.store.write { transaction in
                try desk.setOwnProfile(
                    name: name, language: language, zone: zone, by: actor, at: now, in: transaction)
            }
        } catch let fault as Fault where fault.code == .badInput {
            return try await show(context, part: "profile", fields: fields, fault: fault)
                .response(from: request, context: context)
        }
        return try Told(Flash("flash.saved"), at: "/settings/account", context.visit)
            .response(from: request, context: context)
    }

    @Sendable private func changePassword(_ request: Request, _ context: StaffVisit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        do {
            let token = try await site.frontDesk.changePassword(
                from: fields["old-password"] ?? "", to: fields["new-password"] ?? "", by: context.actor,
                at: site.world.now())
            return try Told(Flash("flash.password-changed"), at: "/settings/account", token: token, context.visit)
                .response(from: request, context: context)
        } catch let fault as Fault where fault.code == .badInput || fault.code == .busy {
            return try await show(context, part: "password", fault: fault).response(from: request, context: context)
        }
    }

    private func beginSecondStep(_ context: StaffVisit) async throws -> Answer {
        let (desk, now, actor) = (site.desk, site.world.now(), context.actor)
        return secondStepPage(
            try await site.store.write { try desk.beginSecondStep(by: actor, at: now, in: $0) }, context)
    }

    /// - Parameter setup: Nil where the secret was shown already and only the code has to be typed again.
    private func secondStepPage(_ setup: SecondStepSetup?, _ context: StaffVisit, _ fault: Fault? = nil) -> Answer {
        let frame = frame(context)
        let look = frame.look
        let form = FormPart(look: look)
        let bytes = frame.html { page in
            frame.section("account.second-step", on: &page) { section in
                if let setup {
                    section.element("p", text: look("account.second-step.scan"))
                    QRPicture(setup.link)?.write(label: look("account.second-step.picture"), to: &section)
                    section.element("p") { $0.element("a", .href(setup.link), text: look("account.second-step.open")) }
                    frame.secret(setup.secret, id: "secret", on: &section)
                }
                section.element("p", text: look("account.second-step.type"))
                section.element(
                    "form", .class("form"), .named("method", "post"),
                    .named("action", "/settings/account/second-step/confirm")
                ) { body in
                    form.token(to: &body)
                    form.trouble(fault, on: &body)
                    form.row("code", isRequired: true, complete: "one-time-code", on: &body)
                    body.element("button", .class("btn main"), text: look("account.second-step.on"))
                }
            }
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func confirmSecondStep(_ request: Request, _ context: StaffVisit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (desk, now, actor) = (site.desk, site.world.now(), context.actor)
        let code = fields.text("code") ?? ""
        do {
            let made = try await site.store.write { transaction in
                try desk.confirmSecondStep(code: code, by: actor, at: now, in: transaction)
            }
            var response = try codesPage(made.recoveryCodes, context).response(from: request, context: context)
            CookieJar.setSession(made.token, isSecure: context.visit.isSecure, on: &response)
            return response
        } catch let fault as Fault where fault.code == .badInput {
            return try secondStepPage(nil, context, fault).response(from: request, context: context)
        }
    }

    private func codesPage(_ codes: [String], _ context: StaffVisit) -> Answer {
        let frame = frame(context)
        return .html(
            frame.html { page in
                frame.section("account.codes", on: &page) { section in
                    frame.secret(codes.joined(separator: " "), id: "codes", on: &section)
                    section.element("p") {
                        $0.element("a", .class("btn main"), .href("/settings/account"), text: frame.look("done"))
                    }
                }
            })
    }

    @Sendable private func endSecondStep(_ request: Request, _ context: StaffVisit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        do {
            let token = try await site.frontDesk.endSecondStep(
                password: fields["off-password"] ?? "", by: context.actor, at: site.world.now())
            return try Told(Flash("flash.second-step-off"), at: "/settings/account", token: token, context.visit)
                .response(from: request, context: context)
        } catch let fault as Fault where fault.code == .badInput || fault.code == .busy {
            return try await show(context, part: "second-step", fault: fault)
                .response(from: request, context: context)
        }
    }

    @Sendable private func renewCodes(_ request: Request, _ context: StaffVisit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        do {
            let codes = try await site.frontDesk.renewRecoveryCodes(
                password: fields["codes-password"] ?? "", by: context.actor, at: site.world.now())
            return try codesPage(codes, context).response(from: request, context: context)
        } catch let fault as Fault where fault.code == .badInput || fault.code == .busy {
            return try await show(context, part: "second-step", fault: fault)
                .response(from: request, context: context)
        }
    }

    @Sendable private func endSession(_ request: Request, _ context: StaffVisit) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        guard let id = fields["id"].flatMap({ Int64($0) }).map({ StaffSessionID($0) }) else {
            throw Fault(.notFound, "desk.no-such-session")
        }
        let (desk, now, actor) = (site.desk, site.world.now(), context.actor)
        try await site.store.write { try desk.endSession(id, by: actor, at: now, in: $0) }
        return Told(Flash("flash.session-ended"), at: "/settings/account", context.visit)
    }

    private func endOtherSessions(_ context: StaffVisit) async throws -> Told {
        let (desk, now, actor) = (site.desk, site.world.now(), context.actor)
        try await site.store.write { try desk.endSessions(exceptCurrent: true, by: actor, at: now, in: $0) }
        return Told(Flash("flash.sessions-ended"), at: "/settings/account", context.visit)
    }
}
