package import Kernel

extension Subject {
    package enum Notice {}
    package enum Webhook {}
    package enum MailRecipient {}
    package enum Delivery {}
}

package typealias NoticeID = ID<Subject.Notice>
package typealias WebhookID = ID<Subject.Webhook>
package typealias MailRecipientID = ID<Subject.MailRecipient>
package typealias DeliveryID = ID<Subject.Delivery>

/// What sort of thing a notice tells of. The raw value is the `type` of what goes out, what is stored, and the end of text keys:
/// never change one.
package enum NoticeKind: String, Sendable, CaseIterable {
    case alertOpened = "alert.opened"
    case alertClosed = "alert.closed"
    case reportMade = "report.made"
    case stageChanged = "group.stage_changed"
    case memberJoined = "member.joined"
    case memberLeft = "member.left"
    case messageCreated = "message.created"
    /// Goes to the one outlet that is tested, whatever that has subscribed to.
    case test = "notice.test"

    /// What an outlet can subscribe to.
    package static let subscribable = allCases.filter { $0 != .test }
    /// What comes so seldom that a mail can tell it.
    package static let mailable: [NoticeKind] = [.alertOpened, .alertClosed, .reportMade, .stageChanged]
    /// What is read out of the event log.
    package static let ofRecord: [NoticeKind] = [.memberJoined, .memberLeft, .messageCreated]

    package var textKey: String { "notices.kind." + rawValue }
}

/// What a mail says of a notice.
package struct NoticeWords: Sendable, Equatable {
    package let subject: String
    /// Plain text; an empty line parts paragraphs.
    package let text: String

    package init(subject: String, text: String) {
        self.subject = subject
        self.text = text
    }

    /// The same in every language that the program speaks.
    package static func inAllLanguages(
        _ words: (TextCatalogue) throws -> NoticeWords
    ) rethrows -> [Language: NoticeWords] {
        try catalogues.mapValues(words)
    }

    /// Read once: notices are posted within transactions, which should not wait for files.
    private static let catalogues: [Language: TextCatalogue] = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { ($0, TextCatalogue($0)) })

    static func catalogue(_ language: Language) -> TextCatalogue { catalogues[language] ?? TextCatalogue(language) }
}

/// Something that programs and mailboxes are told of.
package struct Notice: Sendable {
    package let kind: NoticeKind
    /// What makes it the same notice however often it is posted: `alert:17:opened`.
    package let occurrence: String
    /// The group that it is about; nil where it is about several. Outlets for chosen groups are told of theirs alone.
    package let group: GroupID?
    /// When what it tells of happened.
    package let at: Instant
    /// What programs are told, besides `type`, `timestamp` and the group. Names nobody: notices are kept for a while, and an
    /// erasure does not look for names in them; people go in by their ids.
    package let data: [String: NoticeValue]
    /// What a mail says; where a language is missing, it says what the kind is and nothing more.
    package let words: [Language: NoticeWords]

    package init(
        _ kind: NoticeKind, occurrence: String, group: GroupID? = nil, at: Instant,
        data: [String: NoticeValue] = [:], words: [Language: NoticeWords] = [:]
    ) {
        self.kind = kind
        self.occurrence = occurrence
        self.group = group
        self.at = at
        self.data = data
        self.words = words
    }
}
