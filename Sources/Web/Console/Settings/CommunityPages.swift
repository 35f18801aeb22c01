internal import Desk
internal import Hummingbird
internal import Kernel
internal import Reports
internal import Storage

/// The language and zone that hold for the community where nobody has chosen otherwise.
struct CommunityPages {
    let site: Site

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let community = router.group(context: Permitted<MayChangeSettings>.self)
        community.get("/settings/community") { _, context in try await show(context) }
        community.post("/settings/community", use: save)
    }

    private func show(
        _ context: Permitted<MayChangeSettings>, fields: FormFields = FormFields(), fault: Fault? = nil
    ) async throws -> Answer {
        let desk = site.desk
        let community = try await site.store.read { try desk.community(in: $0) }
        let look = site.look(context.visit)
        let frame = SettingsFrame(look: look, actor: context.actor, tab: .community)
        let bytes = frame.html { page in
            frame.section("community", on: &page) { section in
                var problems = FormProblems()
                if let fault { problems.add("zone", fault) }
                let form = FormPart(look: look, fields: fields, problems: problems)
                section.element(
                    "form", .class("form"), .named("method", "post"), .named("action", "/settings/community")
                ) { body in
                    form.token(to: &body)
                    form.choice(
                        "language", options: Language.allCases.map { ($0.rawValue, look("language." + $0.rawValue)) },
                        value: (community?.language ?? .simplifiedChinese).rawValue, on: &body)
                    form.row(
                        "zone", value: community?.zone ?? CivilZone.ofThisMachine.name, isRequired: true, on: &body)
                    body.element("button", .class("btn main"), text: look("save"))
                }
            }
        }
        return .html(bytes, status: fault == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func save(
        _ request: Request, _ context: Permitted<MayChangeSettings>
    ) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        do {
            let community = try Community(
                language: fields["language"].flatMap { Language(rawValue: $0) } ?? .simplifiedChinese,
                zone: fields.text("zone") ?? "")
            try await site.store.write { try desk.setCommunity(community, by: actor, at: now, in: $0) }
        } catch let fault as Fault where fault.code == .badInput {
            return try await show(context, fields: fields, fault: fault).response(from: request, context: context)
        }
        return try Told(Flash("flash.saved"), at: "/settings/community", context.visit)
            .response(from: request, context: context)
    }
}
