package import Kernel
package import Storage

/// What somebody was thanked for, across the groups that whoever asks may see.
///
/// The answers are those that tell experts (the first to a question, by its words); thanked for is one whose asker thanked within an
/// hour, or that somebody else reacted to.
package struct MemberThanks: Sendable, Equatable {
    package var topics: [Topic] = []

    /// Answers about something.
    package struct Topic: Sendable, Equatable {
        package let word: String
        /// Questions that were answered and thanked for.
        package let questions: Int
        /// People who asked and thanked.
        package let thankers: Int
        /// Reactions of others to the answers.
        package let reactions: Int
        /// The latest first.
        package let evidence: [Evidence]
    }

    /// A question and its answer, with how often others reacted to that.
    package struct Evidence: Sendable, Equatable {
        package let told: TopicExpert.Evidence
        package let reactions: Int
    }

    package init() {}

    private static let shownTopics = 8
    private static let shownEvidence = 3
    /// So many words of somebody's latest thanked answers are looked at.
    private static let mostRows = 4_000

    /// Reads what somebody was thanked for, what most people thanked for first.
    package static func load(
        _ person: PersonID, in groups: GroupChoice, _ transaction: Transaction
    ) throws -> MemberThanks {
        var answers: [EventKey: Thanked] = [:]
        for one in try rows(of: person, groups, in: transaction) {
            answers[one.answer.key, default: one].answer.words.formUnion(one.answer.words)
        }
        var byWord: [String: [Thanked]] = [:]
        for one in answers.values { for word in one.answer.words { byWord[word, default: []].append(one) } }
        let ranked = byWord.map { (word: $0.key, answers: $0.value, worth: worth(of: $0.value)) }
            .sorted { ($1.worth, $1.answers.count, $0.word) < ($0.worth, $0.answers.count, $1.word) }
        var thanks = MemberThanks()
        var told: Set<EventKey> = []
        for (word, about, _) in ranked where thanks.topics.count < shownTopics {
            // Each answer is told of once, under the word that the most thanks are for.
            let fresh = about.filter { !told.contains($0.answer.key) }
            guard !fresh.isEmpty else { continue }
            told.formUnion(fresh.map(\.answer.key))
            thanks.topics.append(try topic(word, fresh, in: transaction))
        }
        return thanks
    }

    private struct Thanked {
        var answer: AnsweredTopic
        let reactions: Int
    }

    private static func worth(of answers: [Thanked]) -> Int {
        Set(answers.filter(\.answer.isThanked).map(\.answer.asker)).count + answers.reduce(0) { $0 + $1.reactions }
    }

    private static func topic(
        _ word: String, _ answers: [Thanked], in transaction: Transaction
    ) throws -> Topic {
        let latest = answers.sorted { ($1.answer.askedAt, $1.answer.key) < ($0.answer.askedAt, $0.answer.key) }
        let evidence = try latest.prefix(shownEvidence).compactMap { one in
            try TopicExpert.Evidence.load(one.answer, in: transaction).map {
                Evidence(told: $0, reactions: one.reactions)
            }
        }
        return Topic(
            word: word, questions: answers.count,
            thankers: Set(answers.filter(\.answer.isThanked).map(\.answer.asker)).count,
            reactions: answers.reduce(0) { $0 + $1.reactions }, evidence: evidence)
    }

    /// Reactions of somebody else to an answer, whoever they are counted as.
    private static let reactions: SQL = """
        (SELECT COUNT(*) FROM events r JOIN handles h ON h.id = r.sender_id JOIN people q ON q.id = h.person_id
        WHERE r.group_id = t.group_id AND r.reply_key = t.answer_key AND r.kind = \(EventKind.reaction.rawValue)
            AND COALESCE(q.counted_as, q.id) <> t.answerer_id)
        """

    private static func rows(
        of person: PersonID, _ groups: GroupChoice, in transaction: Transaction
    ) throws -> [Thanked] {
        let query: SQL = """
            SELECT * FROM (SELECT t.group_id, t.question_key, t.answer_key, t.asked_at, t.asker_id, t.answerer_id,
                t.is_thanked, t.word, \(sql: reactions) AS reactions
            FROM topic_answers t WHERE t.answerer_id = \(person) AND \(sql: groups.holds("t.group_id"))) AS answers
            WHERE is_thanked = 1 OR reactions > 0 ORDER BY asked_at DESC, question_key, word LIMIT \(mostRows)
            """
        return try transaction.all(query) { row in
            Thanked(
                answer: AnsweredTopic(
                    group: row.id(0), key: row.eventKey(1), answerKey: row.eventKey(2), askedAt: row.instant(3),
                    asker: row.id(4), answerer: row.id(5), isThanked: row.bool(6), words: [row.string(7)]),
                reactions: row.int(8))
        }
    }
}
