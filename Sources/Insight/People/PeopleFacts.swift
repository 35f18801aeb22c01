package import Kernel

/// A coming that is on record.
package struct Arrival: Hashable, Sendable {
    package var person: Int32
    package var day: CivilDay
    package var left: CivilDay?
    /// In the source's words; nil where it did not say.
    package var scene: String?
    package var inviter: Int32?

    package init(person: Int32, day: CivilDay, left: CivilDay?, scene: String?, inviter: Int32?) {
        self.person = person
        self.day = day
        self.left = left
        self.scene = scene
        self.inviter = inviter
    }
}

/// A leaving.
package struct Departure: Hashable, Sendable {
    package var person: Int32
    package var day: CivilDay
    package var scene: String?

    package init(person: Int32, day: CivilDay, scene: String?) {
        self.person = person
        self.day = day
        self.scene = scene
    }
}

/// Somebody who is a member at the window's end.
package struct PresentMember: Hashable, Sendable {
    package var person: Int32
    /// When their present stay began.
    package var joined: CivilDay

    package init(person: Int32, joined: CivilDay) {
        self.person = person
        self.joined = joined
    }
}

/// What is known of the people of a window besides what they said.
package struct PeopleFacts: Sendable {
    /// By person, their id in the record.
    package var ids: [Int64] = []
    package var present: [PresentMember] = []
    /// Everybody who was ever a member, as of the data's end.
    package var spans: [MemberSpan] = []
    /// Known joins and all leaves of the window.
    package var arrivals: [Arrival] = []
    package var departures: [Departure] = []
    /// Messages of the window that answered a question, by who wrote them.
    package var answers: [(person: Int32, count: Int)] = []

    package init() {}
}
