import Kernel

/// A question as the record keeps it: who asked, and the first answer of another within 24 hours.
struct Question {
    let point: HistoryPoint
    let day: CivilDay
    let asker: Int32
    var answeredAt: Instant?
    var answerer: Int32?
}

/// The questions that the next message may answer: those of the last 24 hours, in order.
///
/// Each is touched when it is asked, when it is answered first, and when it closes, however many are open at once.
struct OpenQuestions {
    /// So long a question waits for an answer.
    static let milliseconds: Int64 = 24 * 60 * 60 * 1000

    /// What a message does to the questions that are open.
    struct Answering {
        /// Whether it answers any, be they answered already.
        var isAnswer = false
        /// Those it is the first to answer, as they are now.
        var first: [Question] = []
    }

    /// The open questions of one person.
    private struct Asked {
        var count = 0
        /// The numbers of those without an answer, in order, from `start` on; some have been answered by a reply since.
        var waiting: [Int] = []
        var start = 0
    }

    /// Those that are open, from `start` on, and some that were; the first of all has the number `dropped`.
    private var questions: [Question] = []
    private var start = 0
    private var dropped = 0
    private var byKey: [EventKey: Int] = [:]
    private var byAsker: [Int32: Asked] = [:]

    var isEmpty: Bool { start == questions.count }

    mutating func add(_ question: Question) {
        let number = dropped + questions.count
        byKey[question.point.key] = number
        byAsker[question.asker, default: Asked()].count += 1
        if question.answeredAt == nil { byAsker[question.asker]!.waiting.append(number) }
        questions.append(question)
    }

    /// Closes those that were asked more than 24 hours before.
    mutating func close(by instant: Instant) {
        guard !isEmpty else { return }
        let oldest = OpenQuestions.oldest(openAt: instant)
        while start < questions.count, questions[start].point.instant < oldest {
            let question = questions[start]
            byKey[question.point.key] = nil
            close(dropped + start, of: question.asker)
            start += 1
        }
        if isEmpty || (start > 1024 && start * 2 > questions.count) {
            dropped += start
            questions.removeFirst(start)
            start = 0
        }
    }

    private mutating func close(_ number: Int, of asker: Int32) {
        guard var asked = byAsker.removeValue(forKey: asker), asked.count > 1 else { return }
        asked.count -= 1
        if asked.start < asked.waiting.count, asked.waiting[asked.start] == number { asked.start += 1 }
        if asked.start > 64, asked.start * 2 > asked.waiting.count {
            asked.waiting.removeFirst(asked.start)
            asked.start = 0
        }
        byAsker[asker] = asked
    }

    static func oldest(openAt instant: Instant) -> Instant { instant.advanced(byMilliseconds: -milliseconds) }

    /// Lets a message of somebody answer what it replies to and what those asked whom it mentions.
    mutating func answer(
        by person: Int32, at instant: Instant, to key: EventKey?, mentioning people: [Int32]
    ) -> Answering {
        var answering = Answering()
        guard !isEmpty else { return answering }
        if let key, let number = byKey[key], questions[number - dropped].asker != person {
            answering.isAnswer = true
            answer(number, by: person, at: instant, &answering)
        }
        for asker in people where asker != person {
            guard byAsker[asker] != nil else { continue }
            answering.isAnswer = true
            let waiting = byAsker[asker]!.waiting[byAsker[asker]!.start...]
            byAsker[asker]!.waiting = []
            byAsker[asker]!.start = 0
            for number in waiting { answer(number, by: person, at: instant, &answering) }
        }
        return answering
    }

    private mutating func answer(
        _ number: Int, by person: Int32, at instant: Instant, _ answering: inout Answering
    ) {
        guard questions[number - dropped].answeredAt == nil else { return }
        questions[number - dropped].answeredAt = instant
        questions[number - dropped].answerer = person
        answering.first.append(questions[number - dropped])
    }
}
