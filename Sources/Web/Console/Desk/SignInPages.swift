internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Kernel
internal import Reports
internal import Storage

/// Coming in and going out: the first link, invitations, name and password, the second step, a new password.
struct SignInPages {
    let site: Site

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.get("/sign-in") { _, context in try await showSignIn(context) }
        router.post("/sign-in", use: signIn)
        router.get("/sign-in/code") { _, context in Answer.html(codePage(site.look(context))) }
        router.post("/sign-in/code", use: takeCode)
        router.get("/join/:token", use: showJoin)
        router.post("/join/:token", use: join)
        router.post("/sign-out", use: signOut)
        router.post("/language", use: chooseLanguage)
    }

    // MARK: - Name and password

    private func showSignIn(_ context: VisitContext) async throws -> Answer {
        if context.actor != nil { return .see("/") }
        let desk = site.desk
        guard try await site.store.read({ try desk.hasStaff(in: $0) }) else {
            let look = site.look(context)
            return .html(
                Layout(look: look, title: look("first.title")).plain { page in
                    page.element("p", text: look("first.more"))
                })
        }
        return .html(signInPage(site.look(context)))
    }

    private func signInPage(_ look: Look, _ fields: FormFields = FormFields(), _ fault: Fault? = nil) -> [UInt8] {
        let form = FormPart(look: look, fields: fields)
        return Layout(look: look, title: look("sign-in.title")).plain { page in
            page.element("form", .named("method", "post"), .named("action", "/sign-in")) { body in
                form.token(to: &body)
                form.trouble(fault, on: &body)
                form.row("name", label: look("field.sign-in-name"), isRequired: true, complete: "username", on: &body)
                form.row("password", type: "password", isRequired: true, complete: "current-password", on: &body)
                body.element("button", .class("btn main"), text: look("sign-in.go"))
            }
        }
    }

    @Sendable private func signIn(_ request: Request, _ context: VisitContext) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        do {
            let answer = try await site.frontDesk.signIn(
                name: fields.text("name") ?? "", password: fields["password"] ?? "", replacing: context.sessionToken,
                from: context.client, at: site.world.now())
            switch answer {
            case .whole(let signedIn): return try welcome(signedIn.token, "/", request, context)
            case .half(let token): return try welcome(token, "/sign-in/code", request, context)
            }
        } catch let fault as Fault where fault.code == .badInput || fault.code == .busy {
            let status: HTTPResponse.Status = fault.code == .busy ? .tooManyRequests : .unprocessableContent
            return try Answer.html(signInPage(site.look(context), fields, fault), status: status)
                .response(from: request, context: context)
        }
    }

    private func welcome(
        _ token: SecretToken, _ path: String, _ request: Request, _ context: VisitContext
    ) throws -> Response {
        var response = try Answer.see(path).response(from: request, context: context)
        CookieJar.setSession(token, isSecure: context.isSecure, on: &response)
        return response
    }

    // MARK: - The second step

    private func codePage(_ look: Look, _ fault: Fault? = nil) -> [UInt8] {
        let form = FormPart(look: look)
        return Layout(look: look, title: look("code.title")).plain { page in
            page.element("form", .named("method", "post"), .named("action", "/sign-in/code")) { body in
                form.token(to: &body)
                form.trouble(fault, on: &body)
                form.row("code", isRequired: true, complete: "one-time-code", on: &body)
                body.element("button", .class("btn main"), text: look("sign-in.go"))
            }
        }
    }

    @Sendable private func takeCode(_ request: Request, _ context: VisitContext) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        do {
            let signedIn = try await site.frontDesk.takeCode(
                fields.text("code") ?? "", half: context.sessionToken ?? "", from: context.client, at: site.world.now())
            return try welcome(signedIn.token, "/", request, context)
        } catch let fault as Fault where fault.code == .badInput || fault.code == .busy {
            return try Answer.html(codePage(site.look(context), fault), status: .unprocessableContent)
                .response(from: request, context: context)
        } catch let fault as Fault where fault.text == "desk.half-over" {
            return try Answer.see("/sign-in").response(from: request, context: context)
        }
    }

    // MARK: - Links

    @Sendable private func showJoin(_ request: Request, _ context: VisitContext) async throws -> Answer {
        let link = try await openLink(context)
        return .html(joinPage(link, site.look(context)))
    }

    private func openLink(_ context: VisitContext) async throws -> StaffLink {
        guard let token = context.parameters.get("token").flatMap({ SecretToken($0) }) else {
            throw Fault(.notFound, "desk.link-gone")
        }
        let (desk, now) = (site.desk, site.world.now())
        return try await site.store.read { try desk.link(token, at: now, in: $0) }
    }

    private func joinPage(
        _ link: StaffLink, _ look: Look, _ fields: FormFields = FormFields(), _ fault: Fault? = nil
    ) -> [UInt8] {
        let form = FormPart(look: look, fields: fields)
        let isReset = link.purpose == .reset
        let title = look(isReset ? "reset.title" : link.purpose == .first ? "first.welcome" : "join.title")
        return Layout(look: look, title: title).plain { page in
            page.element("form", .named("method", "post")) { body in
                form.token(to: &body)
                form.trouble(fault, on: &body)
                if !isReset {
                    form.row("name", label: look("field.your-name"), isRequired: true, complete: "name", on: &body)
                    form.row("sign-in-name", isRequired: true, complete: "username", on: &body)
                    // Where the browser says it by a script; else the machine's own holds.
                    body.void("input", .type("hidden"), .named("name", "zone"), .flag("data-zone"))
                }
                form.row("password", type: "password", isRequired: true, complete: "new-password", on: &body)
                body.element("button", .class("btn main"), text: look(isReset ? "reset.go" : "join.go"))
            }
        }
    }

    @Sendable private func join(_ request: Request, _ context: VisitContext) async throws -> Response {
        let link = try await openLink(context)
        let token = context.parameters.get("token") ?? ""
        let fields = try await FormFields.read(request, context)
        let password = fields["password"] ?? ""
        do {
            if link.purpose == .reset {
                try await site.frontDesk.reset(token, password: password, from: context.client, at: site.world.now())
                return try told(Flash("flash.password-set"), "/sign-in", request, context)
            }
            let desk = site.desk
            let community = try await site.store.read { try desk.community(in: $0) }
            let told = fields.text("zone").flatMap { CivilZone($0)?.name }
            let zone = community?.zone ?? told ?? CivilZone.ofThisMachine.name
            let new = try NewStaff(
                name: fields["name"] ?? "", signInName: fields["sign-in-name"] ?? "", language: context.language,
                zone: zone)
            let now = site.world.now()
            let signedIn = try await site.frontDesk.takeUp(
                token, as: new, password: password, from: context.client, at: now)
            if link.purpose == .first, community == nil, told != nil {
                // The first who comes is where the community is, until somebody says otherwise.
                let own = try Community(language: context.language, zone: zone)
                try await site.store.write { try desk.setCommunity(own, by: signedIn.actor, at: now, in: $0) }
            }
            return try welcome(signedIn.token, "/", request, context)
        } catch let fault as Fault where fault.code == .badInput || fault.code == .busy {
            return try Answer.html(joinPage(link, site.look(context), fields, fault), status: .unprocessableContent)
                .response(from: request, context: context)
        }
    }

    // MARK: - Out, and languages

    @Sendable private func signOut(_ request: Request, _ context: VisitContext) async throws -> Response {
        if let actor = context.actor {
            let (desk, now) = (site.desk, site.world.now())
            try await site.store.write { try desk.signOut(by: actor, at: now, in: $0) }
        }
        var response = try Answer.see("/sign-in").response(from: request, context: context)
        CookieJar.clear(CookieJar.sessionName(isSecure: context.isSecure), isSecure: context.isSecure, on: &response)
        return response
    }

    @Sendable private func chooseLanguage(_ request: Request, _ context: VisitContext) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        guard let language = fields["language"].flatMap({ Language(rawValue: $0) }) else {
            throw Fault(.badInput, "command.unknown-language", ["language": fields["language"] ?? ""])
        }
        if let actor = context.actor {
            let (desk, now) = (site.desk, site.world.now())
            _ = try await site.store.write { transaction in
                try desk.setOwnProfile(
                    name: actor.name, language: language, zone: actor.zone, by: actor, at: now, in: transaction)
            }
        }
        var response = try Answer.see(LocalPath.checked(fields["back"])).response(from: request, context: context)
        CookieJar.set(
            CookieJar.language, language.rawValue, seconds: 400 * 86_400, isSecure: context.isSecure, on: &response)
        return response
    }

    private func told(_ flash: Flash, _ path: String, _ request: Request, _ context: VisitContext) throws -> Response {
        var response = try Answer.see(path).response(from: request, context: context)
        CookieJar.set(CookieJar.flash, flash.cookie, seconds: 60, isSecure: context.isSecure, on: &response)
        return response
    }
}

/// A path of our own that a form asks to be led back to.
enum LocalPath {
    /// The start where it is anything else: a link from elsewhere must not lead away from here.
    static func checked(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
            path.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 })
        else { return "/" }
        return path
    }
}
