internal import Kernel
internal import Storage
internal import Words

extension TopicIndex {
    /// What is stored of a group's weeks and differs from a recount of their raw texts. Weeks that are yet to be counted,
    /// and those whose texts were forgotten, are passed over.
    func differences(of group: Group, in transaction: Transaction) throws -> [Discrepancy] {
        let query: SQL = """
            SELECT week FROM topic_weeks WHERE group_id = \(group.id) AND is_due = 0 AND is_frozen = 0 ORDER BY week
            """
        var found: [Discrepancy] = []
        for week in try transaction.all(query, { $0.day(0) }) {
            let counted = try TopicWeek.count(week, of: group, in: transaction)
            let stored = try TopicWeek.stored(week, of: group.id, in: transaction)
            found += TopicWeek.differences(stored, counted, week)
        }
        return found
    }
}

extension TopicWeek {
    /// What is kept of a week; its lists in no order.
    static func stored(_ week: CivilDay, of group: GroupID, in transaction: Transaction) throws -> TopicWeek {
        var stored = TopicWeek()
        let place: SQL = "group_id = \(group) AND week = \(week)"
        try transaction.forEach("SELECT messages, speakers, uses FROM topic_weeks WHERE \(sql: place)") { row in
            (stored.messages, stored.speakers, stored.uses) = (row.int(0), row.int(1), row.int(2))
        }
        stored.words = try words(of: week, group, in: transaction)
        stored.pairs = try transaction.all(
            "SELECT word, other, together, strength FROM topic_pairs WHERE \(sql: place)"
        ) { TopicPair(word: $0.string(0), other: $0.string(1), together: $0.int(2), strength: $0.int(3)) }
        stored.tellers = try transaction.all(
            "SELECT word, person_id, messages FROM topic_speakers WHERE \(sql: place)"
        ) { TopicTeller(word: $0.string(0), person: $0.id(1), messages: $0.int(2)) }
        let answers: SQL = """
            SELECT word, question_key, answer_key, asked_at, asker_id, answerer_id, is_thanked FROM topic_answers
            WHERE \(sql: place)
            """
        stored.answers = try transaction.all(answers) { row in
            TopicAnswer(
                word: row.string(0), question: row.eventKey(1), answer: row.eventKey(2), askedAt: row.instant(3),
                asker: row.id(4), answerer: row.id(5), isThanked: row.bool(6))
        }
        return stored
    }

    static func differences(_ stored: TopicWeek, _ counted: TopicWeek, _ week: CivilDay) -> [Discrepancy] {
        func texts(_ one: TopicWeek) -> [String: [String: String]] {
            [
                "topic_weeks": ["": "\(one.messages), \(one.speakers), \(one.uses)"],
                "topic_words": Dictionary(
                    one.words.map { ("\($0.kind.name) \($0.word)", "\($0.messages), \($0.speakers)") },
                    uniquingKeysWith: { first, _ in first }),
                "topic_pairs": Dictionary(
                    one.pairs.map { ("\($0.word) \($0.other)", "\($0.together), \($0.strength)") },
                    uniquingKeysWith: { first, _ in first }),
                "topic_speakers": Dictionary(
                    one.tellers.map { ("\($0.word), person \($0.person)", "\($0.messages)") },
                    uniquingKeysWith: { first, _ in first }),
                "topic_answers": Dictionary(
                    one.answers.map {
                        (
                            "\($0.word), asked \($0.askedAt) \($0.question.bytes.suffix(4))",
                            "\($0.answerer), \($0.isThanked)"
                        )
                    },
                    uniquingKeysWith: { first, _ in first }),
            ]
        }
        let (ours, theirs) = (texts(stored), texts(counted))
        var found: [Discrepancy] = []
        for table in ours.keys.sorted() {
            let (one, other) = (ours[table] ?? [:], theirs[table] ?? [:])
            for key in Set(one.keys).union(other.keys).sorted() where one[key] != other[key] {
                found.append(
                    Discrepancy(
                        place: table, row: "week \(week)" + (key.isEmpty ? "" : ", \(key)"), stored: one[key],
                        counted: other[key]))
            }
        }
        return found
    }
}
