package import Kernel

/// What a forecast looks at of a group's days, one after the other: who spoke, who came and went, who turned to whom.
///
/// Days are numbered from 0. The course may begin after the group did, for a forecast that needs the last weeks only.
package struct GroupCourse: Sendable {
    /// The first day of the group's data, and the days covered: up to the last that is known to be whole.
    package let firstDay: CivilDay
    package let range: DayRange
    /// The members at the end of the day before the range.
    package var membersBefore = 0
    package private(set) var days: [Day]
    /// Who spoke and how much, by day.
    private(set) var said: [[Said]]
    /// One more than the highest number of a person who spoke: counts by person are arrays of so many.
    private(set) var people = 0

    package struct Day: Hashable, Sendable {
        package var messages = 0
        /// People who came, whether their joining is known or implied, and who left.
        package var newcomers = 0
        package var leaves = 0
        /// Replies and mentions.
        package var replies = 0
        /// Questions asked, those of them that were answered, and messages that carry something: not for the forecast,
        /// but for what follows on findings.
        package var questions = 0
        package var answered = 0
        package var carrying = 0

        package init() {}
    }

    package struct Said: Hashable, Sendable {
        let person: Int32
        let messages: Int32
    }

    package init(firstDay: CivilDay, range: DayRange) {
        self.firstDay = firstDay
        self.range = range
        days = [Day](repeating: Day(), count: range.count)
        said = [[Said]](repeating: [], count: range.count)
    }

    /// Days outside the range are passed over.
    package mutating func add(on day: CivilDay, _ change: (inout Day) -> Void) {
        if range.contains(day) { change(&days[range.from.distance(to: day)]) }
    }

    /// - Parameter person: 0, 1, 2 … for the people of the group.
    package mutating func add(person: Int32, messages: Int, on day: CivilDay) {
        guard messages > 0, range.contains(day) else { return }
        said[range.from.distance(to: day)].append(Said(person: person, messages: Int32(clamping: messages)))
        people = max(people, Int(person) + 1)
    }

    /// Who spoke in some days.
    package func spoken(in days: ClosedRange<Int>) -> Set<Int32> { Set(said[days].joined().map(\.person)) }

    /// How many messages each of those who spoke in some days sent in them.
    func messages(in days: ClosedRange<Int>) -> [Int] {
        var sums = [Int](repeating: 0, count: people)
        for day in said[days] { for one in day { sums[Int(one.person)] += Int(one.messages) } }
        return sums.filter { $0 > 0 }
    }

    /// The first days of the course, as it was known at the end of them.
    package func first(_ count: Int) -> GroupCourse { part(0..<min(count, range.count)) }

    /// The last days of the course.
    package func last(_ count: Int) -> GroupCourse { part(max(0, range.count - count)..<range.count) }

    /// - Precondition: The part is not empty.
    private func part(_ part: Range<Int>) -> GroupCourse {
        let kept = DayRange(
            from: range.from.advanced(by: part.lowerBound), to: range.from.advanced(by: part.upperBound - 1))
        var copy = GroupCourse(firstDay: firstDay, range: kept)
        copy.days = Array(days[part])
        copy.said = Array(said[part])
        copy.people = people
        copy.membersBefore = days[..<part.lowerBound].reduce(membersBefore) { $0 + $1.newcomers - $1.leaves }
        return copy
    }

    /// How old the group is at the end of a day.
    func age(_ index: Int) -> Int { firstDay.distance(to: range.from) + index }
}

/// What can be read off a course for each of its days, from what was known at the day's end.
struct CourseFigures: Sendable {
    /// People who spoke in the day, and in the 7 and the 28 days that end with it.
    var daily: [Int] = []
    var weekly: [Int] = []
    var monthly: [Int] = []
    /// How many days in a row, ending with it, fewer than two different people have spoken in.
    var quiet: [Int] = []
    /// Members at its end.
    var members: [Int] = []

    init(_ course: GroupCourse) {
        daily = course.said.map(\.count)
        weekly = CourseFigures.distinct(course, in: 7)
        monthly = CourseFigures.distinct(course, in: 28)
        quiet = CourseFigures.quiet(course.said)
        var present = course.membersBefore
        for day in course.days {
            present += day.newcomers - day.leaves
            members.append(present)
        }
    }

    private static func distinct(_ course: GroupCourse, in window: Int) -> [Int] {
        var times = [Int32](repeating: 0, count: course.people)
        var (different, found) = (0, [Int]())
        found.reserveCapacity(course.said.count)
        for (index, day) in course.said.enumerated() {
            for one in day {
                if times[Int(one.person)] == 0 { different += 1 }
                times[Int(one.person)] += 1
            }
            if index >= window {
                for one in course.said[index - window] {
                    times[Int(one.person)] -= 1
                    if times[Int(one.person)] == 0 { different -= 1 }
                }
            }
            found.append(different)
        }
        return found
    }

    /// The silence counts from the day after anybody but the last speaker spoke, as a group's death does.
    private static func quiet(_ said: [[GroupCourse.Said]]) -> [Int] {
        var last: (person: Int32, day: Int)?
        var second = -1
        return said.enumerated().map { index, day in
            if day.count > 1 {
                second = index
                last = (day[0].person, index)
            } else if let one = day.first {
                if let last, last.person != one.person { second = max(second, last.day) }
                last = (one.person, index)
            }
            return index - second
        }
    }
}

extension CourseFigures {
    /// Whether the group is not known to be dead at the end of a day.
    func isAlive(_ index: Int) -> Bool { quiet[index] < StageSuggestion.silence }

    /// Whether the group, alive at the end of a day, dies within `Forecast.days`; nil where that is not known yet.
    ///
    /// It dies on the first day of a silence of seven whole days: the last of them is up to six days later.
    func dies(after index: Int) -> Bool? {
        let last = index + ForecastFeatures.days + StageSuggestion.silence - 1
        guard last < quiet.count else { return nil }
        return quiet[(index + 1)...last].contains(StageSuggestion.silence)
    }
}
