package import Kernel

/// What happened in a group on one civil day, or summed over several: a row of `group_days`.
package struct DayFigures: Hashable, Sendable {
    package var messages = 0
    package var messagesOfBots = 0
    package var joins = 0
    package var joinsImplied = 0
    package var leaves = 0
    package var sessions = 0
    package var renames = 0
    /// Different people who spoke that day; of no meaning in a sum.
    package var active = 0
    package var joinsOfPresent = 0
    package var leavesOfAbsent = 0
    package var questions = 0
    /// Messages that answer a question.
    package var answers = 0
    /// Messages that carry something (METRICS: `carrying_share`).
    package var carrying = 0
    package var reactions = 0

    package init() {}

    /// By how much the members grew.
    package var gain: Int { joins + joinsImplied - leaves }

    package static func += (sum: inout Self, day: Self) {
        sum.messages += day.messages
        sum.messagesOfBots += day.messagesOfBots
        sum.joins += day.joins
        sum.joinsImplied += day.joinsImplied
        sum.leaves += day.leaves
        sum.sessions += day.sessions
        sum.renames += day.renames
        sum.active += day.active
        sum.joinsOfPresent += day.joinsOfPresent
        sum.leavesOfAbsent += day.leavesOfAbsent
        sum.questions += day.questions
        sum.answers += day.answers
        sum.carrying += day.carrying
        sum.reactions += day.reactions
    }
}

/// The days of a group in a row, days without a row of their own filled with zeros.
package struct DayLedger: Sendable {
    /// The days covered.
    package let range: DayRange
    private var figures: [DayFigures]
    /// The members at the end of each day, preceded by those at the start of the range.
    private var members: [Int]

    /// - Parameters:
    ///   - membersBefore: The members at the end of the day before the range.
    ///   - rows: The days on which something happened; those outside the range are left out.
    package init(range: DayRange, membersBefore: Int, rows: [(day: CivilDay, figures: DayFigures)]) {
        self.range = range
        figures = [DayFigures](repeating: DayFigures(), count: range.count)
        for row in rows where range.contains(row.day) {
            figures[range.from.distance(to: row.day)] += row.figures
        }
        members = [membersBefore]
        members.reserveCapacity(range.count + 1)
        for day in figures { members.append(members[members.count - 1] + day.gain) }
    }

    package subscript(day: CivilDay) -> DayFigures { figures[range.from.distance(to: day)] }

    /// The members at the end of a day of the range, or of the day before it.
    package func members(endOf day: CivilDay) -> Int { members[range.from.distance(to: day) + 1] }

    /// The sum over some of its days.
    package func sum(_ part: DayRange) -> DayFigures {
        let first = range.from.distance(to: part.from)
        var sum = DayFigures()
        for day in figures[first..<(first + part.count)] { sum += day }
        return sum
    }
}
