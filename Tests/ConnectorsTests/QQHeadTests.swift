import Kernel
import Testing

@testable import Connectors

@Suite("Heads of QQ")
struct QQHeadTests {
    /// A talk in one style of heads: two people, three messages.
    struct Style: Sendable, CustomTestStringConvertible {
        let heads: [String]
        var format: String? = "qq"
        var testDescription: String { heads[0] }
    }

    @Test(
        "However the head is written, the talk is the same",
        arguments: [
            Style(heads: [
                "2020-02-14 21:16:13 阿木(2000001)", "2020-02-14 21:16:17 小石(2000002)", "2020-02-15 0:05:00 阿木(2000001)",
            ]),
            Style(heads: [
                "2020-02-14 9:16:13 PM 阿木(2000001)", "2020-02-14 9:16:17 PM 小石(2000002)",
                "2020-02-15 12:05:00 AM 阿木(2000001)",
            ]),
            Style(heads: [
                "2020-02-14 下午9:16:13 阿木(2000001)", "2020-02-14 下午9:16:17 小石(2000002)",
                "2020-02-15 上午12:05:00 阿木(2000001)",
            ]),
            Style(heads: [
                "2020/2/14 21:16:13 阿木(2000001)", "2020/2/14 21:16:17 小石(2000002)", "2020/2/15 0:05:00 阿木(2000001)",
            ]),
            Style(heads: [
                "2020-02-14 21:16:13 【管理员】阿木(2000001)", "2020-02-14 21:16:17 【冒泡】小石(2000002)",
                "2020-02-15 0:05:00 【群主】阿木(2000001)",
            ]),
            Style(heads: [
                "2020-02-14 21:16:13 阿木<mu@mail.example>", "2020-02-14 21:16:17 小石<shi@mail.example>",
                "2020-02-15 0:05:00 阿木<mu@mail.example>",
            ]),
            Style(heads: ["阿木 2/14/2020 9:16:13 PM", "小石 2/14/2020 9:16:17 PM", "阿木 2/15/2020 12:05:00 AM"]),
            Style(heads: ["【潜水】阿木 2/14/2020 9:16:13 PM", "【骰子】小石 2/14/2020 9:16:17 PM", "【PL】阿木 2/15/2020 12:05:00 AM"]
            ),
            Style(heads: ["阿木 2020/2/14 21:16:13", "小石 2020/2/14 21:16:17", "阿木 2020/2/15 0:05:00"]),
            Style(heads: ["阿木 2020-02-14 21:16:13", "小石 2020-02-14 21:16:17", "阿木 2020-02-15 0:05:00"]),
            Style(heads: [
                "— —  2020-2-14  — —\n\n阿木  21:16:13 ", "小石  21:16:17 ", "— —  2020-2-15  — —\n\n阿木  0:05:00 ",
            ]),
            Style(heads: ["— —  2020-2-14  — —\n\n阿木 9:16:13 PM", "小石 9:16:17 PM", "阿木 12:05:00 AM"]),
        ])
    func styles(_ style: Style) throws {
        let bodies = ["早\n\n两段", "[图片]看", "完"]
        let text = zip(style.heads, bodies).map { "\($0)\n\($1)\n\n" }.joined()
        let result = try read(text, as: "talk.txt", format: style.format)
        #expect(result.bad.isEmpty)
        #expect(result.short == ["text|阿木|早\n\n两段", "picture|小石|看", "text|阿木|完"])
        let instants = result.events.map { String($0.instant.description.prefix(19)) }
        #expect(instants == ["2020-02-14T21:16:13", "2020-02-14T21:16:17", "2020-02-15T00:05:00"])
        #expect(try describe(text, as: "talk.txt").format == "qq")
    }

    @Test("Heads that tell the time alone need a day in the name of the file")
    func undated() throws {
        let text = "阿木  21:16:13 \n早\n\n小石  21:16:17 \n完\n\n阿木  0:05:00 \n晚\n\n小石  0:04:58 \n慢\n"
        #expect(fault { _ = try read(text, as: "talk.txt", format: "qq") } == "exports.qq.no-date")
        let dated = try read(text, as: "talk-2020-02-14.txt", format: "qq")
        let instants = dated.events.map { String($0.instant.description.prefix(19)) }
        #expect(
            instants == ["2020-02-14T21:16:13", "2020-02-14T21:16:17", "2020-02-15T00:05:00", "2020-02-15T00:04:58"])
    }

    @Test(
        "People go by number or address, else by name",
        arguments: [
            ("阿木(2000001)", "阿木", "2000001"), ("(2000001)", "2000001", "2000001"), ("阿(木)(2000001)", "阿(木)", "2000001"),
            ("阿木(笑)", "阿木(笑)", nil), ("【管理员】阿木(2000001)", "阿木", "2000001"), ("【管理员】(2000001)", "【管理员】", "2000001"),
            ("阿木<mu@mail.example>", "阿木", "mu@mail.example"),
            ("<mu@mail.example>", "mu@mail.example", "mu@mail.example"),
            ("a<b>", "a<b>", nil), ("某人(80000000)", "某人", nil), ("  ann  lee (2000001)", "ann  lee", "2000001"),
        ])
    func people(_ head: String, _ name: String, _ id: String?) throws {
        let result = try read("2020-02-14 21:16:13 \(head)\n早\n", as: "talk.txt", format: "qq")
        #expect(result.events.map(\.sender) == [Party(name: name, id: id)])
    }

    @Test("A head within a message, without a blank line before it, is a quotation")
    func quotation() throws {
        let text =
            "2020-02-14 21:16:13 阿木(2000001)\n看：\n2020-02-13 20:00:00 小石(2000002)\n早\n\n2020-02-14 21:16:17 小石(2000002)\n嗯\n"
        let result = try read(text, as: "talk.txt")
        #expect(result.short == ["text|阿木|看：\n2020-02-13 20:00:00 小石(2000002)\n早", "text|小石|嗯"])
    }

    @Test("Where no blank lines stand between messages, every head is one")
    func dense() throws {
        let text = (0..<4).map { "2020-02-14 21:16:1\($0) 阿木(2000001)\n第\($0)\n" }.joined()
        #expect(try read(text, as: "talk.txt").events.count == 4)
    }

    @Test(
        "Times that no chat has are bad lines, and what stands below goes with them",
        arguments: ["0000-01-01", "9999-12-31", "1969-12-31", "2200-01-01", "2020-02-30", "2020-13-01"])
    func badDates(_ date: String) throws {
        let text = "\(date) 21:16:13 阿木(2000001)\n早\n\n2020-02-14 21:16:17 小石(2000002)\n嗯\n"
        let result = try read(text, as: "talk.txt", format: "qq")
        #expect(result.bad.first?.value == "exports.bad.date" && result.bad.keys.contains(1))
        #expect(result.short == ["text|小石|嗯"])
    }
}
