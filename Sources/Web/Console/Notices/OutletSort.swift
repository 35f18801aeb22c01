internal import Desk
internal import Hummingbird
internal import Kernel
internal import Notices
internal import Reports
internal import Storage

/// A sort of outlet as the console has it: what the pages of webhooks and of recipients of mail have in common, with what
/// differs as data.
struct OutletSort<Key>: Sendable {
    /// In routes as `new-NAME` and `PATH/:NAME`, and within keys of texts.
    let name: String
    let path: String
    /// How the list of deliveries names it in its query.
    let query: String
    /// The keys of the label that tests it, and of the section that takes it away.
    let (test, drop): (String, String)
    let testing: @Sendable (OutletStore, ID<Key>, Actor, Transaction) throws -> DeliveryID
    let pausing: @Sendable (OutletStore, _ isPaused: Bool, ID<Key>, Actor, Transaction) throws -> Void
    let dropping: @Sendable (OutletStore, ID<Key>, Actor, Transaction) throws -> Void

    var base: String { NoticePages.base + "/" + path }

    func path(of id: ID<Key>) -> String { "\(base)/\(id)" }

    func deliveries(of id: ID<Key>) -> String { "\(NoticePages.base)/deliveries?\(query)=\(id)" }

    /// - Throws: `Fault(.notFound)` where the path names none.
    func id(_ context: NoticePages.Visit) throws -> ID<Key> {
        guard let number = context.parameters.get(name).flatMap({ Int64($0) }) else {
            throw Fault(.notFound, "notices.no-" + name)
        }
        return ID(number)
    }
}

extension OutletSort<Subject.Webhook> {
    static let webhooks = OutletSort(
        name: "webhook", path: "webhooks", query: "webhook", test: "notices.test", drop: "notices.drop",
        testing: { try $0.test($1, by: $2, in: $3) },
        pausing: { try $0.set($1 ? .paused : .on, of: $2, by: $3, in: $4) },
        dropping: { try $0.drop($1, by: $2, in: $3) })
}

extension OutletSort<Subject.MailRecipient> {
    static let recipients = OutletSort(
        name: "recipient", path: "mail", query: "mail", test: "notices.test-mail", drop: "notices.drop-recipient",
        testing: { try $0.test($1, by: $2, in: $3) },
        pausing: { try $0.set($1 ? .paused : .on, of: $2, by: $3, in: $4) },
        dropping: { try $0.drop($1, by: $2, in: $3) })
}

/// An outlet in the list of its sort.
struct OutletLine {
    let name: String
    /// What stands below its name; nil for nothing.
    let more: String?
    let kinds: Set<NoticeKind>
    let groups: Set<GroupID>?
    let state: OutletState
    let (path, deliveries): (String, String)
}

/// How an outlet stands, as a word and its colour.
struct OutletState {
    /// The end of a key of texts.
    let key: String
    let colour: String

    init(_ webhook: Webhook) {
        let isWell = webhook.state == .on && webhook.failingSince == nil
        key = webhook.state == .on && !isWell ? "trouble" : webhook.state.rawValue
        colour = isWell ? "tag leaf" : webhook.state == .paused ? "tag" : "tag plum"
    }

    init(_ recipient: MailRecipient) {
        key = recipient.confirmation == nil ? recipient.state.rawValue : "unconfirmed"
        colour = recipient.state == .on ? "tag leaf" : "tag"
    }

    func write(_ look: Look, to cell: inout HTML) {
        cell.element("span", .class(colour), text: look("notices.state." + key))
    }
}
