internal import Foundation
internal import Synchronization

/// Words with how often they are met, as a tree by characters; what the cutting of Chinese text goes by.
///
/// The words of `Data/Dictionary.txt` (those of jieba, which `Scripts/words.sh` fetches), folded, and those of
/// `Data/CommunityWords.txt`. Where the former is not there `hasWords` is false and nothing is a word.
///
/// Memory: the first characters are looked up in a table, all further ones in one hash table of (node, character), 16 bytes
/// a place: 17 MiB for 350,000 words, made in some 50 ms when it is asked for, and again after it was let go.
package final class WordDictionary: @unchecked Sendable {
    /// The one for the whole program, as long as somebody asks for it.
    private static let loan = DictionaryLoan {
        WordDictionary(file: DataFile("Dictionary.txt"), further: DataFile("CommunityWords.txt"))
    }

    /// The one for the whole program. Whoever asks has it for as long as they hold it.
    package static var shared: WordDictionary { loan.dictionary() }

    /// Lets go of it, where nobody has asked for it since this was called the time before.
    ///
    /// - Returns: Whether it was there and is not kept any more.
    @discardableResult
    package static func letGoIfUnasked() -> Bool { loan.letGoIfUnasked() }

    package let hasWords: Bool
    package private(set) var wordCount = 0

    /// A place of the hash table: what it is for, and what is there.
    private struct Place {
        /// 0 where empty; else bit 63, the child's node in bits 36…55, the parent's in 16…35, the character below.
        var tag: UInt64 = 0
        /// The logarithm of the word's share; `noWord` where the way only leads on.
        var weight = WordDictionary.noWord
    }

    static let noWord = -Double.infinity
    /// In the number of a node: it is behind a first character.
    private static let firstNode: UInt64 = 1 << 19
    private static let keyMask: UInt64 = 1 << 63 | (1 << 36 - 1)

    private var places: UnsafeMutablePointer<Place>
    private var capacity = 1 << 10
    private var count = 0
    private var nodes: UInt64 = 1
    private let rootNodes = UnsafeMutablePointer<UInt32>.allocate(capacity: 0x10000)
    private let rootWeights = UnsafeMutablePointer<Double>.allocate(capacity: 0x10000)
    /// What a character costs that is no word.
    private(set) var unknown = 0.0
    private var total = 0.0

    init(file: DataFile, further: DataFile) {
        places = .allocate(capacity: capacity)
        places.initialize(repeating: Place(), count: capacity)
        rootNodes.initialize(repeating: 0, count: 0x10000)
        rootWeights.initialize(repeating: WordDictionary.noWord, count: 0x10000)
        hasWords = file.data != nil
        if let data = file.data {
            grow(to: 1 << 20)
            data.withUnsafeBytes { read($0.bindMemory(to: UInt8.self)) }
        }
        unknown = -log(max(total, 1))
        addCommunityWords(further.lines)
        weigh()
    }

    deinit {
        places.deallocate()
        rootNodes.deallocate()
        rootWeights.deallocate()
    }

    // MARK: - Looking up

    /// The node behind a first character, 0 where nothing follows; and what the character weighs as a word.
    @inline(__always)
    func first(_ scalar: UInt32) -> (node: UInt64, weight: Double) {
        guard scalar < 0x10000 else { return (0, WordDictionary.noWord) }
        return (UInt64(rootNodes[Int(scalar)]), rootWeights[Int(scalar)])
    }

    /// The node that a character leads to from another, and what the word up to there weighs; nil where there is no way.
    @inline(__always)
    func next(_ node: UInt64, _ scalar: UInt32) -> (node: UInt64, weight: Double)? {
        guard scalar < 0x10000 else { return nil }
        let key = 1 << 63 | node << 16 | UInt64(scalar)
        var index = place(of: key)
        while true {
            let found = places[index]
            if found.tag & WordDictionary.keyMask == key { return (found.tag >> 36 & 0xFFFFF, found.weight) }
            if found.tag == 0 { return nil }
            index = (index + 1) & (capacity - 1)
        }
    }

    @inline(__always)
    private func place(of key: UInt64) -> Int {
        let mixed = key &* 0x9E37_79B9_7F4A_7C15
        // Nodes behind a first character have many children, which lie all over the table. The others have one or two, and are
        // numbered in the order of the words: theirs lie near each other, so that reading the words in order finds them in the cache.
        if key & WordDictionary.firstNode << 16 != 0 { return Int(truncatingIfNeeded: mixed >> 40) & (capacity - 1) }
        return (Int(truncatingIfNeeded: key >> 16 & 0xFFFFF) &* 4 &+ Int(truncatingIfNeeded: mixed >> 58))
            & (capacity - 1)
    }

    /// Whether a text is, folded, a word of the dictionary.
    package func contains(_ text: String) -> Bool {
        weight(of: foldedText(text).unicodeScalars.map(\.value)) > WordDictionary.noWord
    }

    private func weight(of word: [UInt32]) -> Double {
        guard let start = word.first else { return WordDictionary.noWord }
        var (node, weight) = first(start)
        for scalar in word.dropFirst() {
            guard node != 0, let step = next(node, scalar) else { return WordDictionary.noWord }
            (node, weight) = step
        }
        return weight
    }

    // MARK: - Making it

    /// Reads lines of a word, its count and whatever else, separated by spaces.
    private func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        let table = CharacterTable.shared
        var word: [UInt32] = []
        word.reserveCapacity(64)
        var reader = ScalarReader(bytes)
        while !reader.isAtEnd {
            word.removeAll(keepingCapacity: true)
            while !reader.isAtEnd, reader.bytes[reader.index] > 32 {
                let (scalar, length) = reader.peek()
                word.append(table.fold(scalar))
                reader.index += length
            }
            var times = 0.0
            if !reader.isAtEnd, reader.bytes[reader.index] == 32 { reader.index += 1 }
            while !reader.isAtEnd, case let digit = reader.bytes[reader.index], (48...57).contains(digit) {
                times = times * 10 + Double(digit - 48)
                reader.index += 1
            }
            while !reader.isAtEnd, reader.bytes[reader.index] != 10 { reader.index += 1 }
            reader.index += 1
            if !word.isEmpty, times > 0 { add(word, times) }
        }
    }

    /// Words of the trade get the share that makes them one word where their parts stand side by side, no more. Source:
    /// `suggest_freq` of jieba.
    private func addCommunityWords(_ lines: [String]) {
        for line in lines {
            let word = foldedText(line).unicodeScalars.map(\.value)
            guard hasWords, word.count > 1 else { continue }
            let parts = exp(bestPath(word)) * total
            let known = self.weight(of: word)
            let times = max(parts.rounded(.down) + 1, known == WordDictionary.noWord ? 1 : known)
            if times > known { add(word, times - max(known, 0)) }
        }
    }

    /// The logarithm of the likelihood of a word's parts, while weights are still counts.
    private func bestPath(_ word: [UInt32]) -> Double {
        var route = [Double](repeating: 0, count: word.count + 1)
        for start in word.indices.reversed() {
            var best = WordDictionary.noWord
            var (node, times) = first(word[start])
            var end = start + 1
            while true {
                if times > 0 { best = max(best, log(times / total) + route[end]) }
                guard node != 0, end < word.count, let step = next(node, word[end]) else { break }
                (node, times) = step
                end += 1
            }
            route[start] = best == WordDictionary.noWord ? unknown + route[start + 1] : best
        }
        return route[0]
    }

    private func add(_ word: [UInt32], _ times: Double) {
        guard word.allSatisfy({ $0 < 0x10000 }), word.count <= 64, nodes < WordDictionary.firstNode - 64 else { return }
        total += times
        wordCount += 1
        let start = Int(word[0])
        guard word.count > 1 else {
            rootWeights[start] = max(rootWeights[start], 0) + times
            return
        }
        if rootNodes[start] == 0 { rootNodes[start] = UInt32(WordDictionary.firstNode | newNode()) }
        var node = UInt64(rootNodes[start])
        for index in 1..<word.count {
            let isLast = index == word.count - 1
            let place = findOrMake(node, word[index])
            if isLast {
                places[place].weight = max(places[place].weight, 0) + times
            } else {
                if places[place].tag >> 36 & 0xFFFFF == 0 { places[place].tag |= newNode() << 36 }
                node = places[place].tag >> 36 & 0xFFFFF
            }
        }
    }

    private func newNode() -> UInt64 {
        defer { nodes += 1 }
        return nodes
    }

    private func findOrMake(_ node: UInt64, _ scalar: UInt32) -> Int {
        if count * 2 > capacity { grow(to: capacity * 2) }
        let key = 1 << 63 | node << 16 | UInt64(scalar)
        var index = place(of: key)
        while places[index].tag != 0 {
            if places[index].tag & WordDictionary.keyMask == key { return index }
            index = (index + 1) & (capacity - 1)
        }
        places[index].tag = key
        count += 1
        return index
    }

    private func grow(to size: Int) {
        let (old, oldCapacity) = (places, capacity)
        places = .allocate(capacity: size)
        places.initialize(repeating: Place(), count: size)
        capacity = size
        for index in 0..<oldCapacity where old[index].tag != 0 {
            var target = place(of: old[index].tag & WordDictionary.keyMask)
            while places[target].tag != 0 { target = (target + 1) & (size - 1) }
            places[target] = old[index]
        }
        old.deallocate()
    }

    /// Turns counts into logarithms of shares.
    private func weigh() {
        let all = log(max(total, 1))
        unknown = -all
        for index in 0..<capacity where places[index].weight > 0 {
            places[index].weight = log(places[index].weight) - all
        }
        for index in 0..<0x10000 where rootWeights[index] > 0 { rootWeights[index] = log(rootWeights[index]) - all }
    }
}

extension WordDictionary {
    /// A dictionary of given lines; with none of them it has no words.
    static func made(_ lines: String?, further: String) -> WordDictionary {
        WordDictionary(file: DataFile(text: lines), further: DataFile(text: further))
    }
}

extension WordDictionary {
    /// Hands over every word of the fetched dictionary as it is written there, with how often it is met; none without it.
    package static func forEachWord(_ body: (_ word: String, _ times: Int) -> Void) {
        for line in DataFile("Dictionary.txt").lines {
            let parts = line.split(separator: " ")
            if parts.count >= 2, let times = Int(parts[1]) { body(String(parts[0]), times) }
        }
    }
}

/// A dictionary that is made when somebody asks for it, and kept as long as somebody does.
final class DictionaryLoan: Sendable {
    private struct State {
        var dictionary: WordDictionary?
        var isAsked = false
    }

    private let state = Mutex(State())
    private let make: @Sendable () -> WordDictionary

    init(make: @escaping @Sendable () -> WordDictionary) { self.make = make }

    func dictionary() -> WordDictionary {
        state.withLock { state in
            state.isAsked = true
            if let dictionary = state.dictionary { return dictionary }
            let dictionary = make()
            state.dictionary = dictionary
            return dictionary
        }
    }

    func letGoIfUnasked() -> Bool {
        state.withLock { state in
            defer { state.isAsked = false }
            guard !state.isAsked, state.dictionary != nil else { return false }
            state.dictionary = nil
            return true
        }
    }
}
