package import Desk
package import Insight
package import Kernel

extension Subject {
    package enum TodayItem {}
    package enum TodayAct {}
}

package typealias TodayItemID = ID<Subject.TodayItem>
package typealias TodayActID = ID<Subject.TodayAct>

/// A concern about a group while it stands: since when, how much it matters, who sees to it.
package struct TodayItem: Sendable, Equatable {
    /// The raw value is what is stored.
    package enum State: String, Sendable, CaseIterable { case open, snoozed, done }

    package let id: TodayItemID
    package let group: GroupID
    package let concern: TodayConcern
    package let beganAt: Instant
    package let worth: Double
    /// Who may be asked for help with it, by what they did.
    package let people: [PersonID]
    package let state: State
    /// From when on it is on the list.
    package let showsAt: Instant
    /// What it was worth when it was last put away.
    package let worthThen: Double
    package let assignee: StaffID?

    /// When what was put away until it gets worse shows again by itself.
    static let never = Instant(milliseconds: 253_402_300_799_000)

    /// Whether it is clearly worse than when it was put away: a quarter more, and two people at least.
    static func isWorse(_ worth: Double, than then: Double) -> Bool { worth >= then * 1.25 + 2 }
}

/// A group on the list of the day, with all that concerns people in it.
package struct TodayGroup: Sendable, Equatable {
    package let group: GroupID
    package let name: String
    /// What concerns most people first; never empty.
    package let items: [TodayItem]
    /// Who sees to it; nobody where they may not come in any more.
    package let assignee: Colleague?

    package var worth: Double { items.reduce(0) { $0 + $1.worth } }
    package var since: Instant { items.map(\.beganAt).min() ?? Instant(milliseconds: 0) }
}

/// For how long somebody puts something away. The raw value is what forms and the API say.
package enum TodaySnooze: String, Sendable, CaseIterable {
    case day, threeDays = "three-days", week
    /// Until it gets clearly worse.
    case worse

    func until(_ now: Instant) -> Instant {
        switch self {
        case .day: now.advanced(bySeconds: 86_400)
        case .threeDays: now.advanced(bySeconds: 3 * 86_400)
        case .week: now.advanced(bySeconds: 7 * 86_400)
        case .worse: TodayItem.never
        }
    }
}

/// Something that was done about a group on the list of the day.
package struct TodayAct: Sendable, Equatable {
    /// The raw value is what is stored, what JSON shows, and the end of text keys.
    package enum Deed: String, Sendable, CaseIterable {
        case done, snoozed, assigned
        /// It came back by itself, having got worse.
        case returned
    }

    package let id: TodayActID
    package let group: GroupID
    package let groupName: String
    package let deed: Deed
    package let concerns: [TodayConcern]
    /// Until when it was put away; nil where until it gets worse.
    package let until: Instant?
    /// Whom it was given to.
    package let assignee: String?
    package let madeAt: Instant
    package let madeBy: String
    package let undoneAt: Instant?
}
