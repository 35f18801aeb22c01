package import Kernel
internal import Record
package import Storage

/// What a report tells of topics: the last week that ends in the window, held against up to twelve weeks before it, and who
/// answers questions about what.
///
/// Topics are kept by weeks, so a window that is not made of weeks is told by the last one.
package struct ReportTopics: Sendable, Equatable {
    package var week: WeekTopics
    /// By word, for the first few that rise: the latest message of the week that has it. None where texts are not kept, or
    /// are not findable yet.
    package var examples: [String: Example] = [:]
    /// Over the year that ends with the week.
    package var experts: [ExpertTopic] = []

    /// What somebody said.
    package struct Example: Sendable, Equatable {
        package let sender: String
        /// How it begins, on one line.
        package let text: String

        package init(sender: String, text: String) { (self.sender, self.text) = (sender, text) }
    }

    /// How many words of each list a report shows.
    package static let wordsShown = 8
    private static let examplesShown = 5
    /// So many words of answers are read, the latest: a report tells of the present.
    private static let answers = 20_000

    package init(week: WeekTopics) { self.week = week }

    /// - Parameter withPeople: Whether to tell who speaks, who answers, and what was said.
    /// - Returns: Nil where no week that ends in the window is counted, or nothing is known of it.
    package static func load(
        group: GroupID, window: DayRange, withPeople: Bool = true, in transaction: Transaction
    ) throws -> ReportTopics? {
        let last: SQL = """
            SELECT week FROM topic_weeks WHERE group_id = \(group) AND messages > 0
                AND week >= \(window.from.advanced(by: -6)) AND week <= \(window.to.advanced(by: -6))
            ORDER BY week DESC LIMIT 1
            """
        guard let monday = try transaction.first(last, { $0.day(0) }) else { return nil }
        var topics = ReportTopics(
            week: try WeekTopics.load(monday, of: group, withPeople: withPeople, in: transaction))
        if withPeople {
            topics.experts = try ExpertTopic.all(
                of: .some([group]), until: monday, limit: 5, experts: 3, answers: answers, in: transaction)
            for change in topics.week.rising.prefix(examplesShown) {
                topics.examples[change.word] = try example(change.word, topics.week.days, group, in: transaction)
            }
        }
        return topics.week.topics.isEmpty && topics.experts.isEmpty ? nil : topics
    }

    /// When the group's topics were counted last; the beginning of time where they never were.
    package static func mark(_ group: GroupID, in transaction: Transaction) throws -> Instant {
        let query: SQL = "SELECT COALESCE(MAX(counted_at), 0) FROM topic_weeks WHERE group_id = \(group)"
        return try transaction.first(query) { $0.instant(0) } ?? Instant(milliseconds: 0)
    }

    private static func example(
        _ word: String, _ days: DayRange, _ group: GroupID, in transaction: Transaction
    ) throws -> Example? {
        // Words are letters and digits: no quotation mark ends the phrase.
        let query = SearchQuery("\"\(word)\" since:\(days.from) until:\(days.to)")
        let zone = try transaction.first("SELECT zone FROM groups WHERE id = \(group)") { $0.string(0) }
        let search = MessageSearch(query: query, scope: [group], zone: zone ?? "UTC")
        guard let hit = try search.page(after: nil, limit: 1, in: transaction).hits.first else { return nil }
        let text = OpenQuestion.excerpt(hit.text)
        return text.isEmpty ? nil : Example(sender: hit.sender, text: text)
    }

    /// Takes out whoever is named in it, and what they said.
    mutating func removePeople() {
        examples = [:]
        experts = []
        for index in week.topics.indices { week.topics[index].tellers = [] }
    }
}
