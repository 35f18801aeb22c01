import Kernel
import Testing

@testable import Connectors

/// One way in which phones write the head of a line.
struct HeadStyle: Sendable, CustomTestStringConvertible {
    let example: String
    /// Replaces `Y`, `y`, `M`, `m`, `D`, `d`, `H` (24 hours), `h` (12 hours), `i`, `s`, and `a|p` by its half.
    let pattern: String

    init(_ pattern: String) {
        self.pattern = pattern
        example = pattern
    }

    var testDescription: String { example }

    func head(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> String {
        var text = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            switch character {
            case "Y": text += padded(year, to: 4)
            case "y": text += padded(year % 100, to: 2)
            case "M": text += padded(month, to: 2)
            case "m": text += String(month)
            case "D": text += padded(day, to: 2)
            case "d": text += String(day)
            case "H": text += padded(hour, to: 2)
            case "h": text += String((hour + 11) % 12 + 1)
            case "i": text += padded(minute, to: 2)
            case "s": text += "00"
            case "{":
                let close = rest.firstIndex(of: "}")!
                let halves = rest[..<close].split(separator: "|")
                text += halves[hour < 12 ? 0 : 1]
                rest = rest[rest.index(after: close)...]
            default: text.append(character)
            }
        }
        return text
    }
}

let headStyles: [HeadStyle] = [
    "D/M/y, H:i - ", "d/m/y, H:i - ", "m/d/y, h:i {AM|PM} - ", "m/d/y, h:i\u{202F}{AM|PM} - ",
    "M/D/Y, h:i {a. m.|p. m.} - ",
    "D/M/Y, h:i {a.\u{A0}m.|p.\u{A0}m.} - ", "d/m/Y H:i - ", "D.M.y, H:i - ", "D.M.Y, H:i - ", "D-M-y H:i - ",
    "D-M-Y H:i - ", "Y-M-D, h:i {a.m.|p.m.} - ", "Y/M/D, H:i - ", "Y/m/d {上午|下午}h:i - ", "Y年m月d日 H:i - ",
    "Y年m月d日 {上午|下午}h:i - ", "Y년 m월 d일 {오전|오후} h:i - ", "Y. m. d. {오전|오후} h:i - ", "Y/M/D {午前|午後}h:i - ",
    "y/M/D, H:i - ", "D/M/Y à H:i - ", "D/M/y, H.i - ", "D/M/y, h:i {am|pm} - ", "D.M.y, h:i {vorm.|nachm.} - ",
    "D\u{200F}/M\u{200F}/Y، h:i {ص|م} - ", "[m/d/y, h:i:s\u{202F}{AM|PM}] ", "[m/d/y, h:i:s {AM|PM}] ",
    "[D/M/y, H:i:s] ",
    "[D.M.y, H:i:s] ", "[Y-M-D, h:i:s {AM|PM}] ", "[D/M/Y, H:i:s] ", "[Y/m/d {上午|下午}h:i:s] ", "[M/D/y H:i] ",
    "[Y. m. d. {오전|오후} h:i:s] ", "[D-M-y H:i:s] ", "\u{200E}[d/m/y, h:i:s\u{202F}{AM|PM}] ",
].map(HeadStyle.init)

@Suite("Dates of WhatsApp")
struct WhatsAppDateTests {
    @Test("However a phone writes dates, the lines say the same", arguments: headStyles)
    func styles(_ style: HeadStyle) throws {
        let times = [(2019, 1, 1, 0, 5), (2019, 1, 20, 11, 23), (2019, 1, 31, 12, 0), (2020, 6, 13, 23, 59)]
        let lines = ["Ann: hello: there", "Bo added Cy", "+49 170 000001: <Media omitted>", "Bo: two\n\nlines"]
        let text = zip(times, lines).map { style.head($0.0, $0.1, $0.2, $0.3, $0.4) + $1 }.joined(separator: "\n")
        let result = try read(text, as: "chat.txt", format: "whatsapp")
        #expect(result.bad.isEmpty)
        #expect(
            result.short == [
                "text|Ann|hello: there", "join|Cy|Bo", "picture|+49 170 000001", "text|Bo|two\n\nlines",
            ])
        let instants = result.events.map { String($0.instant.description.prefix(16)) }
        #expect(instants == ["2019-01-01T00:05", "2019-01-20T11:23", "2019-01-31T12:00", "2020-06-13T23:59"])
        #expect(try describe(text, as: "chat.txt").format == "whatsapp")
    }

    @Test(
        "What the dates leave open is decided by order, closeness and habit",
        arguments: [
            // No second number above 12, but only one order goes forward.
            (["03/01/21, 10:00 - ", "04/01/21, 10:00 - ", "02/02/21, 10:00 - "], "2021-01-03"),
            (["01/03/21, 10:00 - ", "01/04/21, 10:00 - ", "02/02/21, 10:00 - "], "2021-01-03"),
            // Both go forward; the days of one lie together.
            (["01/02/21, 10:00 - ", "02/02/21, 10:00 - ", "03/02/21, 10:00 - "], "2021-02-01"),
            // Nothing tells but the habit.
            (["05/04/21, 10:00 - "], "2021-04-05"),
            (["5/4/21, 10:00 AM - "], "2021-05-04"),
            (["[5/4/21, 10:00:00\u{202F}PM] "], "2021-05-04"),
            (["05.04.21, 10:00 AM - "], "2021-04-05"),
            (["05-04-21 10:00 - "], "2021-04-05"),
            (["20/12/21, 10:00 - ", "20/12/25, 10:00 - ", "20/12/31, 10:00 - "], "2020-12-21"),
        ])
    func orders(_ heads: [String], _ first: String) throws {
        let text = heads.map { $0 + "Ann: x" }.joined(separator: "\n")
        let result = try read(text, as: "chat.txt", format: "whatsapp")
        #expect(result.events.first?.instant.description.prefix(10) == Substring(first))
    }

    @Test("A line far behind the start decides what the start leaves open")
    func lateDecision() throws {
        let start = (0..<3000).map { "1/\($0 / 300 + 1)/21, 10:00 - Ann: \($0) and more words to fill it" }
        try withFolder(["_chat.txt": (start + ["1/13/21, 10:00 - Ann: last"]).joined(separator: "\n")]) { folder in
            var reader = try ExportReader(path: folder + "/_chat.txt", options: ReadOptions(zone: .utc))
            let chunk = try #require(try reader.next(maximumEvents: 5000))
            #expect(chunk.badLineCount == 0)
            #expect(chunk.events.last?.instant.description.prefix(10) == "2021-01-13")
        }
    }

    @Test("A date that contradicts the others is a bad line, and takes what follows it along")
    func contradiction() throws {
        let text =
            "25/12/20, 10:00 - Ann: a\n26/12/20, 10:00 - Ann: b\n12/27/20, 10:00 - Ann: c\nmore\n28/12/20, 10:00 - Bo: d"
        let result = try read(text, as: "chat.txt")
        #expect(result.bad == [3: "exports.bad.date"])
        #expect(result.short == ["text|Ann|a", "text|Ann|b", "text|Bo|d"])
        #expect(result.skipped == 1)
    }

    @Test(
        "Years that no chat has are bad lines",
        arguments: ["0000", "1969", "2200", "9999"])
    func years(_ year: String) throws {
        let result = try read("31/12/\(year), 23:59 - Ann: x\n", as: "chat.txt", format: "whatsapp")
        #expect(result.bad == [1: "exports.bad.date"])
    }

    @Test(
        "The hours of Chinese halves of the day",
        arguments: [
            ("凌晨12:30", "00:30"), ("早上6:05", "06:05"), ("中午12:10", "12:10"), ("中午1:10", "13:10"), ("下午12:00", "12:00"),
            ("晚上11:59", "23:59"),
        ])
    func chineseHours(_ time: String, _ expected: String) throws {
        let result = try read("2021/3/4 \(time) - 小明: 好\n", as: "chat.txt", format: "whatsapp")
        #expect(result.events.first?.instant.description.dropFirst(11).prefix(5) == Substring(expected))
    }

    @Test(
        "What is no head goes on with the message",
        arguments: [
            "[01/02/20, 10:00:00] Bo: pasted from another phone", "01.02.20, 10:00 - Bo: pasted", "10:00 - x",
            "31/12/20 - x", "31/12/20, 25:00 - x", "31/12/20, 10:75 - x", "31/12/20, 10:00", "31/12/20, 10:00 -x",
            "12/31/20, 10:00 13 - x", "[31/12/20, 10:00",
        ])
    func noHeads(_ line: String) throws {
        let result = try read("30/12/20, 09:00 - Ann: a\n\(line)\n", as: "chat.txt", format: "whatsapp")
        #expect(result.short == ["text|Ann|a\n\(line)"])
    }
}
