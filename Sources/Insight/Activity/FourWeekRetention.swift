package import Kernel

/// Whether newcomers stay (METRICS: `retention_4`): of those who first joined in the eighth to fifth whole ISO week before
/// the end, how many spoke in the fourth week after the one they joined in.
///
/// The same as the column of week 4 of the report's cohorts, the four latest in which it is over taken together.
package struct FourWeekRetention: Hashable, Sendable {
    package var joined = 0
    package var active = 0

    package init() {}

    /// - Parameter memberDays: Those of the 34 days that end with `end`, at least.
    package init(
        end: CivilDay, firstJoins: [(person: Int32, day: CivilDay)], memberDays: MemberDays, peopleCount: Int
    ) {
        let lastSunday = end.advanced(by: 1).monday.advanced(by: -1)
        let cohorts = DayRange(from: lastSunday.advanced(by: -55), to: lastSunday.advanced(by: -28))
        var weekAwaited = [Int32](repeating: -1, count: peopleCount)
        for join in firstJoins where cohorts.contains(join.day) {
            joined += 1
            weekAwaited[Int(join.person)] = Int32(cohorts.from.distance(to: join.day) / 7)
        }
        let weeks = DayRange(from: lastSunday.advanced(by: -27), to: lastSunday)
        var hasSpoken = [Bool](repeating: false, count: peopleCount)
        memberDays.forEach(in: weeks) { day, person, messages in
            let week = (day - weeks.from.number) / 7
            guard messages > 0, weekAwaited[person] == week, !hasSpoken[person] else { return }
            hasSpoken[person] = true
            active += 1
        }
    }

    package var share: Double? { ratio(active, of: joined) }
}
