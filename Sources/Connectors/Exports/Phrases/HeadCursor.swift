internal import Kernel

/// Walks over the head of a line: numbers, dates and times as phones and clients write them.
struct HeadCursor {
    let line: ByteView
    var index = 0

    init(_ line: ByteView, at index: Int = 0) {
        self.line = line
        self.index = index
    }

    var isAtEnd: Bool { index >= line.count }

    var byte: UInt8 { index < line.count ? line.base[index] : 0 }

    /// Passes over spaces of any width and marks.
    mutating func skipGaps() {
        while let length = line.gapLength(at: index) { index += length }
    }

    mutating func skipMarks() {
        while line.isMark(at: index), let length = line.gapLength(at: index) { index += length }
    }

    mutating func skip(_ text: StaticString) -> Bool {
        guard line.has(text, at: index) else { return false }
        index += text.utf8CodeUnitCount
        return true
    }

    /// One digit of 0…9, of Arabic, or of Persian.
    private var digit: (value: Int, length: Int)? {
        guard index < line.count else { return nil }
        let first = line.base[index]
        if first &- 48 < 10 { return (Int(first &- 48), 1) }
        guard first == 0xD9 || first == 0xDB, index + 1 < line.count else { return nil }
        let zero: UInt8 = first == 0xD9 ? 0xA0 : 0xB0
        let second = line.base[index + 1] &- zero
        return second < 10 ? (Int(second), 2) : nil
    }

    /// A number of at most `most` digits; nil where there is none or it is longer.
    mutating func number(atMost most: Int) -> (value: Int, width: Int)? {
        var value = 0
        var width = 0
        while let next = digit {
            guard width < most else { return nil }
            value = value * 10 + next.value
            width += 1
            index += next.length
        }
        return width > 0 ? (value, width) : nil
    }

    /// `31/12/20`, `2020. 12. 31.`, `2019年1月1日`, `2019년 1월 1일`.
    mutating func date() -> DateOrder.Numbers? {
        guard let first = number(atMost: 4) else { return nil }
        skipMarks()
        if skip("年") || skip("년") { return written(first) }
        let separator = byte
        guard separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".") || separator == UInt8(ascii: "-") else {
            return nil
        }
        index += 1
        skipGaps()
        guard let second = number(atMost: 2) else { return nil }
        skipMarks()
        guard byte == separator else { return nil }
        index += 1
        skipGaps()
        guard let third = number(atMost: 4) else { return nil }
        if separator == UInt8(ascii: "."), byte == separator { index += 1 }
        return DateOrder.Numbers(
            first: first.value, second: second.value, third: third.value, firstWidth: first.width,
            thirdWidth: third.width, separator: separator)
    }

    private mutating func written(_ year: (value: Int, width: Int)) -> DateOrder.Numbers? {
        skipGaps()
        guard let month = number(atMost: 2), skip("月") || skip("월") else { return nil }
        skipGaps()
        guard let day = number(atMost: 2), skip("日") || skip("일") else { return nil }
        return DateOrder.Numbers(
            first: year.value, second: month.value, third: day.value, firstWidth: year.width, thirdWidth: day.width)
    }

    /// `23:59`, `11:59:59 PM`, `下午3:05`: milliseconds of the day, whether it is told in halves, whether with seconds.
    mutating func time(_ words: HourWords) -> (millisecondOfDay: Int64, isHalfDay: Bool, hasSeconds: Bool)? {
        var half = words.find(&self)
        skipGaps()
        guard let hour = number(atMost: 2), byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") else { return nil }
        let separator = byte
        index += 1
        guard let minute = number(atMost: 2), minute.width == 2, minute.value < 60 else { return nil }
        var second: Int?
        if byte == separator {
            let start = index
            index += 1
            if let value = number(atMost: 2), value.width == 2, value.value <= 60 {
                second = min(value.value, 59)
            } else {
                index = start
            }
        }
        if half == nil {
            let start = index
            skipGaps()
            half = words.find(&self)
            if half == nil { index = start }
        }
        guard let full = HourWords.hour(hour.value, half) else { return nil }
        return (Int64(full * 3600 + minute.value * 60 + (second ?? 0)) * 1000, half != nil, second != nil)
    }
}

/// The words for the halves of a day in many languages.
struct HourWords {
    /// What a word of the half of the day does with the hour.
    enum Half: String {
        case morning
        /// Twelve and what is near it.
        case noon
        case afternoon
    }

    private var words: [(bytes: [UInt8], half: Half)] = []

    init(_ system: SystemWords) {
        for language in system.languages {
            for (name, list) in language.hours ?? [:] {
                guard let half = Half(rawValue: name) else { continue }
                words += list.map { (Array($0.utf8), half) }
            }
        }
        // The longest first: `a.m.` before `a`.
        words.sort { $0.bytes.count > $1.bytes.count }
    }

    /// The word at the cursor, which it is moved behind. Spaces of any width are alike, and so are cases.
    func find(_ cursor: inout HeadCursor) -> Half? {
        let first = cursor.byte
        guard first >= 0x80 || (first | 32) &- UInt8(ascii: "a") < 26 else { return nil }
        for (word, half) in words {
            guard let end = HourWords.end(of: word, in: cursor.line, from: cursor.index) else { continue }
            cursor.index = end
            return half
        }
        return nil
    }

    private static func end(of word: [UInt8], in line: ByteView, from start: Int) -> Int? {
        var index = start
        for byte in word {
            if byte == 32 {
                guard let length = line.gapLength(at: index) else { return nil }
                index += length
                continue
            }
            guard index < line.count else { return nil }
            let found = line.base[index]
            let lower = found &- UInt8(ascii: "A") < 26 ? found | 32 : found
            guard lower == byte else { return nil }
            index += 1
        }
        return index
    }

    /// The hour 0…23; nil where the clock shows no such hour.
    static func hour(_ hour: Int, _ half: Half?) -> Int? {
        guard hour < 24 else { return nil }
        switch half {
        case nil: return hour
        case .morning: return hour > 12 ? nil : hour % 12
        case .afternoon: return hour > 12 ? hour : hour % 12 + 12
        case .noon: return hour < 10 ? hour + 12 : hour
        }
    }
}
