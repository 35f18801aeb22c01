import Kernel

/// A group's history folded up to some point: who is who, who is a member, and what the next event will change.
///
/// Events must be given in canonical order (instant, place, key): the record is a function of the set of events, and
/// this is the function. Appending folds on from where the last append stopped; `verify` and a refold start from
/// nothing. It does no input or output; `Tally` collects what is to be written.
final class GroupFold {
    let group: Group
    let ids: IDSource
    let bots: GroupBots
    var found: Found
    /// At which point of the merges (`RecordStore.mergePoint`) it was loaded; it knows none that came later.
    var mergePoint: Int64 = 0
    var zone: CivilZone
    var handles: [FoldHandle] = []
    var people: [FoldPerson] = []
    /// Handles of this group by folded name.
    var byName: [String: Int32] = [:]
    /// The same by the name as written: the way nearly every event finds its sender.
    var byWrittenName: [String: Int32] = [:]
    /// Handles of the network by its own id.
    var byNetworkID: [String: Int32] = [:]
    var byHandleID: [HandleID: Int32] = [:]
    var byPersonID: [PersonID: Int32] = [:]
    /// Byte lengths that names of this group have, so that a search for mentions tries no others.
    var nameLengths = NameLengths()
    var hasErased = false
    /// People as whom others are counted, whose further ids are yet to be loaded.
    var unloadedMerges: Set<PersonID> = []
    var loadedMerges: Set<PersonID> = []
    let questionWords: QuestionWords
    var openQuestions = OpenQuestions()
    /// The last event folded; an event before it is late.
    var frontier: HistoryPoint?
    var totals = GroupTotals()
    var tally = Tally()
    /// Set where an event shows that the history before it was folded on a wrong assumption.
    var needsRefold = false

    init(group: Group, bots: GroupBots, found: Found, ids: IDSource) throws {
        guard let zone = CivilZone(group.zone) else {
            throw Fault(.badInput, "record.unknown-zone", ["zone": group.zone])
        }
        self.group = group
        self.bots = bots
        self.found = found
        self.ids = ids
        self.zone = zone
        self.questionWords = try QuestionWords.all()
    }
}

/// A place in a group's history; the canonical order.
struct HistoryPoint: Comparable, Sendable {
    var instant: Instant
    var place: Int64
    var key: EventKey

    static func < (left: Self, right: Self) -> Bool {
        if left.instant != right.instant { return left.instant < right.instant }
        if left.place != right.place { return left.place < right.place }
        return left.key < right.key
    }
}

/// A name or network id and whose it is.
struct FoldHandle {
    let id: HandleID
    /// Folded name, or the network's id.
    var key: String
    var name: String
    let isNetworkID: Bool
    /// Whether the database has a row for it.
    var isStored = false
    /// Index of the person; -1 until the history has shown it.
    var person: Int32 = -1
    /// When it became known whose it is; nil before, and for network ids, which are the same in every group.
    var first: HandlePoint?
    /// What the database has of it, so that a refold keeps ids stable and writes only what changed.
    var former: FormerHandle?
    /// Whom its bearer is counted as, where somebody said that it is a name of theirs (`person_merges`).
    var merged: PersonID?

    /// Whether it was somebody's by then. Of two events of one instant and place nobody asks.
    func isKnown(at point: HistoryPoint) -> Bool {
        person >= 0 && first.map { ($0.instant, $0.place) <= (point.instant, point.place) } ?? true
    }
}

/// When a name became somebody's.
struct HandlePoint: Equatable {
    let instant: Instant
    let place: Int64
}

/// Whose the database says a handle is.
struct FormerHandle {
    let person: PersonID
    let first: HandlePoint?
    /// Whether the person may be made anew from this handle: not where they have a network id, which is more theirs.
    let isRoot: Bool
}

/// What a whole replay found out about people only after they had done something; it is begun anew with that known.
struct Found: Equatable {
    /// First names of people who turned out to be programs by a later one: what they did before is a program's, too.
    /// By handle, whether it is a bridge's.
    var bots: [HandleID: Bool] = [:]
    /// First names of people who turned out to have a name that was merged into somebody's.
    var merges: [HandleID: PersonID] = [:]

    /// What the next round is begun with. A program that was not known as a bridge may have hidden whose a name is, so
    /// what was concluded from names is then found anew.
    func next(_ further: Found) -> Found {
        further.bots == bots ? further : Found(bots: further.bots)
    }
}

/// Somebody in this group.
struct FoldPerson {
    let id: PersonID
    var name: String
    /// The handle that made them known; -1 for somebody who has none in this group and as whom others are counted.
    var root: Int32
    /// Whom they are counted as, where they were merged; and that person's index, -1 where it is they themselves.
    var merged: PersonID?
    var into: Int32 = -1
    /// The first handle met of all who are counted as them.
    var face: Int32 = -1
    var isBot = false
    var isBridge = false
    var isPresent = false
    /// Whether somebody may have mentioned or answered them before they did anything themselves.
    var isLinked = false
    var stays: Int64 = 0
    var firstJoinedAt = Instant(milliseconds: 0)
    var firstJoinedDay = CivilDay(number: 0)
    var stay = Stay(joinedAt: Instant(milliseconds: 0), joinedDay: CivilDay(number: 0), isImplied: false)
    var messages: Int64 = 0
    var firstMessageAt: Instant?
    var lastMessageAt: Instant?
    var lastMessageDay: CivilDay?
    /// The last but one of the days they spoke on, kept as clocks that go back over midnight lead back to it.
    var previousMessageDay: CivilDay?

    /// Whether they spoke on a day, as far as events in order can lead to it.
    func spoke(on day: CivilDay) -> Bool { lastMessageDay == day || previousMessageDay == day }

    mutating func noteMessageDay(_ day: CivilDay) {
        guard let last = lastMessageDay else { return lastMessageDay = day }
        if day > last {
            (previousMessageDay, lastMessageDay) = (last, day)
        } else if day < last {
            previousMessageDay = max(previousMessageDay ?? day, day)
        }
    }
}

/// An event as the fold takes it: parties resolved to handles.
struct FoldInput {
    var kind: EventKind
    var point: HistoryPoint
    var sender: Int32
    /// The handle of the name the sender went by, where the network has ids besides.
    var senderName: Int32?
    var target: Int32?
    var body: String?
    var scene: String?
    /// Whoever spoke in the event that this one answers.
    var repliedTo: Int32?
    /// The event that this one answers.
    var replyKey: EventKey?
    /// Handles of whom the source itself says it mentions.
    var addressed: [Int32] = []
    /// What was once read from a text that has since been erased.
    var kept: FoldFacts?
}

/// What the fold read out of an event's text; stored with the event, so that it outlives the text.
struct FoldFacts: Equatable {
    /// The handle whose words they are, where a bridge repeated them.
    var speaker: Int32?
    /// Handles mentioned, each once, in order.
    var mentions: [Int32] = []
    var traits: TextTraits = []
}
