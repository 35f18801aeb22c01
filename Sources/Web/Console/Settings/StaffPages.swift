internal import Desk
internal import Hummingbird
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Who works here, with which rights; invitations; letting somebody back in.
struct StaffPages {
    let site: Site

    private typealias Visit = Permitted<MayManageStaff>

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let staff = router.group(context: Permitted<MayManageStaff>.self)
        staff.get("/settings/people") { request, context in
            try await list(context, after: FormFields(query: request).text("after"))
        }
        staff.get("/settings/people.csv") { _, context in try await sendTable(context) }
        staff.post("/settings/people/invite", use: invite)
        staff.post("/settings/people/revoke", use: revoke)
        staff.get("/settings/people/:id") { _, context in try await show(context) }
        staff.post("/settings/people/:id/rights", use: setRights)
        staff.post("/settings/people/:id/disable") { _, context in try await setDoor(isOpen: false, context) }
        staff.post("/settings/people/:id/enable") { _, context in try await setDoor(isOpen: true, context) }
        staff.post("/settings/people/:id/reset", use: makeResetLink)
    }

    private func frame(_ context: Visit) -> SettingsFrame {
        SettingsFrame(look: site.look(context.visit), actor: context.actor, tab: .people)
    }

    private func staffID(_ context: Visit) throws -> StaffID {
        guard let id = context.parameters.get("id").flatMap({ Int64($0) }) else {
            throw Fault(.notFound, "desk.no-such-staff")
        }
        return StaffID(id)
    }

    // MARK: - The list

    private func list(
        _ context: Visit, after: String? = nil, fields: FormFields = FormFields(), problems: FormProblems = .init(),
        fault: Fault? = nil
    ) async throws -> Answer {
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        let last = after.flatMap { ListPlace($0) }.map { StaffID($0.id) }
        let (staff, open, names) = try await site.store.read { transaction in
            let staff = try desk.staff(after: last, limit: ListQuery.pageSize + 1, by: actor, in: transaction)
            let open = try desk.openInvitations(by: actor, at: now, in: transaction)
            let groups = staff.map(\.scope) + open.map(\.rights.scope)
            return (staff, open, try GroupWords.names(of: groups, in: transaction))
        }
        let frame = frame(context)
        let look = frame.look
        let when = When(look: look, zone: actor.zone, now: now)
        let shown = Array(staff.prefix(ListQuery.pageSize))
        let bytes = frame.html { page in
            page.element("div", .class("filters")) { row in
                row.element("span", .class("grow")) { _ in }
                row.element("a", .class("btn"), .href("/settings/people.csv"), text: "CSV")
            }
            addStaff(shown, names, frame, to: &page)
            ListFoot(look: look, query: ListQuery(FormFields()), base: "/settings/people").write(
                count: shown.count, total: nil,
                next: staff.count > shown.count ? shown.last.map { ListPlace(value: "", id: $0.id.value) } : nil,
                to: &page)
            if !open.isEmpty { addInvitations(open, names, when, frame, to: &page) }
            frame.section("people.invite", on: &page) { section in
                let form = FormPart(look: look, fields: fields, problems: problems)
                section.element(
                    "form", .class("form"), .named("method", "post"), .named("action", "/settings/people/invite")
                ) { body in
                    form.token(to: &body)
                    form.trouble(fault, on: &body)
                    RightsRows(form: form, actor: actor).write(role: .operator, groups: [], to: &body)
                    body.element("button", .class("btn main"), text: look("people.invite.go"))
                }
            }
        }
        return .html(bytes, status: fault == nil && problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func addStaff(
        _ staff: [Staff], _ names: [GroupID: String], _ frame: SettingsFrame, to page: inout HTML
    ) {
        let look = frame.look
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["people.name", "people.role", "people.groups"] {
                            row.element("th", .scope("col"), text: look(key))
                        }
                    }
                }
                table.element("tbody") { body in
                    for one in staff {
                        body.element("tr") { row in
                            row.element("th", .scope("row")) { cell in
                                cell.element("a", .href("/settings/people/\(one.id)"), .class("name")) {
                                    $0.element("bdi", text: one.name)
                                }
                                cell.element("span", .class("sub")) { $0.element("bdi", text: one.signInName) }
                            }
                            row.element("td") { cell in
                                cell.text(look.catalogue("desk.role." + one.role.rawValue))
                                if one.isDisabled {
                                    cell.text(" ")
                                    cell.element("span", .class("tag bad"), text: look("people.disabled"))
                                }
                            }
                            row.element("td") { $0.element("bdi", text: GroupWords.text(one.scope, names, look)) }
                        }
                    }
                }
            }
        }
    }

    private func addInvitations(
        _ open: [StaffLink], _ names: [GroupID: String], _ when: When, _ frame: SettingsFrame, to page: inout HTML
    ) {
        let look = frame.look
        frame.section("people.open", on: &page) { section in
            section.element("ul", .class("tasks")) { list in
                for link in open {
                    list.element("li") { item in
                        item.element("div") { text in
                            text.element(
                                "span", .class("name"), text: look.catalogue("desk.role." + link.rights.role.rawValue))
                            text.element("span", .class("sub")) { sub in
                                sub.element("bdi", text: GroupWords.text(link.rights.scope, names, look))
                                sub.text(" · " + look("people.until", ["time": when.exact(link.expiresAt)]))
                            }
                        }
                        FormPart(look: look).button(
                            to: "/settings/people/revoke", label: look("people.revoke"),
                            values: [("id", link.id.description)], on: &item)
                    }
                }
            }
        }
    }

    // MARK: - One of the staff

    private func show(
        _ context: Visit, fields: FormFields = FormFields(), problems: FormProblems = .init(), fault: Fault? = nil
    ) async throws -> Answer {
        let (desk, actor, id) = (site.desk, context.actor, try staffID(context))
        let (staff, names) = try await site.store.read { transaction in
            let staff = try desk.staff(id, by: actor, in: transaction)
            return (staff, try GroupWords.names(of: [staff.scope], in: transaction))
        }
        let frame = frame(context)
        let look = frame.look
        let form = FormPart(look: look, fields: fields, problems: problems)
        let bytes = frame.html { page in
            page.element("p") { $0.element("a", .href("/settings/people"), text: look("people.back")) }
            page.element("h2") { $0.element("bdi", text: staff.name) }
            page.element("p", .class("why")) { $0.element("bdi", text: staff.signInName) }
            form.trouble(fault, on: &page)
            guard actor.role.reaches(staff.role) else {
                page.element("p", text: look.catalogue("desk.role." + staff.role.rawValue))
                return page.element("p", .class("why"), text: look.catalogue("desk.role-above"))
            }
            frame.section("people.rights", on: &page) { section in
                section.element(
                    "form", .class("form"), .named("method", "post"),
                    .named("action", "/settings/people/\(id)/rights")
                ) { body in
                    form.token(to: &body)
                    RightsRows(form: form, actor: actor).write(
                        role: staff.role, groups: staff.scope.groups.compactMap { names[$0] }.sorted(), to: &body)
                    body.element("button", .class("btn main"), text: look("save"))
                }
            }
            if actor.staff != id { addDoor(of: staff, form, frame, to: &page) }
        }
        return .html(bytes, status: fault == nil && problems.isEmpty ? .ok : .unprocessableContent)
    }

    private func addDoor(of staff: Staff, _ form: FormPart, _ frame: SettingsFrame, to page: inout HTML) {
        let look = frame.look
        if !staff.isDisabled {
            frame.section("people.reset", on: &page) { section in
                section.element(
                    "form", .named("method", "post"), .named("action", "/settings/people/\(staff.id)/reset")
                ) { body in
                    form.token(to: &body)
                    form.box("drops-second-step", on: &body)
                    body.element("button", .class("btn"), text: look("people.reset.go"))
                }
            }
        }
        frame.section(staff.isDisabled ? "people.enable" : "people.disable", on: &page) { section in
            form.button(
                to: "/settings/people/\(staff.id)/" + (staff.isDisabled ? "enable" : "disable"),
                label: look(staff.isDisabled ? "people.enable.go" : "people.disable.go"),
                kind: staff.isDisabled ? "" : "danger", on: &section)
        }
    }
}

// MARK: - What its forms do

extension StaffPages {
    @Sendable private func invite(_ request: Request, _ context: Visit) async throws -> Answer {
        let fields = try await FormFields.read(request, context)
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        do {
            let made = try await site.store.write { transaction in
                let rights = try RightsRows.rights(from: fields, in: transaction)
                return try desk.invite(rights, by: actor, at: now, in: transaction)
            }
            return linkPage(made, "people.invited", request, context)
        } catch let fault as Fault where fault.code == .badInput {
            return try await list(context, fields: fields, problems: RightsRows.problems(fault))
        }
    }

    /// The only page that ever shows a link.
    private func linkPage(_ made: MadeLink, _ key: String, _ request: Request, _ context: Visit) -> Answer {
        let frame = frame(context)
        let when = When(look: frame.look, zone: context.actor.zone, now: site.world.now())
        let link = site.address(asked: request, isSecure: context.visit.isSecure) + "/join/" + made.token.text
        return .html(
            frame.html { page in
                frame.section(key, on: &page) { section in
                    frame.secret(link, id: "link", on: &section)
                    section.element(
                        "p", .class("why"),
                        text: frame.look("people.link-until", ["time": when.exact(made.link.expiresAt)]))
                    section.element("p") {
                        $0.element("a", .href("/settings/people"), text: frame.look("people.back"))
                    }
                }
            })
    }

    @Sendable private func revoke(_ request: Request, _ context: Visit) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        guard let id = fields["id"].flatMap({ Int64($0) }).map({ StaffLinkID($0) }) else {
            throw Fault(.notFound, "desk.link-gone")
        }
        let (desk, actor, now) = (site.desk, context.actor, site.world.now())
        try await site.store.write { try desk.revokeInvitation(id, by: actor, at: now, in: $0) }
        return Told(Flash("flash.revoked"), at: "/settings/people", context.visit)
    }

    @Sendable private func setRights(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let (desk, actor, now, id) = (site.desk, context.actor, site.world.now(), try staffID(context))
        do {
            let after = try await site.store.write { transaction in
                let rights = try RightsRows.rights(from: fields, in: transaction)
                return try desk.setRights(rights, of: id, by: actor, at: now, in: transaction)
            }
            return try Told(Flash("flash.rights", ["name": after.name]), at: "/settings/people", context.visit)
                .response(from: request, context: context)
        } catch let fault as Fault where fault.code == .badInput || fault.text == "desk.last-owner" {
            let problems = fault.code == .badInput ? RightsRows.problems(fault) : .init()
            return try await show(
                context, fields: fields, problems: problems, fault: fault.code == .badInput ? nil : fault
            )
            .response(from: request, context: context)
        }
    }

    private func setDoor(isOpen: Bool, _ context: Visit) async throws -> Told {
        let (desk, actor, now, id) = (site.desk, context.actor, site.world.now(), try staffID(context))
        let after = try await site.store.write { transaction in
            isOpen
                ? try desk.enable(id, by: actor, at: now, in: transaction)
                : try desk.disable(id, by: actor, at: now, in: transaction)
        }
        return Told(
            Flash(isOpen ? "flash.enabled" : "flash.disabled", ["name": after.name]), at: "/settings/people/\(id)",
            context.visit)
    }

    @Sendable private func makeResetLink(_ request: Request, _ context: Visit) async throws -> Answer {
        let fields = try await FormFields.read(request, context)
        let (desk, actor, now, id) = (site.desk, context.actor, site.world.now(), try staffID(context))
        let drops = fields.isOn("drops-second-step")
        let made = try await site.store.write { transaction in
            try desk.makeResetLink(for: id, droppingSecondStep: drops, by: actor, at: now, in: transaction)
        }
        return linkPage(made, "people.reset-made", request, context)
    }
}
