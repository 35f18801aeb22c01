import Insight
import Testing

@Suite("Text in columns")
struct DisplayTests {
    @Test(
        "a Chinese character or an emoji takes two columns, a combining mark none",
        arguments: [
            ("", 0), ("abc", 3), ("群", 2), ("群 a", 4), ("（全角）", 8), ("「」", 4), ("·–÷…", 4), ("▁█▏", 3),
            ("é", 1), ("e\u{301}", 1), ("👍", 2), ("👨‍👩‍👧", 2), ("🇨🇳", 2), ("❤️", 2), ("한글", 4), ("カナ", 4), ("ｶﾅ", 2),
            ("𠮷", 2), ("\u{7}", 0), ("a\u{200B}", 1),
        ])
    func width(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test(
        "text is cut by columns, never within a character",
        arguments: [
            ("烘焙小屋", 8, "烘焙小屋"), ("烘焙小屋", 7, "烘焙小…"), ("烘焙小屋", 6, "烘焙…"), ("abc", 2, "a…"), ("👍👍", 3, "👍…"),
        ])
    func cut(text: String, width: Int, expected: String) {
        #expect(text.cut(to: width) == expected)
    }

    @Test("padding counts columns")
    func padding() {
        #expect("群".padded(to: 4) + "|" == "群  |")
        #expect("群".aligned(to: 4) == "  群")
        #expect("群组".aligned(to: 2) == "群组")
    }

    @Test("a name cannot move the cursor or turn the line around")
    func printable() {
        #expect("a\u{1B}[2Jb\n\u{202E}c👨‍👩‍👧".printable == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c👨‍👩‍👧")
    }

    @Test(
        "a line of blocks keeps the lowest for zero",
        arguments: [([0, 1, 50, 100], 100, "▁▂▅█"), ([0, 0], 0, "▁▁"), ([7], 7, "█"), ([], 1, "")])
    func line(values: [Int], most: Int, expected: String) {
        #expect(BlockChart.line(values, most: most) == expected)
    }

    @Test(
        "a bar is drawn to an eighth of a column, and shows whatever is not zero",
        arguments: [
            (0, 10, 4, ""), (10, 10, 4, "████"), (5, 10, 4, "██"), (1, 1000, 4, "▏"), (9, 32, 4, "█▏"), (0, 0, 4, ""),
        ])
    func bar(value: Int, most: Int, width: Int, expected: String) {
        #expect(BlockChart.bar(value, most: most, width: width) == expected)
    }
}
