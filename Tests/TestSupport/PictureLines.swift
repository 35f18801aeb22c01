package import Kernel

/// A stay as `RecordPicture` shows it.
package struct StayLine: CustomStringConvertible {
    var person: String
    var number: Int
    var joinedAt: Instant
    var joinedDay: CivilDay
    var leftAt: Instant?
    var leftDay: CivilDay?
    var isImplied: Bool
    var joinScene: String?
    var quitScene: String?
    var inviter: String?

    package init(
        person: String, number: Int, joinedAt: Instant, joinedDay: CivilDay, leftAt: Instant? = nil,
        leftDay: CivilDay? = nil, isImplied: Bool, joinScene: String? = nil, quitScene: String? = nil,
        inviter: String? = nil
    ) {
        self.person = person
        self.number = number
        self.joinedAt = joinedAt
        self.joinedDay = joinedDay
        self.leftAt = leftAt
        self.leftDay = leftDay
        self.isImplied = isImplied
        self.joinScene = joinScene
        self.quitScene = quitScene
        self.inviter = inviter
    }

    package var description: String {
        var words = ["\(person)/\(number)", "\(joinedDay):", RecordPicture.show(joinedAt)]
        if isImplied { words.append("implied") }
        if let joinScene { words.append("by \(joinScene)") }
        if let inviter { words.append("from \(inviter)") }
        if let leftAt, let leftDay { words += ["left", "\(leftDay):", RecordPicture.show(leftAt)] }
        if let quitScene { words.append("by \(quitScene)") }
        return words.joined(separator: " ")
    }
}

/// An event of the log as `RecordPicture` shows it.
package struct EventLine: CustomStringConvertible {
    var instant: Instant
    var place: Int64
    var key: EventKey
    var kind: Int
    var sender: String
    var senderName: String
    package var speaker: String
    var target: String
    package var mentions: [String]
    package var addressed: [String]
    package var traits: Int
    var body: String?
    var scene: String?

    package init(
        instant: Instant, place: Int64, key: EventKey, kind: Int, sender: String, senderName: String, speaker: String,
        target: String, mentions: [String], addressed: [String] = [], traits: Int = 0, body: String?, scene: String?
    ) {
        self.instant = instant
        self.place = place
        self.key = key
        self.kind = kind
        self.sender = sender
        self.senderName = senderName
        self.speaker = speaker
        self.target = target
        self.mentions = mentions
        self.addressed = addressed
        self.traits = traits
        self.body = body
        self.scene = scene
    }

    package var description: String {
        let parties = "\(sender) \(senderName) \(speaker) \(target)"
        let named = "[\(mentions.joined(separator: ", "))] [\(addressed.joined(separator: ", "))]"
        let said = "\(body ?? "-") \(named) \(traits) \(scene ?? "-")"
        return "\(instant) \(place) \(key.bytes.map { String($0, radix: 16) }.joined()) \(kind) \(parties): \(said)"
    }
}

/// A question as `RecordPicture` shows it.
package struct QuestionLine: CustomStringConvertible {
    var instant: Instant
    var place: Int64
    var key: EventKey
    var day: CivilDay
    var asker: String
    var answeredAt: Instant?
    var answerer: String?

    package init(
        instant: Instant, place: Int64, key: EventKey, day: CivilDay, asker: String, answeredAt: Instant?,
        answerer: String?
    ) {
        self.instant = instant
        self.place = place
        self.key = key
        self.day = day
        self.asker = asker
        self.answeredAt = answeredAt
        self.answerer = answerer
    }

    package var description: String {
        let name = key.bytes.map { String($0, radix: 16) }.joined()
        let answer = answeredAt.map { "from \($0) by \(answerer ?? "?")" } ?? "none"
        return "\(instant) \(place) \(name) on \(day) by \(asker): \(answer)"
    }
}
