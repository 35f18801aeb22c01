package import Kernel

/// The people who first joined in one ISO week, and how many of them spoke in that week and each one after it.
package struct Cohort: Hashable, Sendable {
    /// The week's Monday.
    package var week: CivilDay
    package var size: Int
    /// By weeks since joining, 0 being the week of joining; nil where the week is not over at the data's end.
    package var active: [Int?]

    package init(week: CivilDay, size: Int, active: [Int?]) {
        self.week = week
        self.size = size
        self.active = active
    }
}

/// Retention by cohort (METRICS, Retention).
package enum Retention {
    /// The cohorts whose week intersects the window, each followed up to the week of the window's last day.
    ///
    /// Both cohorts and weeks are whole even where the window cuts them; cohorts of nobody are left out.
    ///
    /// - Parameters:
    ///   - dataEnd: The last day of the group's data.
    ///   - firstJoins: The day each person first joined; those outside the window's weeks are passed over.
    ///   - memberDays: Those of the window's weeks, whole, at least.
    package static func cohorts(
        window: DayRange, dataEnd: CivilDay, firstJoins: [(person: Int32, day: CivilDay)], memberDays: MemberDays,
        peopleCount: Int
    ) -> [Cohort] {
        let weeks = DayRange(from: window.from.monday, to: window.to.monday.advanced(by: 6))
        let weekCount = weeks.count / 7
        var cohortOfPerson = [Int32](repeating: -1, count: peopleCount)
        var sizes = [Int](repeating: 0, count: weekCount)
        for join in firstJoins where weeks.contains(join.day) {
            let cohort = weeks.from.distance(to: join.day) / 7
            cohortOfPerson[Int(join.person)] = Int32(cohort)
            sizes[cohort] += 1
        }

        var active: [[Int]] = sizes.enumerated().map { week, size in
            [Int](repeating: 0, count: size == 0 ? 0 : weekCount - week)
        }
        var lastWeek = [Int32](repeating: -1, count: peopleCount)
        memberDays.forEach(in: weeks) { day, person, messages in
            let week = (day - weeks.from.number) / 7
            let cohort = cohortOfPerson[person]
            guard messages > 0, cohort >= 0, week >= cohort, lastWeek[person] != week else { return }
            lastWeek[person] = week
            active[Int(cohort)][Int(week - cohort)] += 1
        }

        let wholeWeeks = weeks.from.distance(to: dataEnd.advanced(by: 1)).flooredQuotient(by: 7)
        return (0..<weekCount).filter { sizes[$0] > 0 }.map { week in
            let counts = active[week].enumerated().map { week + $0.offset < wholeWeeks ? $0.element : nil }
            return Cohort(week: weeks.from.advanced(by: 7 * week), size: sizes[week], active: counts)
        }
    }
}
