package import Kernel
package import Storage

/// What somebody knows and speaks of, across the groups that whoever asks may see.
package struct MemberTopics: Sendable, Equatable {
    /// Words of the questions they answered.
    package var answered: [Answered] = []
    /// Words they said in more messages than most.
    package var spoken: [Spoken] = []

    package struct Answered: Sendable, Equatable {
        package let word: String
        package let group: GroupID
        package let groupName: String
        package let questions: Int
        package let askers: Int
        package let thanks: Int
    }

    package struct Spoken: Sendable, Equatable {
        package let word: String
        package let messages: Int
        package let weeks: Int
    }

    package init() {}

    package var isEmpty: Bool { answered.isEmpty && spoken.isEmpty }

    private static let shown = 8

    package static func load(
        _ person: PersonID, in groups: GroupChoice, _ transaction: Transaction
    ) throws -> MemberTopics {
        var topics = MemberTopics()
        topics.answered = try transaction.all(
            """
            SELECT a.word, a.group_id, g.name, COUNT(*), COUNT(DISTINCT a.asker_id), SUM(a.is_thanked)
            FROM topic_answers a JOIN groups g ON g.id = a.group_id
            WHERE a.answerer_id = \(person) AND \(sql: groups.holds("a.group_id"))
            GROUP BY a.word, a.group_id, g.name HAVING COUNT(DISTINCT a.asker_id) >= 2
            ORDER BY 5 DESC, 6 DESC, 4 DESC, a.word LIMIT \(shown)
            """
        ) { row in
            Answered(
                word: row.string(0), group: row.id(1), groupName: row.string(2), questions: row.int(3),
                askers: row.int(4), thanks: row.int(5))
        }
        topics.spoken = try transaction.all(
            """
            SELECT word, SUM(messages), COUNT(DISTINCT week) FROM topic_speakers
            WHERE person_id = \(person) AND \(sql: groups.holds("group_id"))
            GROUP BY word HAVING SUM(messages) >= 3 ORDER BY 2 DESC, word LIMIT \(shown)
            """
        ) { Spoken(word: $0.string(0), messages: $0.int(1), weeks: $0.int(2)) }
        return topics
    }
}
