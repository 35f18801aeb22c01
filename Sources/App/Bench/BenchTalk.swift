import Kernel

/// Talk to be written down in one format after another; the same for the same seed.
struct BenchTalk {
    /// One message of it.
    struct Message {
        /// From 1; the message's id where its format has one.
        let number: Int
        /// Seconds since 1970.
        let second: Int
        let speaker: Int
        let name: String
        let words: String
        /// The number of an earlier message that this one answers, one time in eight.
        let answered: Int?

        /// `2023-03-01`
        var day: String { CivilDay(number: Int32(second / 86_400)).description }
        /// `12:00:00`
        var clock: String {
            let (hour, minute) = (second / 3600 % 24, second / 60 % 60)
            return "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second % 60, to: 2))"
        }
        /// Year, month and day, as numbers.
        var date: (year: Int, month: Int, day: Int) { CivilDay(number: Int32(second / 86_400)).date }
    }

    /// A message every twenty seconds from the first of March 2023 on.
    private static let start = 1_677_628_800
    private static let step = 20
    private static let speakers = 500

    private var chance = SeededGenerator(seed: 11)
    private let words: [String]
    private var number = 0

    /// - Parameter isChinese: Whether the words are Chinese, without spaces between them.
    init(isChinese: Bool) {
        let list =
            isChinese
            ? ["今晚", "我们", "一起", "读书", "可以", "谢谢", "明天", "还有", "这个", "好的", "周三", "老地方", "见面", "，", "。", "吗？"]
            : [
                "the ", "seeds ", "came ", "today ", "and ", "we ", "could ", "plant ", "them ", "on ", "Sunday ",
                "morning, ", "who ", "has ", "a spade? ", "thank you ",
            ]
        words = list
    }

    mutating func next() -> Message {
        number += 1
        let bits = chance.next()
        let speaker = Int(bits >> 32) % Self.speakers * Int(bits & 0xFFFF) / 0x10000
        var text = ""
        var more = chance.next()
        for _ in 0..<(3 + bits >> 16 & 7) {
            text += words[Int(more & 15)]
            more >>= 4
        }
        if bits >> 20 & 31 == 0 { text += "https://garden.example/\(number)" }
        let back = Int(bits >> 24 & 63) + 1
        return Message(
            number: number, second: Self.start + number * Self.step, speaker: speaker, name: "Speaker \(speaker)",
            words: text, answered: bits >> 28 & 7 == 0 && back < number ? number - back : nil)
    }
}
