package import Kernel

/// Days of groups on which a forecast could have been made and what came of it is known by now.
///
/// Each is a row of features as they were known at the day's end, and whether the group died within 14 days: landmarks,
/// as van Houwelingen and Putter (Dynamic Prediction in Clinical Survival Analysis, 2012) call them. Groups that are
/// silent on a day have no landmark on it; one that was revived has some again.
package struct Landmarks: Sendable {
    package private(set) var rows = LabelledRows(columns: ForecastFeatures.count)
    /// By landmark: the number of its group, from 0, and the day.
    package private(set) var groups: [Int32] = []
    package private(set) var days: [CivilDay] = []
    /// `mau` over that of 28 days before; nil where nobody spoke then.
    package private(set) var halves: [Double?] = []
    /// By group: its id, its kind, its first day, and the days on which it died.
    package private(set) var members: [Member] = []

    package struct Member: Sendable {
        package let group: Int64
        package let kind: String
        package let firstDay: CivilDay
        package let lastDay: CivilDay
        /// The first days of its silences of seven whole days.
        package let deaths: [CivilDay]
    }

    /// Only every so many days of the calendar have landmarks, so that a long history costs no more than a short one.
    ///
    /// No number of these shares a factor with 7: all days of the week come up.
    let step: Int
    package static let most = 60_000

    /// - Parameter groupDays: How many days all the groups have together.
    package init(groupDays: Int) {
        step = [1, 2, 3, 5, 8, 11, 17, 31, 61].first { groupDays / $0 <= Landmarks.most } ?? 127
    }

    package var count: Int { rows.count }

    package mutating func add(_ course: GroupCourse, group: Int64, kind: String) {
        let figures = CourseFigures(course)
        let number = Int32(members.count)
        for index in 0..<course.range.count where Int(course.range.from.number) + index >= 0 {
            let day = course.range.from.advanced(by: index)
            guard Int(day.number) % step == 0, figures.isAlive(index) else { continue }
            guard let dies = figures.dies(after: index) else { break }
            rows.append(ForecastFeatures(course, figures, at: index).values, dies)
            groups.append(number)
            days.append(day)
            halves.append(index < 28 ? nil : ratio(figures.monthly[index], of: figures.monthly[index - 28]))
        }
        let deaths = figures.quiet.indices.filter { figures.quiet[$0] == StageSuggestion.silence }
        members.append(
            Member(
                group: group, kind: kind, firstDay: course.firstDay, lastDay: course.range.to,
                deaths: deaths.map { course.range.from.advanced(by: $0 - StageSuggestion.silence + 1) }))
    }

    // MARK: - Earlier and later

    /// The day on which the later part begins, with which the test is made: the first of a month about two thirds on, or
    /// where the months are too few for that, the day two thirds on. Nil where the landmarks span fewer than 56 days.
    package var split: CivilDay? {
        guard let first = days.min(), let last = days.max(), first.distance(to: last) >= 56 else { return nil }
        let wanted = first.advanced(by: first.distance(to: last) * 2 / 3)
        for month in [wanted.firstOfMonth, wanted.firstOfNextMonth].sorted(by: {
            abs($0.distance(to: wanted)) < abs($1.distance(to: wanted))
        }) where first.distance(to: month) >= 28 && month.distance(to: last) >= 21 {
            return month
        }
        return wanted
    }

    /// The landmarks of which, at the beginning of a day, it was known what came of them.
    package func known(by day: CivilDay) -> [Int] {
        let wait = ForecastFeatures.days + StageSuggestion.silence
        return days.indices.filter { days[$0].advanced(by: wait) <= day }
    }

    package func from(_ day: CivilDay) -> [Int] { days.indices.filter { days[$0] >= day } }

    package func rows(_ picked: [Int]) -> LabelledRows {
        var part = LabelledRows(columns: rows.columns)
        for index in picked { part.append(Array(rows.row(index)), rows.labels[index]) }
        return part
    }

    /// How many groups some landmarks are of, and how many deaths they look ahead to.
    package func counts(_ picked: [Int]) -> (groups: Int, deaths: Int) {
        let deaths = Set(picked.filter { rows.labels[$0] }.map { Death(groups[$0], death(after: $0)) })
        return (Set(picked.map { groups[$0] }).count, deaths.count)
    }

    private struct Death: Hashable {
        let group: Int32
        let day: CivilDay?

        init(_ group: Int32, _ day: CivilDay?) { (self.group, self.day) = (group, day) }
    }

    private func death(after landmark: Int) -> CivilDay? {
        members[Int(groups[landmark])].deaths.first { $0.advanced(by: StageSuggestion.silence - 1) > days[landmark] }
    }

    /// How long the groups had lived, as was known at the beginning of a day.
    package func lives(knownBy day: CivilDay) -> GroupSurvival {
        GroupSurvival(
            members.compactMap { member in
                let last = min(member.lastDay, day.advanced(by: -1))
                guard member.firstDay <= last else { return nil }
                let death = member.deaths.first { $0.advanced(by: StageSuggestion.silence) <= day }
                var label = GroupLabel(name: "", network: "", kind: nil, zone: "", isPresence: false)
                if !member.kind.isEmpty { label.kind = member.kind }
                var summary = GroupSummary(group: label)
                summary.life = GroupLife(
                    firstDay: member.firstDay, observedUntil: last, diedDay: death, secondDay: last)
                return summary
            })
    }
}
