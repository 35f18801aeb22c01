package import Kernel

/// Which people did something on which days, and how much they said: the rows of `member_days`, column by column.
///
/// People are counted 0, 1, 2 … so that what is known of each is one place of an array.
package struct MemberDays: Sendable {
    private var days: [Int32] = []
    private var people: [Int32] = []
    private var messages: [Int] = []

    package init() {}

    package var count: Int { days.count }

    /// Adds one person's day. Days must come in ascending order.
    package mutating func append(day: CivilDay, person: Int32, messages count: Int) {
        assert(days.last.map { $0 <= day.number } ?? true, "member days come in the order of days")
        days.append(day.number)
        people.append(person)
        messages.append(count)
    }

    /// Calls `body` with each person's day of the range, in the order of days.
    package func forEach(in range: DayRange, _ body: (_ day: Int32, _ person: Int, _ messages: Int) -> Void) {
        for index in days.firstRow(notBefore: range.from.number)..<days.firstRow(notBefore: range.to.number + 1) {
            body(days[index], Int(people[index]), messages[index])
        }
    }

    /// What each person said in the range, by person.
    package func messages(in range: DayRange, peopleCount: Int) -> [Int] {
        var said = [Int](repeating: 0, count: peopleCount)
        forEach(in: range) { _, person, messages in said[person] += messages }
        return said
    }
}

/// Counts different people over one range after another without clearing its marks in between.
package struct DistinctPeople {
    private var lastRound: [Int32]
    private var round: Int32 = 0

    package init(peopleCount: Int) {
        lastRound = [Int32](repeating: 0, count: peopleCount)
    }

    /// How many people said something in the range (METRICS: active).
    package mutating func active(_ memberDays: MemberDays, in range: DayRange) -> Int {
        count(memberDays, in: range, least: 1)
    }

    /// How many people did anything at all in the range (`people_seen`).
    package mutating func seen(_ memberDays: MemberDays, in range: DayRange) -> Int {
        count(memberDays, in: range, least: 0)
    }

    private mutating func count(_ memberDays: MemberDays, in range: DayRange, least: Int) -> Int {
        round += 1
        var count = 0
        memberDays.forEach(in: range) { _, person, messages in
            guard messages >= least, lastRound[person] != round else { return }
            lastRound[person] = round
            count += 1
        }
        return count
    }
}
