// How wide text stands in a fixed-width font, where a Chinese character takes two columns (Unicode UAX #11).

extension String {
    /// Columns this text takes.
    package var displayWidth: Int {
        if utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count { $0 >= 0x20 && $0 != 0x7F } }
        return reduce(0) { $0 + $1.displayWidth }
    }

    /// With spaces behind it up to a width; longer text stays as it is.
    package func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// With spaces before it up to a width, as numbers in a column stand.
    package func aligned(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - displayWidth)) + self
    }

    /// Cut to a width, an ellipsis in place of what is left out.
    package func cut(to width: Int) -> String {
        guard displayWidth > width else { return self }
        var kept = ""
        var used = 1
        for character in self {
            used += character.displayWidth
            if used > width { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// Without what would move a terminal's cursor or turn the text around: a group's name is its members' to choose.
    package var printable: String {
        guard !utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), unicodeScalars.contains(where: \.isUnprintable) else {
            return self
        }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars { text.append(scalar.isUnprintable ? "\u{FFFD}" : scalar) }
        return String(text)
    }
}

extension Character {
    /// Columns this character takes: two for East Asian wide and full-width ones and for emoji.
    package var displayWidth: Int {
        var width = 0
        for scalar in unicodeScalars {
            // A variation selector 16 asks for the picture of a character that also has a plain form.
            if scalar.value == 0xFE0F { return 2 }
            width = max(width, scalar.displayWidth)
        }
        return width
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: 0
        case 0x20..<0x300: 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
            0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            2
        default: displayWidthByProperty
        }
    }

    private var displayWidthByProperty: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: 0
        default: properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// Whether it would move a terminal's cursor or turn the text around.
    var isUnprintable: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0: true
        // Marks, overrides and isolates of writing direction; line and paragraph separators.
        case 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
