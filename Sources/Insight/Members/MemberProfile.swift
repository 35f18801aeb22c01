package import Kernel

/// Somebody across the groups that whoever asks may see.
package struct MemberProfile: Sendable, Equatable {
    package var id: PersonID
    package var name: String
    package var isErased: Bool
    /// Every name they went by, as written.
    package var names: [String] = []
    /// `network · id`, where the network has one for them.
    package var networkIDs: [String] = []
    package var places: [Place] = []
    /// Messages by week, the last `weeksShown` weeks with Monday's day, the oldest first.
    package var weeks: [Week] = []
    /// On how many days of those weeks they spoke in each hour of the day.
    package var hours = [Int](repeating: 0, count: 24)
    package var asked: [Asked] = []
    package var answered: [Asked] = []
    package var askedCount = 0
    package var answeredCount = 0
    /// What they need and which trade they are of, by their own words.
    package var hints: [MemberHint] = []
    /// The latest first.
    package var moments: [Moment] = []

    package static let weeksShown = 26
    package static let questionsShown = 10
    /// The groups whose talk is looked at for somebody's part in it.
    package static let rolesShown = 8

    /// A group that they are or were in.
    package struct Place: Sendable, Equatable {
        package var group: GroupID
        package var name: String
        package var zone: String
        package var firstJoined: Instant
        package var joined: Instant
        package var isJoinImplied: Bool
        package var left: Instant?
        package var stays: Int
        package var messages: Int
        package var lastMessage: Instant?
        package var scene: String?
        package var inviter: PersonID?
        package var inviterName: String?
        /// Nil where the group has no talk to say it by, or they are no member.
        package var part: Part?
    }

    /// Which part somebody plays in the talk of the last 28 days of a group's data (METRICS: `core`, `edge`, `silent`).
    package enum Part: String, Sendable, CaseIterable { case core, edge, silent }

    package struct Week: Sendable, Equatable {
        package var monday: CivilDay
        package var messages: Int
    }

    /// A question that they asked, or answered.
    package struct Asked: Sendable, Equatable {
        package var group: GroupID
        package var groupName: String
        package var instant: Instant
        package var text: String?
        package var isAnswered: Bool
    }

    /// Something that happened to them.
    package struct Moment: Sendable, Equatable {
        package enum Kind: String, Sendable, CaseIterable {
            case joined, left, removed
            case firstWords = "first-words"
            case named
        }
        package var kind: Kind
        package var instant: Instant
        package var group: GroupID?
        package var groupName: String?
        package var detail: String?
    }

    package var messages: Int { places.reduce(0) { $0 + $1.messages } }
    package var lastMessage: Instant? { places.compactMap(\.lastMessage).max() }
}
