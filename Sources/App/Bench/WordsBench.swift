import Foundation
import Kernel
import Words

/// Cutting Chinese talk into words, on one core, beside merely looking at every scalar of it.
struct WordsBench {
    private static let messages = 300_000

    func run() {
        let load = Self.seconds { _ = WordDictionary.shared }
        var talk = MadeTalk()
        let texts = (0..<Self.messages).map { _ in talk.message() }
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        let words = TextWords()
        let tokens = SearchTokens()
        var sum: UInt32 = 0
        let scan = Self.best { for text in texts { for scalar in text.unicodeScalars { sum &+= scalar.value } } }
        let cut = Self.best { for text in texts { words.cut(text) } }
        let read = Self.best { for text in texts { tokens.read(text) } }
        let name = WordDictionary.shared.hasWords ? "" : ", NO DICTIONARY"
        for (what, seconds, least) in [("cut into words", cut, 20.0), ("tokens to search by", read, 20.0)] {
            let rate = Double(bytes) / seconds / 1e6
            BenchFigure(
                name: "\(what), \(bytes / 1_000_000) MB of Chinese\(name)", ours: "\(Int(rate)) MB/s",
                limit: "\(Int(Double(bytes) / scan / 1e6)) MB/s looked at", ratio: BenchFigure.ratio(scan / seconds),
                goal: "≥ \(Int(least)) MB/s", isMet: rate >= least
            ).show()
        }
        BenchFigure(
            name: "the dictionary, \(WordDictionary.shared.wordCount) words", ours: BenchFigure.milliseconds(load),
            limit: "–", ratio: "–", goal: "≤ 100 ms", isMet: load <= 0.1
        ).show()
    }

    private static func best(_ body: () -> Void) -> Double { (0..<3).map { _ in seconds(body) }.min() ?? 0 }

    /// Seconds of this process's own work, so that a busy machine counts less.
    private static func seconds(_ body: () -> Void) -> Double {
        let start = clock()
        body()
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
}
