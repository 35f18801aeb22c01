/// Small charts of block characters.
package enum BlockChart {
    private static let columns: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let rests: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// One character a value, `most` being the full height; the lowest is for zero alone.
    package static func line(_ values: [Int], most: Int) -> String {
        String(values.map { columns[level($0, most: most)] })
    }

    /// A horizontal bar, `width` columns for `most`, to an eighth of a column; anything but zero shows.
    package static func bar(_ value: Int, most: Int, width: Int) -> String {
        guard value > 0, most > 0 else { return "" }
        let share = Double(value) / Double(most)
        let eighths = max(1, Int((share * Double(width * 8)).rounded()))
        let whole = String(repeating: columns[7], count: eighths / 8)
        return eighths % 8 == 0 ? whole : whole + String(rests[eighths % 8 - 1])
    }

    private static func level(_ value: Int, most: Int) -> Int {
        guard value > 0, most > 0 else { return 0 }
        let share = Double(value) / Double(most)
        return min(7, max(1, Int((share * 7).rounded(.up))))
    }
}
