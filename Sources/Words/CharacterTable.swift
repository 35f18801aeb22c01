internal import Foundation

/// What a scalar is to the reading of a text.
enum CharacterKind: UInt8 {
    /// Punctuation, symbols, controls: stands between words.
    case other
    case space
    /// A letter of a script that puts spaces between words.
    case letter
    case digit
    /// Belongs to the letter before it.
    case mark
    case han
    case hiragana
    case katakana
    case hangul
    /// A letter of another script without spaces between words: Thai, Lao, Khmer, Burmese, Tibetan.
    case unspaced
    case emoji
    /// Not seen at all, and no border of a word: zero-width spaces and joiners, marks of direction, variation selectors.
    case hidden

    @inline(__always) var isSpaced: Bool { self == .letter || self == .digit || self == .mark }
    @inline(__always) var isUnspaced: Bool {
        switch self {
        case .han, .hiragana, .katakana, .hangul, .unspaced: true
        default: false
        }
    }
}

/// What each scalar is, and what it is folded to: small letters, half the width, simplified.
///
/// Scalars up to U+FFFF are looked up in one table of 192 KiB; there is one for the whole program, which is never freed.
struct CharacterTable: @unchecked Sendable {
    private let folds = UnsafeMutablePointer<UInt16>.allocate(capacity: 0x10000)
    private let kinds = UnsafeMutablePointer<CharacterKind>.allocate(capacity: 0x10000)
    /// Characters that only simplified, and that only traditional text has, by their number.
    let simplifiedOnly: Set<UInt16>
    let traditionalOnly: Set<UInt16>

    static let shared = CharacterTable()

    private init() {
        for value in 0..<0x10000 {
            let scalar = Unicode.Scalar(UInt32(value))
            folds[value] = UInt16(value)
            (kinds + value).initialize(to: scalar.map(CharacterTable.kind(of:)) ?? .other)
        }
        let lists = CharacterLists()
        simplifiedOnly = lists.simplifiedOnly
        traditionalOnly = Set(lists.simplified.keys)
        for (traditional, simplified) in lists.simplified { folds[Int(traditional)] = simplified }
        foldWidths()
        foldCases()
    }

    @inline(__always)
    func kind(_ scalar: UInt32) -> CharacterKind {
        scalar < 0x10000 ? kinds[Int(scalar)] : CharacterTable.farKind(scalar)
    }

    /// What a scalar is folded to. Its kind is that of what it becomes.
    @inline(__always)
    func fold(_ scalar: UInt32) -> UInt32 {
        scalar < 0x10000 ? UInt32(folds[Int(scalar)]) : CharacterTable.farFold(scalar)
    }

    // MARK: - Making the table

    /// Compatibility forms become what they stand for, where that is one scalar (Unicode's NFKC): full and half width,
    /// circled and raised digits, compatibility ideographs, radicals, letters used as symbols.
    private func foldWidths() {
        let ranges: [ClosedRange<Int>] = [
            0xAA...0xBA, 0x2070...0x209C, 0x2100...0x214F, 0x2460...0x24FF, 0x2E80...0x2FD5, 0x3000...0x3000,
            0x3131...0x318E, 0xF900...0xFAFF, 0xFF01...0xFFEE,
        ]
        for value in ranges.joined() {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            guard let plain = CharacterTable.compatible(scalar), plain < 0x10000 else { continue }
            folds[value] = folds[Int(plain)]
            kinds[value] = kinds[Int(plain)]
        }
        kinds[0x3000] = .space
    }

    private func foldCases() {
        for value in 0..<0x10000 {
            let folded = Int(folds[value])
            guard let scalar = Unicode.Scalar(UInt32(folded)) else { continue }
            let category = scalar.properties.generalCategory
            guard category == .uppercaseLetter || category == .titlecaseLetter else { continue }
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            guard let small = lower.first, lower.count == 1, small.value < 0x10000 else { continue }
            folds[value] = UInt16(small.value)
        }
        // Either apostrophe, and the long s.
        folds[0x2019] = 0x27
        folds[0x17F] = 0x73
    }

    /// The one scalar that a compatibility form stands for.
    private static func compatible(_ scalar: Unicode.Scalar) -> UInt32? {
        let plain = String(Character(scalar)).precomposedStringWithCompatibilityMapping.unicodeScalars
        return plain.count == 1 ? plain.first?.value : nil
    }

    private static func kind(of scalar: Unicode.Scalar) -> CharacterKind {
        switch scalar.value {
        case 0x30...0x39: return .digit
        case 0x41...0x5A, 0x61...0x7A: return .letter
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F: return .space
        case 0..<0x80: return .other
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x3005, 0x3007: return .han
        case 0x3041...0x3096, 0x309D...0x309F: return .hiragana
        case 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF: return .katakana
        case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7A3: return .hangul
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF: return .hidden
        default: return kind(byCategoryOf: scalar)
        }
    }

    private static func kind(byCategoryOf scalar: Unicode.Scalar) -> CharacterKind {
        let properties = scalar.properties
        if properties.isEmojiPresentation || (properties.isEmoji && scalar.value >= 0x2600) { return .emoji }
        let isUnspaced = [0x0E00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF].contains { $0.contains(scalar.value) }
        switch properties.generalCategory {
        case .decimalNumber: return .digit
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            return isUnspaced ? .unspaced : .letter
        case .nonspacingMark, .spacingMark: return isUnspaced ? .unspaced : .mark
        case .letterNumber, .otherNumber: return .digit
        case .spaceSeparator: return .space
        default: return .other
        }
    }

    // MARK: - Beyond U+FFFF

    private static func farKind(_ scalar: UInt32) -> CharacterKind {
        switch scalar {
        case 0x1D400...0x1D7FF: return scalar >= 0x1D7CE ? .digit : .letter
        case 0x1F000...0x1FAFF: return .emoji
        case 0x20000...0x3FFFF: return .han
        case 0xE0000...0xE01EF: return .hidden
        default: return Unicode.Scalar(scalar).map(kind(byCategoryOf:)) ?? .other
        }
    }

    /// Letters of mathematics, by which some dress up their advertisements, become the letters they show.
    private static func farFold(_ scalar: UInt32) -> UInt32 {
        guard (0x1D400...0x1D7FF).contains(scalar), let letter = Unicode.Scalar(scalar) else { return scalar }
        guard let plain = compatible(letter), plain < 0x10000 else { return scalar }
        return shared.fold(plain)
    }
}

/// `Data/Characters.txt`: pairs of a traditional and a simplified character, and those that only simplified text has.
private struct CharacterLists {
    var simplified: [UInt16: UInt16] = [:]
    var simplifiedOnly: Set<UInt16> = []

    init() {
        var part = ""
        for line in DataFile("Characters.txt").lines {
            if line == "pairs" || line == "simplified" {
                part = line
                continue
            }
            let scalars = line.unicodeScalars.compactMap { UInt16(exactly: $0.value) }
            if part == "simplified" { simplifiedOnly.formUnion(scalars) }
            guard part == "pairs" else { continue }
            for index in stride(from: 0, to: scalars.count - 1, by: 2) {
                simplified[scalars[index]] = scalars[index + 1]
            }
        }
    }
}
