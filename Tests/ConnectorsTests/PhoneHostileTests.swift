import Kernel
import Testing

@testable import Connectors

@Suite("Hostile chats of phones")
struct PhoneHostileTests {
    @Test("Wherever the bytes are cut into pieces, and however the events into chunks, they are the same")
    func splitting() throws {
        let rule = String(repeating: "=", count: 32)
        let samples: [(String, String)] = [
            (
                "WhatsApp Chat with Den.txt",
                "31/12/20, 23:59 - Ann: hé\r\n\r\nyou\r\n31/12/20, 23:59 - Ann added Bo and Cy\n01/01/21, 00:00 - Bo: This message was deleted\nx"
            ),
            (
                "_chat.txt",
                "[12/31/20, 11:59:59\u{202F}PM] Den: \u{200E}Messages and calls are end-to-end encrypted.\n\u{200E}[12/31/20, 11:59:59\u{202F}PM] Ann 👩‍🚀: \u{200E}image omitted\n"
            ),
            (
                "qq.txt",
                "消息记录\n\(rule)\n消息分组:我的群聊\n\(rule)\n消息对象:木\n\(rule)\n\n2020-02-14 9:16:13 PM 阿(1)\n一\n\n二\n\n2020-02-14 9:16:14 PM (10000)\n丙加入本群。\n\n2020-02-14 9:16:15 PM 丙<a@b>\n[图片]"
            ),
            ("2020-02-14.txt", "阿  21:16:13 \r\n一\r\n\r\n乙  21:16:17 \r\n二\r\n\r\n阿撤回了一条消息\r\n"),
        ]
        for (name, text) in samples {
            let bytes = Array(text.utf8)
            let expected = try read(bytes, as: name)
            #expect(!expected.events.isEmpty)
            for piece in 1...bytes.count { #expect(try read(bytes, as: name, piece: piece, chunk: 1) == expected) }
        }
    }

    @Test("A name of a mebibyte is a bad line, and so is a text that never ends")
    func long() throws {
        let name = String(repeating: "n", count: 1 << 20 - 64)
        let whatsApp = try read("31/12/20, 10:00 - \(name): x\n31/12/20, 10:00 - Ann: y\n", as: "c", format: "whatsapp")
        #expect(whatsApp.bad == [1: "exports.bad.long-name"] && whatsApp.short == ["text|Ann|y"])
        let qq = try read("2020-02-14 10:00:00 \(name)(1)\nx\n\n2020-02-14 10:00:00 阿(2)\ny\n", as: "c", format: "qq")
        #expect(qq.bad == [1: "exports.bad.long-name"] && qq.short == ["text|阿|y"])
        let more = String(repeating: String(repeating: "w", count: 999) + "\n", count: 3000)
        for (head, format) in [("31/12/20, 10:00 - Ann: x\n", "whatsapp"), ("2020-02-14 10:00:00 阿(2)\nx\n", "qq")] {
            let result = try read(head + more, as: "c", format: format)
            #expect(result.events.isEmpty && Array(result.bad.values) == ["exports.bad.too-long"])
        }
    }

    @Test(
        "Odd lines stop nothing",
        arguments: [
            "[", "[31/12/20", "[31/12/20, 10:00:00", "31/12/20, 10:00 - ", "31/12/20, 10:00 - :",
            "31/12/20, 10:00 - : ",
            "[31/12/20, 10:00:00] ", "[31/12/20, 10:00:00]\u{200E}", "31/12/20, 10:00 - Ann: \u{200E}",
            "2020-02-14 10:00:00",
            "2020-02-14 10:00:00 ()", "2020-02-14 10:00:00 (", "2020-02-14 10:00:00 【】(1)", "2020-02-14 10:00:00 【",
            " 10:00:00",
            "— —  2020-2-21", "— —", "— —  2020-2-99  — —", "================================", "消息对象:", "消息分组:",
            "31/12/20, 10:00 - added", "31/12/20, 10:00 -  added ", "31/12/20, 10:00 - \" added \"", "[图片:", "[:",
            "[：]",
            "31/12/20, 10:00 - Ann: <attached: >", "31/12/20, 10:00 - Ann: .jpg (file attached)",
            "٣١/١٢/٢٠٢٠، ١٠:٠٠ م - ",
            "9999999999/1/1, 10:00 - x: y", "1/1/1/1, 10:00 - x: y", "31/12/20, 99:99 - x: y",
            "\u{200E}\u{200E}\u{200E}",
        ])
    func odd(_ line: String) throws {
        for format in ["whatsapp", "qq"] {
            for text in [
                line, "31/12/20, 10:00 - Ann: x\n\(line)\n\(line)", "2020-02-14 10:00:00 阿(2)\nx\n\n\(line)\n\n\(line)",
            ] {
                // A fault is an answer, too.
                let whole = try? read(Array(text.utf8), as: "2020-01-01.txt", format: format)
                let pieces = try? read(Array(text.utf8), as: "2020-01-01.txt", format: format, piece: 3, chunk: 1)
                #expect(whole == pieces)
            }
        }
    }

    @Test("Identical messages of a minute are different events, and the same when read again")
    func ordinals() throws {
        let text = String(repeating: "31/12/20, 23:59 - Ann: x\n", count: 3)
        let first = try read(text, as: "chat.txt")
        #expect(Set(first.events.map(\.key)).count == 3)
        #expect(try read(text, as: "chat.txt") == first)
    }
}
