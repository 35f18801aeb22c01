internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

/// Where the owner of an address says that they want the mail: open to whoever holds the link. Looking at it confirms nothing, as
/// programs that check mail look at every link.
struct MailConfirmPages {
    let site: Site

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.get("/confirm/:token", use: show)
        router.post("/confirm/:token", use: confirm)
    }

    private func token(_ context: VisitContext) throws -> SecretToken {
        guard let token = context.parameters.get("token").flatMap({ SecretToken($0) }) else {
            throw Fault(.notFound, "notices.confirm.over")
        }
        return token
    }

    @Sendable private func show(_ request: Request, _ context: VisitContext) async throws -> Answer {
        let (outlets, token, look) = (site.outlets, try token(context), site.look(context))
        let address = try await site.store.read { try outlets.address(confirmedBy: token, in: $0) }
        let bytes = Layout(look: look, title: look("notices.confirm.title")).plain { page in
            page.element("p", text: look("notices.confirm.why", ["address": address]))
            page.element(
                "form", .class("form"), .named("method", "post"), .named("action", "/confirm/\(token.text)")
            ) { form in
                FormPart(look: look).token(to: &form)
                form.element("button", .class("btn main"), text: look("notices.confirm.go"))
            }
            page.element("p", .class("why"), text: look("notices.confirm.else"))
        }
        return .html(bytes)
    }

    @Sendable private func confirm(_ request: Request, _ context: VisitContext) async throws -> Answer {
        let (outlets, token, look) = (site.outlets, try token(context), site.look(context))
        try await site.store.write { try outlets.confirm(token, in: $0) }
        let bytes = Layout(look: look, title: look("notices.confirm.done")).plain { page in
            page.element("p", text: look("notices.confirm.done.more"))
        }
        return .html(bytes)
    }
}
