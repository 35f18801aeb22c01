/// Characters of words side by side, not cut yet.
struct WordBlock {
    private(set) var scalars = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    private(set) var kinds = UnsafeMutablePointer<CharacterKind>.allocate(capacity: 256)
    /// Where each begins in the text.
    private(set) var places = UnsafeMutablePointer<Int32>.allocate(capacity: 257)
    /// How likely the rest is from each on, and where its first word ends.
    private(set) var route = UnsafeMutablePointer<Double>.allocate(capacity: 257)
    private(set) var ends = UnsafeMutablePointer<Int32>.allocate(capacity: 257)
    private var capacity = 256
    var count = 0
    var hasUnspaced = false

    @inline(__always)
    mutating func append(_ scalar: UInt32, _ kind: CharacterKind, _ place: Int) {
        scalars[count] = scalar
        kinds[count] = kind
        places[count] = Int32(truncatingIfNeeded: place)
        if kind.rawValue >= CharacterKind.han.rawValue { hasUnspaced = true }
        count += 1
    }

    mutating func clear() {
        count = 0
        hasUnspaced = false
    }

    mutating func reserve(_ size: Int) {
        guard size > capacity else { return }
        free()
        capacity = size * 2
        scalars = .allocate(capacity: capacity)
        kinds = .allocate(capacity: capacity)
        places = .allocate(capacity: capacity + 1)
        route = .allocate(capacity: capacity + 1)
        ends = .allocate(capacity: capacity + 1)
    }

    func free() {
        scalars.deallocate()
        kinds.deallocate()
        places.deallocate()
        route.deallocate()
        ends.deallocate()
    }
}

extension TextWords {
    /// Cuts what has been gathered; it ends at `end` in the text.
    @inline(__always)
    func flush(upTo end: Int) {
        guard block.count > 0 else { return }
        block.places[block.count] = Int32(truncatingIfNeeded: end)
        if block.hasUnspaced { cutMixed() } else { write(0, block.count, .word) }
        block.clear()
    }

    private func cutMixed() {
        var start = 0
        while start < block.count {
            let (end, hasHan) = stretch(from: start)
            if hasHan {
                if dictionary.hasWords { cutHan(start, end) } else { cutPairs(start, end) }
            } else {
                write(start, end, TextWords.kind(of: block.kinds[start]))
            }
            start = end
        }
    }

    /// Chinese with the letters and digits beside it; or characters of one other script.
    private func stretch(from start: Int) -> (end: Int, hasHan: Bool) {
        var end = start
        var hasHan = false
        while end < block.count, block.kinds[end] == .han || block.kinds[end].isSpaced {
            if block.kinds[end] == .han { hasHan = true }
            end += 1
        }
        if end > start { return (end, hasHan) }
        let kind = block.kinds[start]
        while end < block.count, block.kinds[end] == kind || (block.kinds[end] == .mark && end > start) { end += 1 }
        return (end, false)
    }

    private static func kind(of kind: CharacterKind) -> WordKind {
        switch kind {
        case .han: .han
        case .hiragana, .katakana: .kana
        case .hangul: .hangul
        case .unspaced: .unspaced
        default: .word
        }
    }

    /// The likeliest way through a stretch, from its end to its start, then written from its start.
    private func cutHan(_ start: Int, _ end: Int) {
        let (scalars, kinds, route, ends) = (block.scalars, block.kinds, block.route, block.ends)
        let unknown = dictionary.unknown
        route[end] = 0
        var place = end - 1
        while place >= start {
            defer { place -= 1 }
            var (best, bestEnd) = (WordDictionary.noWord, place + 1)
            // No word of the dictionary begins within letters or digits.
            if kinds[place] == .han || place == start || kinds[place - 1] == .han {
                var (node, weight) = dictionary.first(scalars[place])
                var next = place + 1
                while true {
                    if weight != WordDictionary.noWord, weight + route[next] >= best {
                        (best, bestEnd) = (weight + route[next], next)
                    }
                    guard node != 0, next < end, let step = dictionary.next(node, scalars[next]) else { break }
                    (node, weight) = step
                    next += 1
                }
            }
            route[place] = best == WordDictionary.noWord ? unknown + route[place + 1] : best
            ends[place] = Int32(truncatingIfNeeded: bestEnd)
        }
        writeRoute(start, end)
    }

    private func writeRoute(_ start: Int, _ end: Int) {
        var place = start
        while place < end {
            var next = Int(block.ends[place])
            if next == place + 1, block.kinds[place].isSpaced {
                // Letters that no word has taken in belong together.
                while next < end, block.kinds[next].isSpaced, block.ends[next] == next + 1 { next += 1 }
                write(place, next, .word)
            } else {
                write(place, next, .han)
            }
            place = next
        }
    }

    /// Without a dictionary every two neighbours are a word, and a character alone is one.
    private func cutPairs(_ start: Int, _ end: Int) {
        var place = start
        while place < end {
            var next = place
            let isHan = block.kinds[place] == .han
            while next < end, (block.kinds[next] == .han) == isHan { next += 1 }
            if !isHan || next - place <= 2 {
                write(place, next, isHan ? .han : .word)
            } else {
                for first in place..<(next - 1) { write(first, first + 2, .han) }
            }
            place = next
        }
    }

    @inline(__always)
    private func write(_ start: Int, _ end: Int, _ kind: WordKind) {
        let from = folded.count
        var isNumber = kind == .word
        for index in start..<end {
            folded.append(block.scalars[index])
            if block.kinds[index] != .digit { isNumber = false }
        }
        emit(isNumber ? .number : kind, Int(block.places[start]), Int(block.places[end]), foldedFrom: from)
    }
}
