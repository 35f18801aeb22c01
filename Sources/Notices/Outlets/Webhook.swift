package import Desk
package import Kernel

/// A program's address that notices are sent to.
package struct Webhook: Sendable, Equatable {
    /// The raw value is what is stored, and the end of text keys.
    package enum State: String, Sendable, CaseIterable {
        case on
        /// By somebody: what is posted meanwhile waits.
        case paused
        /// The receiver said that it is gone (410).
        case gone
        /// It has failed for days on end.
        case failing

        /// Whether it was the program that shut it: nothing is planned for it any more.
        package var isClosed: Bool { self == .gone || self == .failing }
    }

    package let id: WebhookID
    package let url: String
    /// What its maker calls it; may be empty.
    package let label: String
    package internal(set) var kinds: Set<NoticeKind>
    /// The groups it is told of; nil for all, and for what is about several.
    package internal(set) var groups: Set<GroupID>?
    package let state: State
    package let stateAt: Instant
    /// Since when nothing has arrived; nil where the last try did.
    package let failingSince: Instant?
    /// Until when the secret before this one signs, too.
    package let formerUntil: Instant?
    package let staffName: String?
    package let madeAt: Instant

    /// The most there may be.
    package static let most = 100
    /// How long two secrets sign after a change.
    static let rotationSeconds: Int64 = 86_400
    /// How long it may fail before it is shut.
    static let patienceSeconds: Int64 = 5 * 86_400
}

/// What somebody asks for of an outlet: which kinds, of which groups.
package struct Subscription: Sendable, Equatable {
    package let kinds: Set<NoticeKind>
    package let groups: Set<GroupID>?

    static let mostGroups = 1_000

    /// - Throws: `Fault(.badInput)` where there is no kind, or no group, or too many.
    package init(kinds: Set<NoticeKind>, groups: Set<GroupID>?) throws {
        guard !kinds.isEmpty, !kinds.contains(.test) else { throw Fault(.badInput, "notices.no-kind") }
        if let groups, !(1...Self.mostGroups).contains(groups.count) {
            throw Fault(.badInput, "notices.no-group", ["most": String(Self.mostGroups)])
        }
        self.kinds = kinds
        self.groups = groups
    }

    var auditFields: (kinds: AuditValue, groups: AuditValue?) {
        (.texts(kinds.map(\.rawValue).sorted()), groups.map { .ids($0) })
    }
}

/// What somebody asks for when they make or change a webhook.
package struct NewWebhook: Sendable, Equatable, Audited {
    package let url: WebhookURL
    package let label: String
    package let subscription: Subscription

    package static let longestLabel = 80

    /// - Throws: `Fault(.badInput)` where the label is too long or has characters that cannot be seen.
    package init(url: WebhookURL, label: String, subscription: Subscription) throws {
        guard label.unicodeScalars.count <= Self.longestLabel,
            !label.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw Fault(.badInput, "notices.bad-label", ["most": String(Self.longestLabel)]) }
        self.url = url
        self.label = label
        self.subscription = subscription
    }

    package var auditFields: AuditFields {
        let (kinds, groups) = subscription.auditFields
        return ["url": .text(url.text), "label": label.isEmpty ? nil : .text(label), "kinds": kinds, "groups": groups]
    }
}

extension Webhook: Audited {
    package var auditFields: AuditFields {
        [
            "url": .text(url), "label": label.isEmpty ? nil : .text(label),
            "kinds": .texts(kinds.map(\.rawValue).sorted()), "groups": groups.map { .ids($0) },
            "state": .text(state.rawValue),
        ]
    }
}

extension AuditAct {
    static let makeWebhook = AuditAct(rawValue: "webhook.make")
    static let changeWebhook = AuditAct(rawValue: "webhook.change")
    static let rotateWebhook = AuditAct(rawValue: "webhook.rotate")
    static let setWebhookState = AuditAct(rawValue: "webhook.state")
    static let dropWebhook = AuditAct(rawValue: "webhook.drop")
    static let testWebhook = AuditAct(rawValue: "webhook.test")
    static let makeRecipient = AuditAct(rawValue: "mail.make")
    static let changeRecipient = AuditAct(rawValue: "mail.change")
    static let setRecipientState = AuditAct(rawValue: "mail.state")
    static let dropRecipient = AuditAct(rawValue: "mail.drop")
    static let testRecipient = AuditAct(rawValue: "mail.test")
    static let askRecipient = AuditAct(rawValue: "mail.ask")
    static let confirmRecipient = AuditAct(rawValue: "mail.confirm")
    static let resend = AuditAct(rawValue: "delivery.resend")

    /// All acts of this room; each has its words under `audit.act.…` in the catalogue.
    package static let ofNotices: [AuditAct] = [
        makeWebhook, changeWebhook, rotateWebhook, setWebhookState, dropWebhook, testWebhook, makeRecipient,
        changeRecipient, setRecipientState, dropRecipient, testRecipient, askRecipient, confirmRecipient, resend,
    ]
}

extension AuditSubject {
    static func webhook(_ id: WebhookID) -> AuditSubject { AuditSubject(kind: "webhook", id: id.description) }
    static func recipient(_ id: MailRecipientID) -> AuditSubject { AuditSubject(kind: "mail", id: id.description) }
    static func delivery(_ id: DeliveryID) -> AuditSubject { AuditSubject(kind: "delivery", id: id.description) }
}
