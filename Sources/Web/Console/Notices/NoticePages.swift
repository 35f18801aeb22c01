internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

/// Whom the program tells what: all webhooks and recipients of mail on one page.
struct NoticePages: Sendable {
    let site: Site

    typealias Visit = Permitted<MayManageNotices>
    static let base = "/settings/notices"

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let notices = router.group(context: Permitted<MayManageNotices>.self)
        notices.get("/settings/notices") { request, context in
            try await show(ListQuery(FormFields(query: request)), context)
        }
        addWebhookRoutes(to: notices)
        addMailRoutes(to: notices)
    }

    static func frame(_ context: Visit, _ site: Site) -> SettingsFrame {
        SettingsFrame(look: site.look(context.visit), actor: context.actor, tab: .notices)
    }

    // MARK: - The page

    private func show(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let (outlets, actor) = (site.outlets, context.actor)
        let before = query.fields.text("webhooks").flatMap { Int64($0) }.map { WebhookID($0) }
        let mailBefore = query.fields.text("mail").flatMap { Int64($0) }.map { MailRecipientID($0) }
        let most = ListQuery.pageSize + 1
        let found = try await site.store.read { transaction in
            (
                webhooks: try outlets.webhooks(before: before, limit: most, by: actor, in: transaction),
                recipients: try outlets.recipients(before: mailBefore, limit: most, by: actor, in: transaction),
                doubtful: try DeliveryStore(outlets: outlets).doubtful(by: actor, in: transaction)
            )
        }
        let frame = Self.frame(context, site)
        let look = frame.look
        let bytes = frame.html { page in
            page.element("p", .class("links")) { line in
                line.element("a", .href(Self.base + "/deliveries"), text: look("notices.deliveries"))
            }
            if found.doubtful > 0 {
                page.element("p", .class("error"), .named("role", "status")) { line in
                    line.text(look("notices.doubtful", ["count": String(found.doubtful)]) + " ")
                    line.element("a", .href(Self.base + "/deliveries?state=unknown"), text: look("notices.look"))
                }
            }
            frame.section("notices.webhooks", on: &page) { section in
                let shown = found.webhooks.prefix(most - 1)
                addList(
                    of: .webhooks, shown.map(Self.line), head: "notices.webhook",
                    next: found.webhooks.count == most ? shown.last?.id : nil, look, to: &section)
            }
            frame.section("notices.mail", on: &page) { section in
                let shown = found.recipients.prefix(most - 1)
                addServer(look, to: &section)
                addList(
                    of: .recipients, shown.map { Self.line($0, look) }, head: "notices.address",
                    next: found.recipients.count == most ? shown.last?.id : nil, look, to: &section)
            }
        }
        return .html(bytes)
    }

    private static func line(_ webhook: Webhook) -> OutletLine {
        OutletLine(
            name: webhook.label.isEmpty ? webhook.url : webhook.label,
            more: webhook.label.isEmpty ? nil : webhook.url, kinds: webhook.kinds, groups: webhook.groups,
            state: OutletState(webhook), path: OutletSort.webhooks.path(of: webhook.id),
            deliveries: OutletSort.webhooks.deliveries(of: webhook.id))
    }

    private static func line(_ recipient: MailRecipient, _ look: Look) -> OutletLine {
        OutletLine(
            name: recipient.address, more: look("language." + recipient.language.rawValue), kinds: recipient.kinds,
            groups: recipient.groups, state: OutletState(recipient), path: OutletSort.recipients.path(of: recipient.id),
            deliveries: OutletSort.recipients.deliveries(of: recipient.id))
    }

    private func addServer(_ look: Look, to section: inout HTML) {
        guard let mail = site.options.mail else {
            return section.element("p", .class("error"), text: look("notices.no-server"))
        }
        section.element(
            "p", .class("why"),
            text: look("notices.server", ["server": mail.description, "from": mail.from.text]))
    }
}
