package import Kernel
package import Record
package import Storage

extension ExpertTopic {
    /// The weeks before a week that experts are told from.
    package static let weeks = 52
    private static let mostAnswers = 40_000
    private static let evidence = 3

    /// The experts on some words in some groups, over the year that ends with a week.
    ///
    /// A question is about them that has the first of the words, or two of the others, in it or its answer.
    package static func find(
        _ words: [String], of groups: GroupChoice, until week: CivilDay, limit: Int = 5, least: Int = 1,
        in transaction: Transaction
    ) throws -> ExpertTopic? {
        guard let head = words.first else { return nil }
        var answers: [EventKey: AnsweredTopic] = [:]
        for word in words {
            let place: SQL = """
                t.word = \(word) AND t.week <= \(week) AND t.week > \(week.advanced(by: -7 * weeks))
                    AND \(sql: groups.holds("t.group_id"))
                """
            for answer in try AnsweredTopic.load(place, limit: mostAnswers, in: transaction) {
                answers[answer.key, default: answer].words.insert(word)
            }
        }
        let about = answers.values.filter { $0.words.contains(head) || $0.words.count >= 2 }
        return ExpertTopic(
            word: head, companions: Array(words.dropFirst()), questions: about.count,
            experts: try TopicExpert.load(about, least: least, limit: limit, evidence: evidence, in: transaction))
    }

    /// What is asked and answered most in some groups, with who answers it.
    ///
    /// Told from the latest 160,000 words of answered questions of one group, or 20,000 of several: some 20,000 questions,
    /// or 2,500.
    ///
    /// - Parameters:
    ///   - least: How many people somebody must have helped to be named.
    ///   - most: How many words of answered questions are read instead.
    package static func all(
        of groups: GroupChoice, until week: CivilDay, limit: Int = 12, experts: Int = 5, least: Int = 2,
        answers most: Int? = nil, in transaction: Transaction
    ) throws -> [ExpertTopic] {
        let place: SQL = """
            t.week <= \(week) AND t.week > \(week.advanced(by: -7 * weeks)) AND \(sql: groups.holds("t.group_id"))
            """
        var answers: [EventKey: AnsweredTopic] = [:]
        var isOne = false
        if case .some(let chosen) = groups { isOne = chosen.count == 1 }
        let most = most ?? (isOne ? mostAnswers * 4 : mostAnswers / 2)
        for answer in try AnsweredTopic.load(place, limit: most, in: transaction) {
            answers[answer.key, default: answer].words.formUnion(answer.words)
        }
        var byWord: [String: [AnsweredTopic]] = [:]
        for answer in answers.values { for word in answer.words { byWord[word, default: []].append(answer) } }
        let ranked = byWord.filter { $0.value.count >= 3 && Set($0.value.map(\.asker)).count >= 2 }
            .map { (word: $0.key, answers: $0.value, askers: Set($0.value.map(\.asker)).count) }
            .sorted { ($1.askers, $1.answers.count, $0.word) < ($0.askers, $0.answers.count, $1.word) }
        var found: [ExpertTopic] = []
        var covered: Set<EventKey> = []
        for (word, about, _) in ranked {
            if found.contains(where: { WeekTopics.isForm(word, of: $0.word) }) { continue }
            // What is asked in the same breath as what stands here already is no topic of its own.
            let fresh = about.filter { !covered.contains($0.key) }
            guard fresh.count * 2 >= about.count else { continue }
            let people = try TopicExpert.load(
                about, least: least, limit: experts, evidence: evidence, in: transaction)
            guard !people.isEmpty else { continue }
            covered.formUnion(about.map(\.key))
            found.append(
                ExpertTopic(
                    word: word, companions: companions(of: word, about, byWord), questions: about.count,
                    experts: people))
            if found.count == limit { break }
        }
        return found
    }

    private static func companions(
        of word: String, _ about: [AnsweredTopic], _ byWord: [String: [AnsweredTopic]]
    ) -> [String] {
        var together: [String: Int] = [:]
        for answer in about { for other in answer.words where other != word { together[other, default: 0] += 1 } }
        // Shared by at least two questions, and more at home here than elsewhere.
        let worth = together.filter { $0.value >= 2 }.map { other, count in
            (other, Double(count * count) / Double(byWord[other]?.count ?? 1))
        }
        return worth.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0).filter { !WeekTopics.isForm($0, of: word) }
            .prefix(3).map { $0 }
    }
}

extension AnsweredTopic {
    /// Rows of `topic_answers t` of a condition, the latest weeks first.
    static func load(_ condition: SQL, limit: Int, in transaction: Transaction) throws -> [AnsweredTopic] {
        let query: SQL = """
            SELECT t.group_id, t.question_key, t.answer_key, t.asked_at, t.asker_id, t.answerer_id, t.is_thanked, t.word
            FROM topic_answers t WHERE \(sql: condition) ORDER BY t.week DESC LIMIT \(limit)
            """
        return try transaction.all(query) { row in
            AnsweredTopic(
                group: row.id(0), key: row.eventKey(1), answerKey: row.eventKey(2), askedAt: row.instant(3),
                asker: row.id(4), answerer: row.id(5), isThanked: row.bool(6), words: [row.string(7)])
        }
    }
}

extension TopicExpert {
    /// Ranks who answered, and fetches their names and the texts of the evidence.
    static func load(
        _ answers: some Sequence<AnsweredTopic>, least: Int, limit: Int, evidence: Int, in transaction: Transaction
    ) throws -> [TopicExpert] {
        // Erased people are nobody's experts: two more than are wanted, so that some may be missing.
        let ranked = ranked(Array(answers), least: least, limit: limit + 2, evidence: evidence * 4)
        var experts: [TopicExpert] = []
        for (person, standing) in ranked where experts.count < limit {
            let query: SQL = "SELECT name FROM people WHERE id = \(person) AND erased_at IS NULL"
            guard let name = try transaction.first(query, { $0.string(0) }) else { continue }
            var shown = try standing.answers.compactMap { try Evidence.load($0, in: transaction) }
            // What tells something before a bare yes.
            shown = Array((shown.filter(\.isTelling) + shown.filter { !$0.isTelling }).prefix(evidence))
            experts.append(
                TopicExpert(
                    person: person, name: name, questions: standing.count, askers: standing.askers.count,
                    thankers: standing.thankers.count, evidence: shown))
        }
        return experts
    }
}

extension TopicExpert.Evidence {
    static func load(_ answer: AnsweredTopic, in transaction: Transaction) throws -> TopicExpert.Evidence? {
        func text(_ key: EventKey) throws -> String? {
            let query: SQL = """
                SELECT SUBSTR(body, 1, 400), speaker_id FROM events WHERE group_id = \(answer.group) AND event_key = \(key)
                """
            let text = try transaction.first(query) { row in
                row.optionalString(0).map { row.isNull(1) ? $0 : bridgedWords($0) ?? $0 }
            }
            return (text ?? nil).map { OpenQuestion.excerpt($0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        let names: SQL = """
            SELECT g.name, g.zone, COALESCE((SELECT p.name FROM people p WHERE p.id = \(answer.asker)), '')
            FROM groups g WHERE g.id = \(answer.group)
            """
        guard let known = try transaction.first(names, { ($0.string(0), $0.string(1), $0.string(2)) }) else {
            return nil
        }
        return TopicExpert.Evidence(
            group: answer.group, groupName: known.0, zone: known.1, askedAt: answer.askedAt, asker: known.2,
            question: try text(answer.key), answer: try text(answer.answerKey), isThanked: answer.isThanked,
            key: answer.key, answerKey: answer.answerKey)
    }
}
