import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Hostile exports of chats")
struct ChatExportFuzzTests {
    /// Small exports of every kind, by the names they are read under.
    private static let seedlings: [(name: String, format: String, text: String)] = [
        (
            "1.csv", "discord-csv",
            "AuthorID;Author;Date;Content;Attachments;Reactions;\n\"1\";\"é#0001\";\"05-Dec-19 12:00 AM\";\"a \"\"b\"\"\n\nc\";\"x.png\";\"\";\n"
                + "2;b;05-Dec-19 12:01 AM;Joined the server.;;;\n"
        ),
        ("1.txt", "discord-text", DiscordTextTests.talk),
        (
            "1.json", "discord-json",
            #"{"guild":{"id":"1"},"channel":{"id":"2","name":"é"},"messages":[{"id":"3","type":"Reply","#
                + #""timestamp":"2026-01-01T10:00:00+02:00","content":"a \u00e9 @b","author":{"id":"4","name":"a"},"#
                + #""mentions":[{"id":"5","name":"b"}],"reference":{"messageId":"2"},"#
                + #""reactions":[{"emoji":{"name":"x"},"users":[{"id":"5","name":"b"}]}]}]}"#
        ),
        (
            "1.html", "telegram-html",
            "<html><a href=\"./\">@é</a><ul class=\"messages\">\(TelegramArchiveTests.items.prefix(5).map { $0.html() }.joined())"
        ),
        (
            "2.html", "telegram-html",
            desktopPage((TelegramDesktopTests.said.prefix(4) + TelegramDesktopTests.service.prefix(5)).map(\.html))
        ),
    ]

    @Test("Wherever the bytes are cut into pieces, and however the events into chunks, they are the same")
    func splitting() throws {
        for (name, format, text) in Self.seedlings {
            let bytes = Array(text.utf8)
            let expected = try read(bytes, as: name)
            #expect(!expected.events.isEmpty, "\(format)")
            for piece in 1...bytes.count where piece < 40 || piece % 31 == 0 {
                #expect(try read(bytes, as: name, piece: piece, chunk: 1) == expected, "\(format), \(piece)")
            }
        }
    }

    @Test("No bytes whatever stop the reader: random, cut, changed and repeated ones")
    func fuzz() throws {
        let spice = Array("<>\"'&;=/!-#@,{}[]\n\r\t :0aPM".utf8) + [0, 0xFF, 0xC3, 0x80, 0xE2, 0xED]
        for seed in 0..<150 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let (name, format, text) = Self.seedlings[Int(seed) % Self.seedlings.count]
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[index] = spice.randomElement(using: &generator)!
                case 1: bytes.insert(spice.randomElement(using: &generator)!, at: index)
                default: bytes.removeSubrange(index..<min(bytes.count, index + 7))
                }
            }
            if seed % 4 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))) }
            let whole = try? read(bytes, as: name, format: format)
            let pieces = try? read(bytes, as: name, format: format, piece: 5, chunk: 2)
            #expect(whole == pieces, "seed \(seed), \(format)")
            for event in whole?.events ?? [] { #expect(Instant.believable.contains(event.instant)) }
        }
    }
}
