import Kernel
import Words

/// Chinese talk of words drawn as often as they are met, with marks, letters and links among them; the same for the same seed.
struct MadeTalk {
    private var chance = SeededGenerator(seed: 5)
    private var words: [String] = []
    /// Up to each word, how often they are met together.
    private var sums: [Int] = []

    private static let latin = ["hello", "ok", "iPhone 15", "GMV", "https://a.example/x", "2026", "the app"]

    init() {
        var sum = 0
        WordDictionary.forEachWord { word, times in
            sum += times
            words.append(word)
            sums.append(sum)
        }
        guard words.isEmpty else { return }
        words = ["今晚", "我们", "一起", "读书", "可以", "谢谢", "明天", "还有", "这个", "老地方", "见面", "优惠券", "接龙"]
        sums = Array(1...words.count)
    }

    mutating func word() -> String {
        let drawn = number(below: sums.last ?? 1)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > drawn { high = middle } else { low = middle + 1 }
        }
        return words[low]
    }

    mutating func message() -> String {
        var text = ""
        for _ in 0..<(3 + number(below: 16)) {
            text += word()
            switch number(below: 32) {
            case 0...3: text += "，"
            case 4: text += " " + Self.latin[number(below: Self.latin.count)] + " "
            default: break
            }
        }
        return text + "。"
    }

    mutating func number(below limit: Int) -> Int { Int((chance.next() >> 1) % UInt64(limit)) }
}
