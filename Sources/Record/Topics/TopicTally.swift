internal import Foundation
internal import Kernel
internal import Words

/// Counts what a week's messages talk about; they come in canonical order, and after them those of a day more, in which
/// the week's last questions are answered.
///
/// Memory: some 100 bytes for each word and for each person that says it, up to `TopicLimits.wordsOfWeek` words, and 4
/// bytes for each word of each turn.
final class TopicTally {
    private let reader: TopicWords
    private let cutter: TextWords
    private let end: Instant

    private var ids: [TopicKind: [String: Int32]] = [.word: [:], .hashtag: [:], .link: [:]]
    private var words: [(kind: TopicKind, word: String)] = []
    private var messages: [Int32] = []
    /// Messages by word and person, the word in the upper half.
    private var uses: [UInt64: Int32] = [:]
    private var people: [PersonID] = []
    private var personNumbers: [PersonID: Int32] = [:]
    private var total = TopicWeek()
    private var talkers: Set<PersonID> = []
    private var turns = TopicTurns()
    private var questions: TopicQuestions

    /// - Parameter end: Where the week ends.
    init(end: Instant, questions: [AnsweredQuestion]) {
        self.end = end
        cutter = TextWords()
        reader = TopicWords(cutter: cutter)
        self.questions = TopicQuestions(questions)
    }

    func take(_ message: TopicMessage) {
        let isWithin = message.instant < end
        let found = wordIDs(message.text)
        let turn = turns.add(found, by: message.person, at: message.instant, isWithin: isWithin)
        questions.note(message, turn: turn) { [cutter] in ThankWords.all.thanks($0, cutter) }
        guard isWithin else { return }
        total.messages += 1
        talkers.insert(message.person)
        let person = number(message.person)
        for id in found {
            messages[Int(id)] += 1
            uses[UInt64(UInt32(id)) << 32 | UInt64(UInt32(person)), default: 0] += 1
            if words[Int(id)].kind != .link { total.uses += 1 }
        }
    }

    private func number(_ person: PersonID) -> Int32 {
        if let number = personNumbers[person] { return number }
        let number = Int32(people.count)
        personNumbers[person] = number
        people.append(person)
        return number
    }

    /// The numbers of a text's words, each once, in order.
    private func wordIDs(_ text: String) -> [Int32] {
        var found: [Int32] = []
        reader.read(text) { kind, word in
            guard found.count < TopicLimits.wordsOfMessage else { return }
            guard let id = self.id(kind, word), !found.contains(id) else { return }
            found.append(id)
        }
        return found
    }

    private func id(_ kind: TopicKind, _ word: String) -> Int32? {
        if let id = ids[kind]![word] { return id }
        guard words.count < TopicLimits.wordsOfWeek else { return nil }
        let id = Int32(words.count)
        ids[kind]![word] = id
        words.append((kind, word))
        messages.append(0)
        return id
    }

    // MARK: - What is kept

    /// - Parameter isName: Whether a word is somebody's name and nothing else.
    func week(isName: (String) -> Bool) -> TopicWeek {
        turns.end()
        var speakers = [Int32](repeating: 0, count: words.count)
        for key in uses.keys { speakers[Int(key >> 32)] += 1 }
        var week = total
        week.speakers = talkers.count
        var kept: Set<Int32> = []
        var heads: [Int32] = []
        for (kind, most) in [
            (TopicKind.word, TopicLimits.words), (.hashtag, TopicLimits.marks), (.link, TopicLimits.marks),
        ] {
            let candidates = words.indices.filter { words[$0].kind == kind && speakers[$0] >= 2 }
                .map { Int32($0) }.sorted { isBefore($0, $1) }
            var left = most
            for id in candidates where left > 0 {
                if kind == .word, isName(words[Int(id)].word) { continue }
                left -= 1
                kept.insert(id)
                if kind == .word, heads.count < TopicLimits.heads { heads.append(id) }
                week.words.append(
                    TopicWord(
                        kind: kind, word: words[Int(id)].word, messages: Int(messages[Int(id)]),
                        speakers: Int(speakers[Int(id)])))
            }
        }
        week.pairs = turns.pairs(of: heads, named: { self.words[Int($0)].word })
        week.tellers = tellers(of: heads)
        week.answers = questions.answers { turn, answering in
            self.topical(turn, answering, kept: kept, isName)
        }
        return week
    }

    private func isBefore(_ left: Int32, _ right: Int32) -> Bool {
        if messages[Int(left)] != messages[Int(right)] { return messages[Int(left)] > messages[Int(right)] }
        return words[Int(left)].word < words[Int(right)].word
    }

    private func tellers(of heads: [Int32]) -> [TopicTeller] {
        let wanted = Set(heads)
        var byWord: [Int32: [(person: Int32, messages: Int32)]] = [:]
        for (key, count) in uses {
            let word = Int32(key >> 32)
            if wanted.contains(word) { byWord[word, default: []].append((Int32(key & 0xFFFF_FFFF), count)) }
        }
        return heads.flatMap { head in
            let all = byWord[head] ?? []
            // Of two who speak of it as often the one who spoke first this week.
            let first = all.sorted { ($1.messages, $0.person) < ($0.messages, $1.person) }.prefix(TopicLimits.tellers)
            return first.map {
                TopicTeller(word: words[Int(head)].word, person: people[Int($0.person)], messages: Int($0.messages))
            }
        }
    }

    /// The words of a question and its answer that may name what it is about, the likeliest first.
    private func topical(_ question: Int, _ answer: Int, kept: Set<Int32>, _ isName: (String) -> Bool) -> [String] {
        let (asked, told) = (turns.words(of: question), turns.words(of: answer))
        var ranks: [(rank: Int, word: String)] = []
        for id in asked.union(told) {
            let (kind, word) = words[Int(id)]
            guard kind != .link, !isName(word) else { continue }
            let rank = (asked.contains(id) ? 8 : 0) + (told.contains(id) ? 2 : 0) + (kept.contains(id) ? 3 : 0)
            ranks.append((rank, word))
        }
        ranks.sort { ($1.rank, $1.word.utf8.count, $0.word) < ($0.rank, $0.word.utf8.count, $1.word) }
        var chosen: [String] = []
        var fromAnswer = 0
        for one in ranks where !chosen.contains(one.word) {
            if one.rank < 8 {
                fromAnswer += 1
                if fromAnswer > TopicLimits.answerWords / 2 { continue }
            }
            chosen.append(one.word)
            if chosen.count == TopicLimits.answerWords { break }
        }
        return chosen
    }
}
