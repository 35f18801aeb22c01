internal import Words

/// The part of a text around what was looked for, in pieces that are to be marked or not.
package struct SearchSnippet: Sendable, Equatable {
    package struct Piece: Sendable, Equatable {
        package let text: String
        package let isMarked: Bool
    }

    package let pieces: [Piece]

    /// Bytes shown before the first place found, and in all.
    private static let before = 90
    private static let length = 480

    package init(of text: String, for query: SearchQuery) {
        let bytes = Array(text.utf8)
        let marks = SearchSnippet.marks(in: text, query)
        var start = max(0, (marks.first?.lowerBound ?? 0) - SearchSnippet.before)
        var end = min(bytes.count, start + SearchSnippet.length)
        // Never within a character's bytes.
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        var pieces: [Piece] = []
        func add(_ range: Range<Int>, _ isMarked: Bool) {
            guard !range.isEmpty else { return }
            pieces.append(Piece(text: String(decoding: bytes[range], as: UTF8.self), isMarked: isMarked))
        }
        if start > 0 { pieces.append(Piece(text: "…", isMarked: false)) }
        var place = start
        for mark in marks where mark.upperBound <= end {
            guard mark.lowerBound >= place else { continue }
            add(place..<mark.lowerBound, false)
            add(mark, true)
            place = mark.upperBound
        }
        add(place..<max(place, end), false)
        if end < bytes.count { pieces.append(Piece(text: "…", isMarked: false)) }
        self.pieces = pieces
    }

    /// Where the text holds what was looked for, in bytes, in order, apart from each other.
    private static func marks(in text: String, _ query: SearchQuery) -> [Range<Int>] {
        let tokens = SearchTokens()
        tokens.read(text)
        let all = tokens.indices.map(tokens.text)
        var found: [Range<Int>] = []
        for term in query.terms where !term.tokens.isEmpty && term.tokens.count <= all.count {
            for first in 0...(all.count - term.tokens.count) where term.stands(in: all, at: first) {
                let last = first + term.tokens.count - 1
                var end = tokens.range(last).upperBound
                // A single character is the beginning of a pair: the pair's other half was not looked for.
                if term.endsOpen, all[last].unicodeScalars.count == 2, term.tokens.last?.unicodeScalars.count == 1,
                    tokens.range(last).count > 4, last + 1 < all.count
                {
                    end = tokens.range(last + 1).lowerBound
                }
                found.append(tokens.range(first).lowerBound..<end)
            }
        }
        var merged: [Range<Int>] = []
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

extension SearchQuery.Term {
    fileprivate func stands(in all: [String], at first: Int) -> Bool {
        for (offset, token) in tokens.enumerated() {
            let isSame = all[first + offset] == token
            let isLast = offset == tokens.count - 1
            guard isSame || (isLast && endsOpen && all[first + offset].hasPrefix(token)) else { return false }
        }
        return true
    }
}
