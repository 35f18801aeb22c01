/// How people are called in what phones export.
enum PersonName {
    /// A longer name is no name.
    static let longest = 256

    /// The name without marks; inside, spaces of any width are spaces, so that a number is the same wherever it stands.
    static func text(_ name: ByteView) -> String {
        let trimmed = name.trimmed
        var isPlain = true
        for index in 0..<trimmed.count where trimmed.base[index] >= 0x80 {
            if trimmed.gapLength(at: index) != nil {
                isPlain = false
                break
            }
        }
        if isPlain, !trimmed.hasPrefix("~") { return trimmed.string }
        var bytes: [UInt8] = []
        var index = 0
        while index < trimmed.count {
            guard let length = trimmed.gapLength(at: index) else {
                bytes.append(trimmed[index])
                index += 1
                continue
            }
            if trimmed.isJoiner(at: index) {
                bytes += trimmed.slice(index, index + length).array
            } else if !trimmed.isMark(at: index) {
                bytes.append(32)
            }
            index += length
        }
        if bytes.first == UInt8(ascii: "~"), bytes.count > 1, bytes[1] != 32 { bytes.insert(32, at: 1) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ByteView {
    /// U+200C and U+200D, which hold emoji and letters together.
    fileprivate func isJoiner(at index: Int) -> Bool { has("\u{200C}", at: index) || has("\u{200D}", at: index) }
}
