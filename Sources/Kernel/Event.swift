/// Something that happened in a group, as a connector hands it over: what its source said, nothing derived.
package struct Event: Sendable, Equatable {
    package var kind: EventKind
    package var instant: Instant
    /// Its place among events of the same instant; see `EventOrder`.
    package var order: Int64
    /// What makes it the same event however often it comes; unique within a group.
    package var key: EventKey
    /// Who did it.
    package var sender: Party
    /// Whom it was done to: who was removed or invited, or the new name of a rename.
    package var target: Party?
    /// What was said; nil for events without words.
    package var text: String?
    /// The key of the event that this one answers, where the source says so.
    package var replyTo: EventKey?
    /// How a member came or went, in the source's words (`qr`, `invitation`, `kicked` …).
    package var scene: String?
    /// People whom the source itself says are mentioned; those that the text names after `@` need not be among them.
    package var mentions: [Party]

    package init(
        kind: EventKind, instant: Instant, order: Int64 = 0, key: EventKey, sender: Party, target: Party? = nil,
        text: String? = nil, replyTo: EventKey? = nil, scene: String? = nil, mentions: [Party] = []
    ) {
        self.kind = kind
        self.instant = instant
        self.order = order
        self.key = key
        self.sender = sender
        self.target = target
        self.text = text
        self.replyTo = replyTo
        self.scene = scene
        self.mentions = mentions
    }
}

/// What sort of thing happened. The numbers are stored: never change or reuse one.
package enum EventKind: Int16, Sendable, CaseIterable {
    // Messages: an event in which a person speaks.
    case text = 1
    case picture = 2
    case voice = 3
    case video = 4
    case file = 5
    case link = 6
    case card = 7
    case sticker = 8

    /// Words sent by a program (an IRC notice): a bot's message whoever sent it.
    case notice = 20
    case join = 30
    case leave = 31
    /// `sender` removed `target`.
    case removal = 32
    /// Presence begins or ends on a network where joining is only presence.
    case arrival = 33
    case departure = 34
    /// `sender` is from here on named `target.name`.
    case rename = 40
    case topic = 41
    case recall = 42
    case edit = 43
    case reaction = 44
    case pin = 45

    /// Whether a person speaks in it (METRICS: message).
    package var isMessage: Bool { rawValue <= EventKind.sticker.rawValue }

    /// The word for it in our CSV and JSONL formats.
    package var name: String { String(describing: self) }

    package init?(name: String) {
        guard let kind = EventKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

/// Somebody as a source names them: a display name, and the network's own id where there is one.
package struct Party: Sendable, Hashable {
    package var name: String
    package var id: String?

    package init(name: String, id: String? = nil) {
        self.name = name
        self.id = id
    }
}
