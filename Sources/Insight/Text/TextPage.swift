/// Lines of text for a fixed-width font.
struct TextPage {
    /// Columns of the page; within 72, so that it can be pasted and quoted.
    static let width = 68

    private(set) var lines: [String] = []

    /// The page, each line ended, no space at the end of any.
    var text: String { lines.map { $0 + "\n" }.joined() }

    mutating func add(_ line: String) {
        var line = line[...]
        while line.last == " " { line.removeLast() }
        lines.append(String(line))
    }

    /// Begins a part of the page.
    mutating func begin(_ title: String, note: String? = nil) {
        add("")
        add("■ " + title)
        if let note { add("  " + note) }
    }

    mutating func rule() { add(String(repeating: "─", count: TextPage.width)) }
}
