extension String {
    /// Broken into lines of at most so many columns: at spaces, and between East Asian characters, never before a mark
    /// that ends something. A word that is longer than a line is cut.
    package func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in breakablePieces {
            if line.displayWidth + piece.text.displayWidth <= width {
                line += (line.isEmpty || !piece.isAfterSpace ? "" : " ") + piece.text
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = piece.text.displayWidth <= width ? piece.text : piece.text.cut(to: width)
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private typealias Piece = (text: String, isAfterSpace: Bool)

    /// The shortest pieces that a line may be broken between.
    private var breakablePieces: [Piece] {
        var pieces: [Piece] = []
        var isAfterSpace = false
        var mayBreak = true
        for character in self {
            if character == " " {
                (isAfterSpace, mayBreak) = (true, true)
                continue
            }
            let isWide = character.displayWidth == 2
            let isClosing = "，。；：、？！）】」』”’》…,.;:?!)]%".contains(character)
            if pieces.isEmpty || isAfterSpace || ((mayBreak || isWide) && !isClosing) {
                pieces.append((String(character), isAfterSpace))
            } else {
                pieces[pieces.count - 1].text.append(character)
            }
            isAfterSpace = false
            mayBreak = isWide && !"（【「『“‘《".contains(character)
        }
        return pieces
    }
}
