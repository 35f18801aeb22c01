import Insight
import Kernel

/// The figures of METRICS counted the slow and obvious way: sets of people, pairs and days, nothing shared with Insight.
struct SlowCount {
    let group: SmallGroup
    let window: DayRange

    func active(_ from: CivilDay, _ to: CivilDay) -> Set<Int64> {
        Set(group.memberDays.filter { $0.messages > 0 && from <= $0.day && $0.day <= to }.map(\.person))
    }

    func members(endOf day: CivilDay) -> Set<Int64> {
        Set(group.stays.filter { $0.joined <= day && ($0.left == nil || $0.left! > day) }.map(\.person))
    }

    private func share(_ part: Double, _ whole: Double) -> Double? { whole == 0 ? nil : part / whole }

    /// Every single figure by its JSON key.
    var figures: [String: Double?] {
        let from = window.from
        let to = window.to
        let inWindow = group.memberDays.filter { window.contains($0.day) }
        var said: [Int64: Int] = [:]
        for row in inWindow where row.messages > 0 { said[row.person, default: 0] += row.messages }
        let messages = Double(said.values.reduce(0, +))
        let joins = Double(group.stays.count { window.contains($0.joined) })
        let leaves = Double(group.stays.count { $0.left.map(window.contains) ?? false })
        let members = members(endOf: to)
        let start = Double(self.members(endOf: from.advanced(by: -1)).count)
        let month = active(to.advanced(by: -27), to)
        let daily = (0..<28).map { active(to.advanced(by: -$0), to.advanced(by: -$0)).count }
        let silent = members.filter { person in
            let joined = group.stays.filter { $0.person == person && $0.joined <= to }.map(\.joined).max()!
            return !month.contains(person) && joined.distance(to: to) >= 28
        }
        let notes = group.notes.filter { window.contains($0.key) }.values
        var figures = graph(Set(said.keys))
        figures["messages"] = messages
        figures["joins"] = joins
        figures["leaves"] = leaves
        figures["members"] = Double(members.count)
        figures["messages_bot"] = Double(notes.reduce(0) { $0 + $1.messagesOfBots })
        figures["renames"] = Double(notes.reduce(0) { $0 + $1.renames })
        figures["people_seen"] = Double(Set(inWindow.map(\.person)).count)
        figures["active"] = Double(said.count)
        figures["dau"] = Double(active(to, to).count)
        figures["wau"] = Double(active(to.advanced(by: -6), to).count)
        figures["mau"] = Double(month.count)
        figures["active_ratio"] = share(Double(month.count), Double(members.count))
        figures["stickiness"] = share(Double(daily.reduce(0, +)) / 28, Double(month.count))
        figures["growth_rate"] = share(joins - leaves, start)
        figures["churn_rate"] = share(leaves, start)
        figures["messages_per_member"] = share(messages, Double(members.count))
        figures["messages_per_active"] = share(messages, Double(said.count))
        figures["gini"] = gini(Array(said.values))
        figures["top10_share"] = topTenth(Array(said.values))
        figures["silent"] = Double(silent.count)
        return figures
    }

    /// Half the mean absolute difference of all pairs over the mean.
    private func gini(_ values: [Int]) -> Double? {
        var differences = 0
        for first in values { for second in values { differences += abs(first - second) } }
        let sum = values.reduce(0, +)
        return share(Double(differences), Double(2 * values.count * sum))
    }

    private func topTenth(_ values: [Int]) -> Double? {
        var top = 0
        var rest = values
        var seats = (Double(values.count) / 10).rounded(.up)
        while seats > 0, let most = rest.max() {
            top += most
            rest.remove(at: rest.firstIndex(of: most)!)
            seats -= 1
        }
        return share(Double(top), Double(values.reduce(0, +)))
    }

    private func graph(_ active: Set<Int64>) -> [String: Double?] {
        var weights: [[Int64]: Int] = [:]
        for edge in group.edges where window.contains(edge.day) {
            weights[[edge.from, edge.to], default: 0] += edge.weight
        }
        let mutual = weights.keys.filter { weights[[$0[1], $0[0]]] != nil }
        let connected = active.filter { person in mutual.contains { $0[0] == person } }
        var largest = 0
        for start in active {
            var reached: Set<Int64> = [start]
            var size = 0
            while size != reached.count {
                size = reached.count
                for pair in weights.keys where !reached.isDisjoint(with: pair) { reached.formUnion(pair) }
            }
            largest = max(largest, reached.intersection(active).count)
        }
        let count = Double(active.count)
        var figures: [String: Double?] = [:]
        figures["edges"] = Double(weights.count)
        figures["weight"] = Double(weights.values.reduce(0, +))
        figures["reciprocity"] = share(Double(mutual.count), Double(weights.count))
        figures["density"] = share(Double(weights.count), count * (count - 1))
        figures["connected"] = share(Double(connected.count), count)
        figures["largest_component"] = share(Double(largest), count)
        return figures
    }

    /// Rows of week, size, and the counts by week since joining.
    var retention: [Cohort] {
        guard let end = group.data?.to else { return [] }
        let lastMonday = window.to.monday
        var rows: [Cohort] = []
        var week = window.from.monday
        while week <= lastMonday {
            let people = Set(group.firstJoins.filter { $0.value.monday == week }.keys)
            var counts: [Int?] = []
            var later = week
            while later <= lastMonday {
                let isOver = later.advanced(by: 6) <= end
                counts.append(isOver ? active(later, later.advanced(by: 6)).intersection(people).count : nil)
                later = later.advanced(by: 7)
            }
            if !people.isEmpty { rows.append(Cohort(week: week, size: people.count, active: counts)) }
            week = week.advanced(by: 7)
        }
        return rows
    }

    /// The same figures as a report has them.
    static func figures(of report: GroupReport) -> [String: Double?] {
        let totals = report.totals
        let sums = totals.sums
        var figures: [String: Double?] = [:]
        figures["messages"] = Double(sums.messages)
        figures["joins"] = Double(sums.joins)
        figures["leaves"] = Double(sums.leaves)
        figures["members"] = Double(totals.members)
        figures["messages_bot"] = Double(sums.messagesOfBots)
        figures["renames"] = Double(sums.renames)
        figures["people_seen"] = Double(totals.peopleSeen)
        figures["active"] = Double(totals.active)
        figures["dau"] = Double(totals.dailyActive)
        figures["wau"] = Double(totals.weeklyActive)
        figures["mau"] = Double(totals.monthlyActive)
        figures["active_ratio"] = totals.activeRatio
        figures["stickiness"] = totals.stickiness
        figures["growth_rate"] = totals.growthRate
        figures["churn_rate"] = totals.churnRate
        figures["messages_per_member"] = totals.messagesPerMember
        figures["messages_per_active"] = totals.messagesPerActive
        figures["gini"] = totals.gini
        figures["top10_share"] = totals.topTenthShare
        figures["silent"] = Double(totals.silent)
        figures["edges"] = Double(report.graph.edges)
        figures["weight"] = Double(report.graph.weight)
        figures["reciprocity"] = report.graph.reciprocity
        figures["density"] = report.graph.density
        figures["connected"] = report.graph.connected
        figures["largest_component"] = report.graph.largestComponent
        return figures
    }

    /// The keys whose values differ by more than rounding, with both.
    static func differences(_ first: [String: Double?], _ second: [String: Double?]) -> [String] {
        Set(first.keys).union(second.keys).sorted().filter { key in
            guard let one = first[key], let other = second[key] else { return true }
            guard let one, let other else { return (one == nil) != (other == nil) }
            return abs(one - other) > 1e-12
        }
    }
}
