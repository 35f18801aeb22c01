import Kernel

/// What a stretch of history adds to a group's rollups, before it is written.
///
/// People are meant by their index in the fold that fills it.
struct Tally {
    var days: [CivilDay: DayCounts] = [:]
    var hours: [DayHour: Int64] = [:]
    var memberDays: [MemberDay: MemberCounts] = [:]
    var edges: [EdgeDay: Int64] = [:]
    var stays: [StayKey: Stay] = [:]
    /// Questions that are new or were answered, by the event that asks.
    var questions: [EventKey: Question] = [:]
    /// People whose membership row changed.
    var touched: Set<Int32> = []
    var newPeople: [Int32] = []
    /// People who were known by an id alone and whose name has now been met.
    var namedPeople: [Int32] = []
    var newHandles: [Int32] = []
    /// Handles that the database has as nobody's and that have become somebody's.
    var givenHandles: [Int32] = []

    /// Whether there is nothing to write. Whatever changes a total touches a day, too.
    var isEmpty: Bool { days.isEmpty && touched.isEmpty && newHandles.isEmpty && newPeople.isEmpty }
}

/// The counts of one group day (METRICS: Activity, What counts).
struct DayCounts: Equatable {
    var messages: Int64 = 0
    var messagesBot: Int64 = 0
    var joins: Int64 = 0
    var joinsImplied: Int64 = 0
    var leaves: Int64 = 0
    var sessions: Int64 = 0
    var renames: Int64 = 0
    var active: Int64 = 0
    var joinsOfPresent: Int64 = 0
    var leavesOfAbsent: Int64 = 0
    var questions: Int64 = 0
    var answers: Int64 = 0
    var carrying: Int64 = 0
    var reactions: Int64 = 0
}

struct DayHour: Hashable {
    let day: CivilDay
    let hour: Int
}

struct MemberDay: Hashable {
    let day: CivilDay
    let person: Int32
}

/// What one member did on one day.
struct MemberCounts: Equatable {
    var messages: Int64 = 0
    var events: Int64 = 0
    /// Bit h is set where they spoke in local hour h.
    var hours: Int64 = 0
    var questions: Int64 = 0
    var answers: Int64 = 0
    var reactions: Int64 = 0
}

struct EdgeDay: Hashable {
    let day: CivilDay
    let from: Int32
    let to: Int32
}

struct StayKey: Hashable {
    let person: Int32
    let number: Int64
}

/// One uninterrupted membership: from a join, known or implied, to a leave.
struct Stay: Equatable {
    var joinedAt: Instant
    var joinedDay: CivilDay
    var leftAt: Instant?
    var leftDay: CivilDay?
    var isImplied: Bool
    var joinScene: String?
    var quitScene: String?
    /// Index of the handle that invited or added them.
    var inviter: Int32?
}

/// A group's whole life in numbers; equals the sums of its rollups. And what tells when it died.
struct GroupTotals: Equatable {
    var events: Int64 = 0
    var messages: Int64 = 0
    var messagesBot: Int64 = 0
    var joins: Int64 = 0
    var leaves: Int64 = 0
    var sessions: Int64 = 0
    var renames: Int64 = 0
    var people: Int64 = 0
    var active: Int64 = 0
    var members: Int64 = 0
    var firstInstant = Instant(milliseconds: .max)
    var lastInstant = Instant(milliseconds: .min)
    var firstDay = CivilDay(number: .max)
    var lastDay = CivilDay(number: .min)
    /// The first day of the first silence of seven days, where talk was resumed after it (METRICS: group death). One
    /// that lasts to the end of the data begins on the day after `secondDay`, or on the first day where that is nil.
    var diedDay: CivilDay?
    /// The last day on which anybody but the last speaker spoke.
    var secondDay: CivilDay?
    /// Index of the person who spoke last, and on which day.
    var lastSpeaker: Int32?
    var lastSpeakingDay: CivilDay?

    /// A silence of so many days is a death.
    static let deathDays: Int32 = 7
}
