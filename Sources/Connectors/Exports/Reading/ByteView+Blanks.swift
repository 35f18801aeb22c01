extension ByteView {
    /// Without spaces of any width and marks of direction at either end: what telephones put around names and words.
    var trimmed: ByteView { withoutEnds { $0.gapLength(at: $1) } }

    /// Without spaces, tabs, line ends and U+2005 at either end. Marks that show nothing stay, as there are people whose
    /// whole name is one.
    var withoutBlanksAround: ByteView {
        withoutEnds { $0.base[$1] <= 32 ? 1 : $0.has("\u{2005}", at: $1) ? 3 : nil }
    }

    /// - Parameter gap: How many bytes (one to three) of what is to go stand at an index.
    @inline(__always)
    private func withoutEnds(_ gap: (ByteView, Int) -> Int?) -> ByteView {
        var start = 0
        while start < count, let length = gap(self, start) { start += length }
        var end = count
        trailing: while end > start {
            for length in 1...min(3, end - start) where gap(self, end - length) == length {
                end -= length
                continue trailing
            }
            break
        }
        return slice(start, end)
    }

    /// How long the space or mark at `index` is: U+0020, tab, U+00A0, U+061C, U+2000…U+200F, U+202A…U+202F,
    /// U+2066…U+2069, U+FEFF.
    func gapLength(at index: Int) -> Int? {
        let left = count - index
        guard left > 0 else { return nil }
        let first = base[index]
        if first == 32 || first == 9 { return 1 }
        guard first >= 0xC2, left >= 2 else { return nil }
        let second = base[index + 1]
        if first == 0xC2 { return second == 0xA0 ? 2 : nil }
        if first == 0xD8 { return second == 0x9C ? 2 : nil }
        guard left >= 3 else { return nil }
        let third = base[index + 2]
        if first == 0xEF { return second == 0xBB && third == 0xBF ? 3 : nil }
        guard first == 0xE2 else { return nil }
        if second == 0x80 { return third <= 0x8F || (third >= 0xAA && third <= 0xAF) ? 3 : nil }
        return second == 0x81 && third >= 0xA6 && third <= 0xA9 ? 3 : nil
    }

    /// Whether what stands at `index` is a mark that shows nothing.
    func isMark(at index: Int) -> Bool {
        guard let length = gapLength(at: index), length > 1, base[index] != 0xC2 else { return false }
        guard length == 3, base[index + 1] == 0x80 else { return true }
        return base[index + 2] >= 0x8B && base[index + 2] != 0xAF
    }
}
