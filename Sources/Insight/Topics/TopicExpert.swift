package import Kernel
internal import Words

/// Somebody who answered questions about something, with the very questions.
package struct TopicExpert: Sendable, Equatable {
    package let person: PersonID
    package let name: String
    /// Questions they were the first to answer.
    package var questions: Int
    /// How many people asked them.
    package var askers: Int
    /// How many of those thanked within an hour.
    package var thankers: Int
    /// The latest first.
    package var evidence: [Evidence]

    /// A question and its answer as the log has them.
    package struct Evidence: Sendable, Equatable {
        package let group: GroupID
        package let groupName: String
        package let zone: String
        package let askedAt: Instant
        package let asker: String
        /// Nil where the text is not kept, or was erased.
        package let question: String?
        package let answer: String?
        package let isThanked: Bool
        let key: EventKey
        let answerKey: EventKey

        /// Whether the answer is more than a word or two.
        var isTelling: Bool { (answer?.unicodeScalars.count ?? 0) >= 24 }
    }

    /// People helped, and those among them who said thanks once more: many answers to one person count as one.
    package var worth: Int { askers + thankers }
}

/// A topic of questions with those who answer them, the ones who helped the most people first.
package struct ExpertTopic: Sendable, Equatable {
    package let word: String
    /// Words that are asked about together with it.
    package var companions: [String]
    package var questions: Int
    package var experts: [TopicExpert]
}

/// An answered question as far as experts are told from it.
struct AnsweredTopic {
    let group: GroupID
    let key: EventKey
    let answerKey: EventKey
    let askedAt: Instant
    let asker: PersonID
    let answerer: PersonID
    let isThanked: Bool
    var words: Set<String>
}

extension TopicExpert {
    /// Those who answered, best first: by people helped and thanks, then by questions, then by who answered last.
    ///
    /// - Parameter least: How many people somebody must have helped.
    static func ranked(
        _ answers: [AnsweredTopic], least: Int, limit: Int, evidence: Int
    ) -> [(person: PersonID, expert: Standing)] {
        var byPerson: [PersonID: Standing] = [:]
        for answer in answers {
            var standing = byPerson[answer.answerer] ?? Standing()
            standing.answers.append(answer)
            standing.askers.insert(answer.asker)
            if answer.isThanked { standing.thankers.insert(answer.asker) }
            byPerson[answer.answerer] = standing
        }
        let ranked = byPerson.filter { $0.value.askers.count >= least }.sorted { left, right in
            let (one, other) = (left.value, right.value)
            if one.worth != other.worth { return one.worth > other.worth }
            if one.answers.count != other.answers.count { return one.answers.count > other.answers.count }
            if one.latest != other.latest { return one.latest > other.latest }
            return left.key < right.key
        }
        return ranked.prefix(limit).map { person, standing in
            var standing = standing
            standing.count = standing.answers.count
            // What was thanked for tells most, and what is new can still be read up.
            standing.answers.sort {
                ($0.isThanked ? 1 : 0, $0.askedAt, $0.key) > ($1.isThanked ? 1 : 0, $1.askedAt, $1.key)
            }
            standing.answers = Array(standing.answers.prefix(evidence))
            return (person, standing)
        }
    }

    struct Standing {
        var answers: [AnsweredTopic] = []
        var askers: Set<PersonID> = []
        var thankers: Set<PersonID> = []
        var count = 0

        var worth: Int { askers.count + thankers.count }
        var latest: Instant { answers.map(\.askedAt).max() ?? Instant(milliseconds: 0) }
    }
}

extension ExpertTopic {
    /// A word that somebody asks about, as words are kept.
    package static func word(_ text: String) -> String {
        foldedText(text.trimmingPrefix { $0 == "#" || $0 == " " }.description)
    }
}
