package import Kernel

/// A membership as far as survival is concerned: when it began, and what is known of its end.
package struct MemberSpan: Hashable, Sendable {
    package var person: Int32
    package var firstJoined: CivilDay
    /// The day of leaving; nil where the person is there at the data's end.
    package var left: CivilDay?
    package var lastMessage: CivilDay?
    /// What they said in their whole time.
    package var messages: Int

    package init(person: Int32, firstJoined: CivilDay, left: CivilDay?, lastMessage: CivilDay?, messages: Int) {
        self.person = person
        self.firstJoined = firstJoined
        self.left = left
        self.lastMessage = lastMessage
        self.messages = messages
    }

    /// So many silent days after the last message are an end.
    package static let silence = 28

    /// From first joining to the end: leaving, or the day after the last message when 28 silent days follow.
    ///
    /// Leaving is known and silence only concluded from, so who fell silent and left later ended with leaving. Who never
    /// spoke and never left has no end.
    func subject(dataEnd: CivilDay) -> KaplanMeier.Subject {
        if let left { return KaplanMeier.Subject(days: firstJoined.distance(to: left), hasEnded: true) }
        if let lastMessage, lastMessage.distance(to: dataEnd) >= MemberSpan.silence {
            return KaplanMeier.Subject(days: firstJoined.distance(to: lastMessage) + 1, hasEnded: true)
        }
        return KaplanMeier.Subject(days: firstJoined.distance(to: dataEnd), hasEnded: false)
    }
}

extension SurvivalCurve {
    /// How long members stay (METRICS: `survival_members`).
    package init(members: [MemberSpan], dataEnd: CivilDay) {
        self = KaplanMeier.curve(members.map { $0.subject(dataEnd: dataEnd) })
    }
}
