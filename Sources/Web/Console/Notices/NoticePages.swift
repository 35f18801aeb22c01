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
                addWebhooks(Array(found.webhooks.prefix(most - 1)), look, to: &section)
                addNext(
                    "webhooks", found.webhooks.count == most ? found.webhooks[most - 2].id.value : nil, look, &section)
                addButton("/new-webhook", look("notices.webhook.new"), to: &section)
            }
            frame.section("notices.mail", on: &page) { section in
                addServer(look, to: &section)
                addRecipients(Array(found.recipients.prefix(most - 1)), look, to: &section)
                addNext(
                    "mail", found.recipients.count == most ? found.recipients[most - 2].id.value : nil, look, &section)
                addButton("/new-recipient", look("notices.recipient.new"), to: &section)
            }
        }
        return .html(bytes)
    }

    private func addButton(_ path: String, _ label: String, to section: inout HTML) {
        let link = Attribute.href(Self.base + path)
        section.element("div", .class("buttons")) { $0.element("a", .class("btn main"), link, text: label) }
    }

    /// Kept out of the sections' closures: inlined there it makes the optimiser of Swift 6.3.1 abort.
    @inline(never)
    private func addNext(_ name: String, _ last: Int64?, _ look: Look, _ section: inout HTML) {
        guard let last else { return }
        let link = Attribute.href("\(Self.base)?\(name)=\(last)")
        section.element("p") { $0.element("a", link, text: look("list.next")) }
    }

    private func addWebhooks(_ webhooks: [Webhook], _ look: Look, to section: inout HTML) {
        guard !webhooks.isEmpty else {
            return section.element("p", .class("why"), text: look("notices.webhook.none"))
        }
        addTable([look("notices.webhook"), look("notices.told"), look("notices.state")], to: &section) { body in
            for webhook in webhooks {
                body.element("tr") { row in
                    let path = "\(Self.base)/webhooks/\(webhook.id)"
                    row.element("th", .scope("row")) { cell in
                        let name = webhook.label.isEmpty ? webhook.url : webhook.label
                        cell.element("a", .class("name"), .href(path)) { $0.element("bdi", text: name) }
                        if !webhook.label.isEmpty {
                            cell.element("span", .class("sub")) { $0.element("bdi", text: webhook.url) }
                        }
                    }
                    row.element("td", text: SubscriptionRows.text(webhook.kinds, groups: webhook.groups?.count, look))
                    row.element("td") { cell in
                        Self.writeState(webhook, look, to: &cell)
                        cell.element("span", .class("sub")) { sub in
                            sub.element(
                                "a", .href("\(Self.base)/deliveries?webhook=\(webhook.id)"),
                                text: look("notices.deliveries"))
                        }
                    }
                }
            }
        }
    }

    static func writeState(_ webhook: Webhook, _ look: Look, to cell: inout HTML) {
        let isWell = webhook.state == .on && webhook.failingSince == nil
        let key = webhook.state == .on && !isWell ? "trouble" : webhook.state.rawValue
        cell.element(
            "span", .class(isWell ? "tag leaf" : webhook.state == .paused ? "tag" : "tag plum"),
            text: look("notices.state." + key))
    }

    private func addRecipients(_ recipients: [MailRecipient], _ look: Look, to section: inout HTML) {
        guard !recipients.isEmpty else {
            return section.element("p", .class("why"), text: look("notices.recipient.none"))
        }
        addTable([look("notices.address"), look("notices.told"), look("notices.state")], to: &section) { body in
            for recipient in recipients {
                body.element("tr") { row in
                    row.element("th", .scope("row")) { cell in
                        cell.element("a", .class("name"), .href("\(Self.base)/mail/\(recipient.id)")) {
                            $0.element("bdi", text: recipient.address)
                        }
                        cell.element("span", .class("sub"), text: look("language." + recipient.language.rawValue))
                    }
                    row.element(
                        "td", text: SubscriptionRows.text(recipient.kinds, groups: recipient.groups?.count, look))
                    row.element("td") { cell in
                        cell.element(
                            "span", .class(recipient.state == .on ? "tag leaf" : "tag"),
                            text: look(
                                "notices.state."
                                    + (recipient.confirmation == nil ? recipient.state.rawValue : "unconfirmed")))
                        cell.element("span", .class("sub")) { sub in
                            sub.element(
                                "a", .href("\(Self.base)/deliveries?mail=\(recipient.id)"),
                                text: look("notices.deliveries"))
                        }
                    }
                }
            }
        }
    }

    private func addTable(_ heads: [String], to section: inout HTML, rows: (inout HTML) -> Void) {
        section.element("div", .class("tablebox")) { box in
            box.element("table", .class("stack")) { table in
                table.element("thead") { head in
                    head.element("tr") { row in for text in heads { row.element("th", .scope("col"), text: text) } }
                }
                table.element("tbody") { rows(&$0) }
            }
        }
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
