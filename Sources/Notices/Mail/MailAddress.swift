package import Kernel

/// An e-mail address of the plain sort: `name@host`, ASCII, nothing quoted. What cannot stand in it cannot break a header.
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Throws: `Fault(.badInput)` where it is none.
    package init(_ text: String) throws {
        let fault = Fault(.badInput, "notices.bad-address")
        guard text.utf8.count <= 254 else { throw fault }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), parts[1].contains("."),
            WebhookURL.isName(parts[1])
        else { throw fault }
        let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard atoms.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isAtom) }) else { throw fault }
        self.text = parts[0] + "@" + parts[1].lowercased()
    }

    /// RFC 5322's `atext`.
    private static func isAtom(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte | 32) && byte & 0x40 != 0
            || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    package var domain: String { String(text.drop { $0 != "@" }.dropFirst()) }
    package var description: String { text }
}

/// Somebody who is told by mail.
package struct MailRecipient: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable { case on, paused }

    package let id: MailRecipientID
    package let address: String
    package let language: Language
    package internal(set) var kinds: Set<NoticeKind>
    /// The groups it is told of; nil for all, and for what is about several.
    package internal(set) var groups: Set<GroupID>?
    package let state: State
    package let staffName: String?
    package let madeAt: Instant
    /// How it stands with their consent; nil where it is there.
    package internal(set) var confirmation: MailConfirmation?

    /// The most there may be.
    package static let most = 200
}

/// What somebody asks for when they make or change a recipient.
package struct NewMailRecipient: Sendable, Equatable {
    package let address: MailAddress
    package let language: Language
    package let subscription: Subscription

    /// - Throws: `Fault(.badInput)` where a kind comes too often for mail.
    package init(address: MailAddress, language: Language, subscription: Subscription) throws {
        guard subscription.kinds.isSubset(of: NoticeKind.mailable) else { throw Fault(.badInput, "notices.no-kind") }
        self.address = address
        self.language = language
        self.subscription = subscription
    }
}
