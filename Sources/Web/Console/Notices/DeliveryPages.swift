internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

/// What went out and what became of it: the list, and each with what was sent.
struct DeliveryPages: Sendable {
    let site: Site

    private typealias Visit = Permitted<MayManageNotices>
    private static let base = NoticePages.base + "/deliveries"

    private var deliveries: DeliveryStore { DeliveryStore(outlets: site.outlets) }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let notices = router.group(context: Permitted<MayManageNotices>.self)
        notices.get("/settings/notices/deliveries") { request, context in
            try await list(ListQuery(FormFields(query: request)), context)
        }
        notices.get("/settings/notices/deliveries/:delivery") { _, context in try await show(context) }
        notices.post("/settings/notices/deliveries/:delivery/resend") { _, context in try await resend(context) }
    }

    private func deliveryID(_ context: Visit) throws -> DeliveryID {
        guard let number = context.parameters.get("delivery").flatMap({ Int64($0) }) else {
            throw Fault(.notFound, "notices.no-delivery")
        }
        return DeliveryID(number)
    }

    // MARK: - The list

    private static func outlet(_ fields: FormFields) -> Outlet? {
        if let id = fields.text("webhook").flatMap({ Int64($0) }) { return .webhook(WebhookID(id)) }
        return fields.text("mail").flatMap { Int64($0) }.map { .mail(MailRecipientID($0)) }
    }

    private func list(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let (deliveries, actor) = (deliveries, context.actor)
        let state = query.fields.text("state").flatMap { Delivery.State(rawValue: $0) }
        let before = query.after.flatMap { ListPlace($0) }.map { DeliveryID($0.id) }
        let outlet = Self.outlet(query.fields)
        let found = try await site.store.read {
            try deliveries.deliveries(
                to: outlet, in: state, before: before, limit: ListQuery.pageSize + 1, by: actor, in: $0)
        }
        let shown = Array(found.prefix(ListQuery.pageSize))
        let frame = NoticePages.frame(context, site)
        let look = frame.look
        let when = When(look: look, zone: actor.zone, now: site.world.now())
        let bytes = frame.html { page in
            frame.section("notices.deliveries", on: &page) { section in
                addFilters(query, state, look, to: &section)
                guard !shown.isEmpty else {
                    return section.element("p", .class("empty"), text: look("notices.delivery.none"))
                }
                addTable(shown, when, to: &section)
                let next = found.count > shown.count ? shown.last.map { ListPlace(value: "", id: $0.id.value) } : nil
                ListFoot(look: look, query: query, base: Self.base).write(
                    count: shown.count, total: nil, next: next, to: &section)
            }
        }
        return .html(bytes)
    }

    private func addFilters(_ query: ListQuery, _ state: Delivery.State?, _ look: Look, to section: inout HTML) {
        section.element("nav", .class("filters"), .label(look("notices.state"))) { nav in
            nav.element(
                "a", .class(state == nil ? "chip on" : "chip"), .href(query.path(Self.base, [("state", nil)])),
                text: look("notices.every-state"))
            for one in Delivery.State.allCases {
                nav.element(
                    "a", .class(state == one ? "chip on" : "chip"),
                    .href(query.path(Self.base, [("state", one.rawValue)])),
                    text: look("notices.delivery." + one.rawValue))
            }
            if query.fields.text("webhook") != nil || query.fields.text("mail") != nil {
                nav.element(
                    "a", .class("chip"), .href(query.path(Self.base, [("webhook", nil), ("mail", nil)])),
                    text: look("notices.every-outlet"))
            }
        }
    }

    private func addTable(_ deliveries: [Delivery], _ when: When, to section: inout HTML) {
        let look = when.look
        section.element("div", .class("tablebox")) { box in
            box.element("table", .class("stack")) { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["notices.notice", "notices.to", "notices.state", "notices.tries", "notices.next"] {
                            row.element("th", .scope("col"), text: look(key))
                        }
                    }
                }
                table.element("tbody") { body in
                    for delivery in deliveries { body.element("tr") { write(delivery, when, to: &$0) } }
                }
            }
        }
    }

    private func write(_ delivery: Delivery, _ when: When, to row: inout HTML) {
        let look = when.look
        row.element("th", .scope("row")) { cell in
            cell.element(
                "a", .class("name"), .href("\(Self.base)/\(delivery.id)"), text: look.catalogue(delivery.kind.textKey))
            cell.element("span", .class("sub")) { sub in
                when.write(delivery.madeAt, to: &sub)
                if let name = delivery.groupName {
                    sub.text(" · ")
                    sub.element("bdi", text: name)
                }
            }
        }
        row.element("td") { $0.element("bdi", text: delivery.place) }
        row.element("td") { cell in
            writeState(delivery, look, to: &cell)
            if let trouble = Self.trouble(delivery, look) { cell.element("span", .class("sub"), text: trouble) }
        }
        row.element("td") { cell in
            cell.text(String(delivery.tries))
            if let milliseconds = delivery.milliseconds {
                cell.element("span", .class("sub"), text: look("notices.took", ["count": String(milliseconds)]))
            }
        }
        row.element("td") { cell in
            if let due = delivery.dueAt {
                cell.text(when.exact(due))
            } else {
                cell.text(delivery.state == .planned ? look("notices.waits") : "–")
            }
        }
    }

    private func writeState(_ delivery: Delivery, _ look: Look, to cell: inout HTML) {
        let colour =
            switch delivery.state {
            case .delivered: "tag leaf"
            case .failed, .unknown: "tag plum"
            case .planned, .sending: "tag sky"
            }
        cell.element("span", .class(colour), text: look("notices.delivery." + delivery.state.rawValue))
    }

    /// What was wrong at the last try, or what was answered.
    private static func trouble(_ delivery: Delivery, _ look: Look) -> String? {
        let code = delivery.code.map(String.init)
        guard let fault = delivery.fault else { return code }
        return [look.catalogue(fault), code].compactMap { $0 }.joined(separator: " · ")
    }

    // MARK: - One

    private func show(_ context: Visit) async throws -> Answer {
        let (deliveries, actor, id) = (deliveries, context.actor, try deliveryID(context))
        let delivery = try await site.store.read { try deliveries.delivery(id, by: actor, in: $0) }
        let frame = NoticePages.frame(context, site)
        let look = frame.look
        let when = When(look: look, zone: actor.zone, now: site.world.now())
        let bytes = frame.html { page in
            page.element("section", .class("block")) { section in
                section.element("h2", text: look.catalogue(delivery.kind.textKey))
                addFacts(delivery, when, to: &section)
                if delivery.state == .unknown {
                    section.element("p", .class("why"), text: look("notices.why.unknown"))
                }
                if delivery.mayBeResent {
                    FormPart(look: look).button(
                        to: "\(Self.base)/\(id)/resend", label: look("notices.resend"), on: &section)
                }
            }
            frame.section("notices.payload", on: &page) { section in
                section.element("pre", .class("secret"), text: delivery.payload)
            }
            if let answer = delivery.answer {
                frame.section("notices.answer", on: &page) { section in
                    section.element("pre", .class("secret"), text: answer)
                }
            }
        }
        return .html(bytes)
    }

    private func addFacts(_ delivery: Delivery, _ when: When, to section: inout HTML) {
        let look = when.look
        section.element("dl", .class("facts")) { list in
            func fact(_ key: String, _ write: (inout HTML) -> Void) {
                list.element("div") { line in
                    line.element("dt", text: look(key))
                    line.element("dd") { write(&$0) }
                }
            }
            fact("notices.state") { cell in
                writeState(delivery, look, to: &cell)
                if let trouble = Self.trouble(delivery, look) { cell.text(" " + trouble) }
            }
            fact("notices.to") { $0.element("bdi", text: delivery.place) }
            if let name = delivery.groupName { fact("notices.group") { $0.element("bdi", text: name) } }
            fact("notices.posted") { $0.text(when.exact(delivery.madeAt)) }
            fact("notices.tries") { $0.text(String(delivery.tries)) }
            if let tried = delivery.triedAt { fact("notices.tried") { $0.text(when.exact(tried)) } }
            if let milliseconds = delivery.milliseconds {
                fact("notices.duration") { $0.text(look("notices.took", ["count": String(milliseconds)])) }
            }
            if let due = delivery.dueAt { fact("notices.next") { $0.text(when.exact(due)) } }
            if delivery.outlet.webhook != nil { fact("notices.known-as") { $0.text(delivery.webhookID) } }
        }
    }

    private func resend(_ context: Visit) async throws -> Told {
        let (deliveries, actor, id) = (deliveries, context.actor, try deliveryID(context))
        try await site.store.write { try deliveries.resend(id, by: actor, in: $0) }
        return Told(Flash("flash.resent"), at: "\(Self.base)/\(id)", context.visit)
    }
}
