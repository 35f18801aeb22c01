import Kernel
import Simulation

/// Makes the lines of a large log one after the other, out of words and names prepared once.
struct BenchLines {
    private struct Speaker {
        /// The name and the other one they change to now and then.
        let names: [[UInt8]]
        var current = 0
        var isThere = false

        var name: [UInt8] { names[current] }
    }

    private var chance: SeededGenerator
    private var speakers: [Speaker]
    /// Of speaker k and all before: one over one, one over two …
    private let cumulative: [Double]
    private let words: [[UInt8]]
    /// Who spoke last, to be addressed.
    private var recent: [Int] = []
    private var clock: [UInt8] = []
    private var second = -1

    init(seed: UInt64, speakers count: Int) {
        var chance = SeededGenerator(seed: seed)
        speakers = (0..<count).map { number in
            let name = BenchLines.name(number)
            return Speaker(names: [name, name + [UInt8(ascii: "_")]])
        }
        var sum = 0.0
        cumulative = (0..<count).map { rank in
            sum += 1 / Double(rank + 1)
            return sum
        }
        words = BenchLines.words(1024, &chance)
        self.chance = chance
    }

    /// The time of the next lines.
    mutating func begin(second: Int, hasSeconds: Bool) {
        guard second != self.second else { return }
        self.second = second
        var text = "[\(padded(second / 3600, to: 2)):\(padded(second / 60 % 60, to: 2))"
        if hasSeconds { text += ":\(padded(second % 60, to: 2))" }
        clock = Array((text + "] ").utf8)
    }

    /// One message, one in twelve a question, and one line in forty of somebody coming, going or changing their name
    /// before it.
    mutating func add(to file: BenchFile, _ written: inout BenchHistory.Written) throws {
        let speaker = drawSpeaker()
        if chance.next() % 40 == 0 { try addNote(about: drawSpeaker(), to: file, &written) }
        file.add(clock)
        file.add("<".utf8)
        file.add(speakers[speaker].name)
        file.add("> ".utf8)
        if chance.next() % 8 == 0, let other = recent.last(where: { $0 != speaker }) {
            file.add(speakers[other].name)
            file.add(": ".utf8)
        }
        addWords(to: file)
        if chance.next() % 12 == 0 { file.add("?".utf8) }
        try file.endLine()
        written.messages += 1
        if recent.count == 8 { recent.removeFirst() }
        recent.append(speaker)
    }

    private mutating func addNote(
        about index: Int, to file: BenchFile, _ written: inout BenchHistory.Written
    ) throws {
        file.add(clock)
        file.add("*** ".utf8)
        file.add(speakers[index].name)
        if chance.next() % 8 == 0 {
            speakers[index].current = 1 - speakers[index].current
            file.add(" is now known as ".utf8)
            file.add(speakers[index].name)
            written.renames += 1
        } else if speakers[index].isThere {
            file.add(" left".utf8)
            speakers[index].isThere = false
            written.departures += 1
        } else {
            file.add(" joined".utf8)
            speakers[index].isThere = true
            written.arrivals += 1
        }
        try file.endLine()
    }

    /// Three to twelve words.
    private mutating func addWords(to file: BenchFile) {
        var bits = chance.next()
        let count = 3 + Int(bits % 10)
        for index in 0..<count {
            bits = index % 6 == 0 ? chance.next() : bits >> 10
            if index > 0 { file.add(" ".utf8) }
            file.add(words[Int(bits & 1023)])
        }
    }

    private mutating func drawSpeaker() -> Int { chance.index(cumulative: cumulative) }

    // MARK: - Words and names

    private static let onsets: [String] = [
        "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch", "sh", "th", "st", "br",
    ]
    private static let rimes: [String] = ["a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "or"]

    /// A name for each number, no two alike.
    private static func name(_ number: Int) -> [UInt8] {
        let count = onsets.count * rimes.count
        let first = number % count
        let second = number / count % count
        let rest = number / (count * count)
        return Array((syllable(first) + syllable((first * 7 + second) % count) + (rest > 0 ? String(rest) : "")).utf8)
    }

    private static func words(_ count: Int, _ chance: inout SeededGenerator) -> [[UInt8]] {
        var words: [[UInt8]] = []
        for _ in 0..<count {
            var word = ""
            for _ in 0..<chance.between(1, 4) { word += syllable(chance.index(onsets.count * rimes.count)) }
            words.append(Array(word.utf8))
        }
        return words
    }

    private static func syllable(_ number: Int) -> String {
        onsets[number % onsets.count] + rimes[number / onsets.count % rimes.count]
    }
}
