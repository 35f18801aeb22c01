package import Kernel

/// Which groups a report over several is of.
package enum GroupSelection: Hashable, Sendable {
    case all
    /// Those of a kind, by its stored word.
    case kind(String)
    case tag(String)
}

/// What happened in a group in some days, from its rollups.
package struct WindowFigures: Hashable, Sendable {
    package var messages = 0
    /// Different people who spoke.
    package var active = 0
    package var joins = 0
    package var leaves = 0
    /// Members at the end of the days.
    package var members = 0

    package init() {}

    /// METRICS, `active_ratio`, over these days.
    package var activeRatio: Double? { ratio(active, of: members) }

    static func += (sum: inout Self, one: Self) {
        sum.messages += one.messages
        sum.active += one.active
        sum.joins += one.joins
        sum.leaves += one.leaves
        sum.members += one.members
    }
}

/// One group in a report over several.
package struct CommunityLine: Hashable, Sendable {
    package var group: GroupID
    package var label: GroupLabel
    package var now: WindowFigures
    /// The days before, as many; nil where the group's data does not reach back over all of them.
    package var before: WindowFigures?
    /// Whether its first event is in the window.
    package var isNew: Bool
    /// Whether its death is in the window, and nobody has resumed the talk.
    package var hasDied: Bool

    /// Whether clearly more people speak than before: a quarter more, of at least five.
    package var hasGrown: Bool {
        guard let before, before.active >= Self.leastActive else { return false }
        return now.active * 4 >= before.active * 5
    }

    /// Whether clearly fewer people speak than before: a quarter fewer, of at least five, but somebody does.
    package var hasFaded: Bool {
        guard !hasDied, now.active > 0, let before, before.active >= Self.leastActive else { return false }
        return now.active * 4 <= before.active * 3
    }

    /// Whether nobody said anything, where before somebody did.
    package var isQuiet: Bool { !hasDied && now.messages == 0 && (before?.messages ?? 0) > 0 }

    /// With fewer speakers one more or less would turn a judgement round.
    static let leastActive = 5
}

/// A day over all groups of a report.
package struct CommunityDay: Hashable, Sendable {
    package var day: CivilDay
    package var messages = 0
    /// Groups in which anybody spoke.
    package var groups = 0
    package var joins = 0
    package var leaves = 0
}

/// The life of a community over some days: which groups grew, faded, died, and what to do about it.
///
/// Counted from rollups alone; each group's days are those of its own zone. It names groups and never people.
package struct CommunityReport: Sendable, Equatable {
    package var selection: GroupSelection
    package var window: DayRange
    /// Every group that had begun by the end of the window; those with the most speakers first.
    package var lines: [CommunityLine]
    package var days: [CommunityDay] = []
    /// People who spoke in any of the groups, each once; and in the days before.
    package var active = 0
    package var activeBefore = 0
    /// How long all groups of the selection live.
    package var lives = GroupSurvival([])
    /// What became of the suggestions of the days before.
    package var courses: [AdviceCourse] = []

    package init(selection: GroupSelection, window: DayRange, lines: [CommunityLine]) {
        self.selection = selection
        self.window = window
        self.lines = lines.sorted {
            ($1.now.active, $1.now.messages, $0.group) < ($0.now.active, $0.now.messages, $1.group)
        }
    }

    // MARK: - What the lines say

    /// The sums over all groups; people in several groups count in each.
    package var totals: WindowFigures { lines.reduce(into: WindowFigures()) { $0 += $1.now } }

    /// The sums of the days before, over the groups that had begun before them; nil where none had.
    package var totalsBefore: WindowFigures? {
        let known = lines.compactMap(\.before)
        return known.isEmpty ? nil : known.reduce(into: WindowFigures()) { $0 += $1 }
    }

    /// Groups in which anybody spoke.
    package var talking: Int { lines.count { $0.now.messages > 0 } }

    package var born: [CommunityLine] { lines.filter(\.isNew) }
    package var died: [CommunityLine] { lines.filter(\.hasDied) }
    package var quiet: [CommunityLine] { lines.filter(\.isQuiet).sorted { Self.size($0) > Self.size($1) } }
    /// The most won first.
    package var grown: [CommunityLine] { lines.filter(\.hasGrown).sorted { Self.gain($0) > Self.gain($1) } }
    /// The most lost first.
    package var faded: [CommunityLine] { lines.filter(\.hasFaded).sorted { Self.gain($0) < Self.gain($1) } }

    private static func size(_ line: CommunityLine) -> Int { line.before?.active ?? 0 }
    private static func gain(_ line: CommunityLine) -> Int { line.now.active - (line.before?.active ?? 0) }

    /// The groups with the largest and the smallest share of members who spoke, at most five of each and none in both; of
    /// groups with fewer than ten members, and of the dead, nothing is said.
    package var bestAndWorst: (best: [CommunityLine], worst: [CommunityLine]) {
        let known = lines.filter { $0.now.members >= 10 && !$0.hasDied && $0.now.messages > 0 }
            .sorted { ($1.now.activeRatio ?? 0, $0.group) < ($0.now.activeRatio ?? 0, $1.group) }
        let most = min(5, known.count / 2)
        return (Array(known.prefix(most)), known.suffix(most).reversed())
    }

    /// The share of the messages that one group has.
    package var largestShare: Double? {
        ratio(lines.map(\.now.messages).max() ?? 0, of: totals.messages)
    }
}
