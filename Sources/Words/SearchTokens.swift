/// Text as it is looked for: tokens for an index of whole texts.
///
/// They do not depend on a dictionary, so a text has the same ones for ever. Letters and digits make one token each run. Where
/// no spaces are between words (Chinese, Japanese, Thai …; Korean, too) every two neighbours are a token, and the last
/// character of a run is one alone. So any part of a run of two characters and more is a phrase of tokens, and a single
/// character is the beginning of one. A picture is a token. Everything is folded; marks and spaces are none.
///
/// Tokens hold nothing but letters, digits and pictures, never a space or a quotation mark.
package final class SearchTokens {
    /// How many tokens of a text are looked at; what is behind cannot be found.
    package static let most = 16_000
    /// How many bytes of UTF-8 of a token count.
    package static let longest = 64

    private let table = CharacterTable.shared
    private var buffer = ByteBuffer()
    private var ends: [Int] = []
    /// Where in the text each token begins and ends.
    private var places: [Range<Int>] = []
    private var isLastAlone = false
    /// The characters of runs without spaces, each once. An index that has them as tokens finds single ones at once, where
    /// all the pairs that begin with one would have to be merged.
    package private(set) var characters: Set<UInt32> = []

    package init() {}

    deinit { buffer.free() }

    package var count: Int { ends.count }
    package var indices: Range<Int> { ends.indices }
    package func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }
    /// Where it stands in the text, in bytes of UTF-8.
    package func range(_ index: Int) -> Range<Int> { places[index] }

    /// The bytes of a token; valid until the next text is read.
    package func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = index == 0 ? 0 : ends[index - 1]
        return UnsafeBufferPointer(start: buffer.memory + start, count: ends[index] - start)
    }

    /// Reads a text that is to be found.
    package func read(_ text: String) {
        var text = text
        text.withUTF8 { read(utf8: $0) }
    }

    package func read(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        buffer.count = 0
        buffer.reserve(bytes.count * 4 + 64)
        ends.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        isLastAlone = false
        characters.removeAll(keepingCapacity: true)
        var reader = ScalarReader(bytes)
        while !reader.isAtEnd, ends.count < SearchTokens.most {
            let (raw, length) = reader.peek()
            let kind = table.kind(raw)
            if kind.isSpaced {
                readWord(&reader)
            } else if kind.isUnspaced {
                readRun(&reader)
            } else {
                let start = reader.index
                reader.index += length
                guard kind == .emoji else { continue }
                buffer.append(raw)
                end(start..<reader.index)
            }
        }
    }

    /// The tokens of words that are looked for, in their order, and whether the last may be the beginning of a longer one.
    package func phrase(of words: String) -> (tokens: [String], endsOpen: Bool) {
        read(words)
        guard let last = indices.last, isLastAlone else { return (indices.map(text), false) }
        // The last character of a run is a token of its own only where the run ends there, and it need not end in the text.
        if last > 0, followsPair(last) { return (indices.dropLast().map(text), false) }
        return (indices.map(text), true)
    }

    /// Whether the token before a single character is the pair that ends in it.
    private func followsPair(_ index: Int) -> Bool { places[index - 1].upperBound == places[index].upperBound }

    private func readWord(_ reader: inout ScalarReader) {
        let (start, from) = (reader.index, buffer.count)
        while !reader.isAtEnd {
            let (raw, length) = reader.peek()
            let kind = table.kind(raw)
            guard kind.isSpaced || kind == .hidden else { break }
            if kind != .hidden, buffer.count - from < SearchTokens.longest { buffer.append(table.fold(raw)) }
            reader.index += length
        }
        isLastAlone = false
        end(start..<reader.index)
    }

    private func readRun(_ reader: inout ScalarReader) {
        var before: (scalar: UInt32, start: Int, end: Int)?
        while !reader.isAtEnd, ends.count < SearchTokens.most {
            let (raw, length) = reader.peek()
            let kind = table.kind(raw)
            guard kind.isUnspaced || kind == .hidden || (kind == .mark && before != nil) else { break }
            if kind != .hidden {
                let scalar = table.fold(raw)
                characters.insert(scalar)
                if let before {
                    buffer.append(before.scalar)
                    buffer.append(scalar)
                    end(before.start..<(reader.index + length))
                }
                before = (scalar, reader.index, reader.index + length)
            }
            reader.index += length
        }
        guard let before else { return }
        buffer.append(before.scalar)
        end(before.start..<before.end)
        isLastAlone = true
    }

    private func end(_ place: Range<Int>) {
        ends.append(buffer.count)
        places.append(place)
    }
}
