internal import Insight
internal import Kernel
internal import Reports
internal import Rounds
internal import Storage

/// A group on the list of the day, with the figures behind it.
struct TodayEntry: Sendable {
    let group: TodayGroup
    /// As it is counted; nil where it was not yet.
    let line: StandingLine?
    let waiting: WaitingQuestions?
    var questions: [WaitingQuestion] = []
    /// Names of those who may be asked; none for who may not see people, and where they were erased.
    var names: [PersonID: String] = [:]

    /// How many questions are shown.
    private static let mostQuestions = 3

    /// Reads what is shown of some groups.
    static func load(
        _ groups: [TodayGroup], maySeePeople: (GroupID) -> Bool, at now: Instant, in transaction: Transaction
    ) throws -> [TodayEntry] {
        let asked = Set(groups.filter { $0.items.contains { $0.concern == .waiting } }.map(\.group))
        let waiting = try WaitingQuestions.all(.some(asked), at: now, limit: max(1, asked.count), in: transaction)
        return try groups.map { group in
            var entry = TodayEntry(
                group: group, line: try StandingLine.find(group.group, in: transaction),
                waiting: waiting.first { $0.group == group.group })
            guard maySeePeople(group.group) else { return entry }
            if asked.contains(group.group) {
                entry.questions = try WaitingQuestion.newest(
                    of: group.group, at: now, limit: mostQuestions, in: transaction)
            }
            entry.names = try TodayStore.names(of: Set(group.items.flatMap(\.people)), in: transaction)
            return entry
        }
    }

    var first: TodayItem { group.items[0] }

    func people(_ item: TodayItem) -> [String] { item.people.compactMap { names[$0] } }

    /// Why it is on the list.
    func reason(_ item: TodayItem, _ when: When) -> String {
        let look = when.look
        guard item.concern != .waiting else {
            let oldest = waiting.map { when.exact($0.oldest) } ?? when.exact(item.beganAt)
            let count = ReportWords.count(waiting?.count ?? Int(item.worth))
            return look("today.need.waiting", ["count": count, "oldest": oldest])
        }
        guard let one = line?.standing else { return look("today.concern." + item.concern.rawValue) }
        let isAlone = item.concern == .cooling && one.risk == nil
        let key = "today.need." + item.concern.rawValue + (isAlone ? ".alone" : "")
        return look(key, Self.values(one, when))
    }

    private static func values(_ one: GroupStanding, _ when: When) -> [String: String] {
        [
            "mau": ReportWords.count(one.monthlyActive), "before": ReportWords.count(one.monthlyActiveBefore),
            "members": ReportWords.count(one.members), "joins": ReportWords.count(one.joins),
            "leaves": ReportWords.count(one.leaves), "messages": ReportWords.count(one.messages),
            "days": ReportWords.count(one.noiseDays), "ratio": ReportWords.percent(one.activeRatio),
            "retention": ReportWords.percent(one.retention), "newcomers": ReportWords.count(one.newcomers),
            "risk": ReportWords.percent(one.risk), "died": one.diedDay.map(when.day) ?? ReportWords.nothing,
        ]
    }

    /// Its health and risk, where there are any; the risk but once, where the reason says it.
    func figures(_ look: Look) -> String? {
        guard let one = line?.standing else { return nil }
        let isTold = one.risk == nil || first.concern == .cooling || first.concern == .dying
        guard one.health != nil || !isTold else { return nil }
        return look(
            isTold ? "today.figures.health" : "today.figures",
            ["health": ReportWords.score(one.health), "risk": ReportWords.percent(one.risk)])
    }
}
