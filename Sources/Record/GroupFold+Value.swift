import Kernel

/// What a message is worth, and when a group falls silent (METRICS: Value, group death).
extension GroupFold {
    /// Counts what a person's message carries, asks and answers.
    func value(_ input: FoldInput, _ person: Int32, _ facts: FoldFacts, _ day: CivilDay) -> MessageValue {
        let isQuestion = facts.traits.contains(.question)
        var value = MessageValue(isQuestion: isQuestion, isCarrying: isQuestion || carries(input.kind, facts.traits))
        openQuestions.close(by: input.point.instant)
        if !openQuestions.isEmpty, input.replyKey != nil || !facts.mentions.isEmpty || !input.addressed.isEmpty {
            let answering = openQuestions.answer(
                by: person, at: input.point.instant, to: input.replyKey, mentioning: people(in: facts, input))
            for question in answering.first { tally.questions[question.point.key] = question }
            value.isAnswer = answering.isAnswer
            value.isCarrying = value.isCarrying || value.isAnswer
        }
        if isQuestion {
            let question = Question(point: input.point, day: day, asker: person)
            openQuestions.add(question)
            tally.questions[question.point.key] = question
        }
        return value
    }

    func carries(_ kind: EventKind, _ traits: TextTraits) -> Bool {
        kind == .link || kind == .card || kind == .file || !traits.isDisjoint(with: [.link, .long, .caption])
    }

    /// The people a message mentions, in its text or by its source's word.
    private func people(in facts: FoldFacts, _ input: FoldInput) -> [Int32] {
        (facts.mentions + input.addressed).map { counted(by: $0) }.filter { $0 >= 0 }
    }

    /// Notes that somebody spoke on a day: keeps who spoke last and when anybody else last did, and notices a death.
    ///
    /// A group is dead from the day after the last but one person fell silent, once seven days have gone by on which at
    /// most one person spoke. Days come in order but for a message added late, and clocks that go back over midnight.
    ///
    /// - Parameter isLast: Whether nobody is known to have spoken after it.
    func noteSpeaking(of person: Int32, on day: CivilDay, isLast: Bool) {
        guard let last = totals.lastSpeaker else {
            totals.lastSpeaker = person
            totals.lastSpeakingDay = day
            return
        }
        let lastDay = totals.lastSpeakingDay ?? day
        if last == person {
            totals.lastSpeakingDay = max(lastDay, day)
            return
        }
        let alone = totals.secondDay.map { $0.advanced(by: 1) } ?? totals.firstDay
        guard day >= alone else {
            // Of two who spoke on the last day the later one counts as the last.
            if day == lastDay, isLast { totals.lastSpeaker = person }
            return
        }
        if totals.diedDay == nil, day.number - alone.number >= GroupTotals.deathDays { totals.diedDay = alone }
        if day > lastDay || (day == lastDay && isLast) {
            totals.secondDay = lastDay
            totals.lastSpeaker = person
            totals.lastSpeakingDay = day
        } else {
            totals.secondDay = day
        }
    }
}

/// What a message counts for besides being one.
struct MessageValue {
    var isQuestion = false
    var isAnswer = false
    var isCarrying = false
}
