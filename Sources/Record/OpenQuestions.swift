import Kernel

/// A question as the record keeps it: who asked, and the first answer of another within 24 hours.
struct Question {
    let point: HistoryPoint
    let day: CivilDay
    let asker: Int32
    /// Messages of others that answered it.
    var answers: Int64 = 0
    var answeredAt: Instant?
    var answerer: Int32?
}

/// The questions that the next message may answer: those of the last 24 hours, in order.
struct OpenQuestions {
    /// So long a question waits for an answer.
    static let milliseconds: Int64 = 24 * 60 * 60 * 1000

    private var questions: [Question] = []
    /// The first that is still open; those before it are dropped by and by.
    private var first = 0
    private var byKey: [EventKey: Int] = [:]
    private var byAsker: [Int32: [Int]] = [:]

    var isEmpty: Bool { first == questions.count }

    mutating func add(_ question: Question) {
        byKey[question.point.key] = questions.count
        byAsker[question.asker, default: []].append(questions.count)
        questions.append(question)
    }

    /// Closes those that were asked more than 24 hours before.
    mutating func close(by instant: Instant) {
        guard first < questions.count else { return }
        let oldest = OpenQuestions.oldest(openAt: instant)
        while first < questions.count, questions[first].point.instant < oldest {
            let question = questions[first]
            byKey[question.point.key] = nil
            byAsker[question.asker]!.removeFirst()
            if byAsker[question.asker]!.isEmpty { byAsker[question.asker] = nil }
            first += 1
        }
        if first == questions.count {
            questions.removeAll(keepingCapacity: true)
            first = 0
        } else if first > 1024, first * 2 > questions.count {
            compact()
        }
    }

    static func oldest(openAt instant: Instant) -> Instant { instant.advanced(byMilliseconds: -milliseconds) }

    /// Lets a message of somebody answer what it replies to and what those asked whom it mentions; gives the questions
    /// that it answers as they are now.
    mutating func answer(by person: Int32, at instant: Instant, to key: EventKey?, mentioning people: [Int32])
        -> [Question]
    {
        guard !isEmpty else { return [] }
        var answered: [Int] = []
        if let key, let index = byKey[key], questions[index].asker != person { answered.append(index) }
        for asker in people where asker != person {
            for index in byAsker[asker] ?? [] where !answered.contains(index) { answered.append(index) }
        }
        for index in answered {
            questions[index].answers += 1
            if questions[index].answeredAt == nil {
                questions[index].answeredAt = instant
                questions[index].answerer = person
            }
        }
        return answered.map { questions[$0] }
    }

    private mutating func compact() {
        questions.removeFirst(first)
        for key in byKey.keys { byKey[key]! -= first }
        for asker in byAsker.keys { byAsker[asker] = byAsker[asker]!.map { $0 - first } }
        first = 0
    }
}
