internal import Foundation
internal import Kernel

/// Turns of talk: messages that one person says one after the other, three minutes apart at most. What stands in one turn
/// goes together; a message alone is too short in many a chat.
struct TopicTurns {
    private static let gap: Int64 = 180_000

    private var held: [Int32] = []
    private var ends: [Int32] = []
    private var authors: [PersonID] = []
    private var areWithin: [Bool] = []
    private var current: [Int32] = []
    private var author: PersonID?
    private var last = Instant(milliseconds: 0)
    private var isWithin = true

    /// Adds a message's words, and gives the number of the turn it is part of.
    mutating func add(_ words: [Int32], by person: PersonID, at instant: Instant, isWithin: Bool) -> Int {
        let isNew =
            author != person || instant.milliseconds - last.milliseconds > Self.gap || isWithin != self.isWithin
        if isNew { end() }
        (author, last, self.isWithin) = (person, instant, isWithin)
        for word in words where !current.contains(word) && current.count < TopicLimits.wordsOfMessage {
            current.append(word)
        }
        return ends.count
    }

    mutating func end() {
        guard let author else { return }
        if held.count < TopicLimits.heldWords { held += current }
        ends.append(Int32(held.count))
        authors.append(author)
        areWithin.append(isWithin)
        current.removeAll(keepingCapacity: true)
        self.author = nil
    }

    func words(of turn: Int) -> Set<Int32> {
        turn >= 0 && turn < ends.count ? Set(held[range(of: turn)]) : []
    }

    private func range(of turn: Int) -> Range<Int> {
        (turn == 0 ? 0 : Int(ends[turn - 1]))..<Int(ends[turn])
    }

    private struct Together {
        var turns = 0
        var first: PersonID
        var isOfSeveral = false
    }

    /// For each of the words those that go with it best: said together by two people at least, and more often than
    /// chance would have it.
    ///
    /// Strength is normalised pointwise mutual information over turns: Bouma, "Normalized (Pointwise) Mutual Information
    /// in Collocation Extraction" (GSCL 2009).
    func pairs(of heads: [Int32], named name: (Int32) -> String) -> [TopicPair] {
        let wanted = Set(heads)
        var alone: [Int32: Int] = [:]
        var together: [UInt64: Together] = [:]
        var turns = 0
        for turn in ends.indices where areWithin[turn] {
            let words = held[range(of: turn)].filter(wanted.contains).prefix(TopicLimits.wordsOfTurn)
            if !range(of: turn).isEmpty { turns += 1 }
            for word in words { alone[word, default: 0] += 1 }
            for (index, one) in words.enumerated() {
                for other in words.dropFirst(index + 1) {
                    let key = UInt64(UInt32(min(one, other))) << 32 | UInt64(UInt32(max(one, other)))
                    var found = together[key] ?? Together(first: authors[turn])
                    found.turns += 1
                    if found.first != authors[turn] { found.isOfSeveral = true }
                    together[key] = found
                }
            }
        }
        var companions: [Int32: [(other: Int32, together: Int, strength: Int)]] = [:]
        for (key, found) in together where found.isOfSeveral {
            let (one, other) = (Int32(key >> 32), Int32(key & 0xFFFF_FFFF))
            let strength = Self.strength(found.turns, alone[one] ?? 0, alone[other] ?? 0, of: turns)
            guard strength > 0 else { continue }
            companions[one, default: []].append((other, found.turns, strength))
            companions[other, default: []].append((one, found.turns, strength))
        }
        return heads.flatMap { head in
            let best = (companions[head] ?? []).map { (name($0.other), $0.together, $0.strength) }
                .sorted { ($1.1 * $1.2, $0.0) < ($0.1 * $0.2, $1.0) }.prefix(TopicLimits.companions)
            return best.map { TopicPair(word: name(head), other: $0.0, together: $0.1, strength: $0.2) }
        }
    }

    /// - Returns: Thousandths, 0 where they are together no more often than chance would have it.
    static func strength(_ together: Int, _ one: Int, _ other: Int, of turns: Int) -> Int {
        guard together > 0, turns > 0 else { return 0 }
        if together == turns { return 1000 }
        let share = Double(together) / Double(turns)
        let mutual = log(share / (Double(one) / Double(turns) * Double(other) / Double(turns)))
        return max(0, min(1000, Int((mutual / -log(share) * 1000).rounded())))
    }
}
