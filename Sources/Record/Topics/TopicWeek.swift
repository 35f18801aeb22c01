package import Kernel
package import Words

/// What a group talked about in a week that begins on a Monday of its zone, as far as it is kept (docs/decisions.md).
package struct TopicWeek: Sendable, Equatable {
    /// Messages with words, by people.
    package var messages = 0
    /// Who said them.
    package var speakers = 0
    /// Each word of a message once, over all messages, those of words that are not kept among them.
    package var uses = 0
    package var words: [TopicWord] = []
    package var pairs: [TopicPair] = []
    package var tellers: [TopicTeller] = []
    package var answers: [TopicAnswer] = []
}

/// A word of a week, with how many messages it is in and how many people said it, at least two.
package struct TopicWord: Sendable, Hashable {
    package let kind: TopicKind
    package let word: String
    package var messages: Int
    package var speakers: Int

    package init(kind: TopicKind, word: String, messages: Int, speakers: Int) {
        (self.kind, self.word, self.messages, self.speakers) = (kind, word, messages, speakers)
    }
}

/// A word that goes with another.
package struct TopicPair: Sendable, Hashable {
    package let word: String
    package let other: String
    /// In how many turns both stand.
    package let together: Int
    /// Thousandths of the normalised pointwise mutual information: 0 as often as chance has it, 1000 never apart.
    package let strength: Int

    package init(word: String, other: String, together: Int, strength: Int) {
        (self.word, self.other, self.together, self.strength) = (word, other, together, strength)
    }
}

/// Somebody who speaks of a word.
package struct TopicTeller: Sendable, Hashable {
    package let word: String
    package let person: PersonID
    package let messages: Int
}

/// A word of an answered question.
package struct TopicAnswer: Sendable, Hashable {
    package let word: String
    package let question: EventKey
    package let answer: EventKey
    package let askedAt: Instant
    package let asker: PersonID
    package let answerer: PersonID
    /// Whether the asker thanked within an hour.
    package let isThanked: Bool
}

/// How much is kept of a week.
package enum TopicLimits {
    /// Words; hashtags; hosts of links.
    package static let words = 600
    package static let marks = 60
    /// The words whose companions and speakers are kept, and how many of them.
    static let heads = 160
    static let companions = 8
    static let tellers = 8
    /// Words of one answered question.
    static let answerWords = 8
    /// Words of one message that are counted, and different words of one week.
    static let wordsOfMessage = 200
    static let wordsOfWeek = 400_000
    /// Words of turns that are held for finding pairs.
    static let heldWords = 4_000_000
    /// Words of one turn that are paired.
    static let wordsOfTurn = 40
}
