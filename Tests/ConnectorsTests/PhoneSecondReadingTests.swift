import Foundation
import Kernel
import Testing

@testable import Connectors

/// What somebody did, without the words' exact form being lost.
private struct Told: Hashable, Comparable, CustomStringConvertible {
    let group: String
    let instant: Int64
    let kind: String
    let sender: String
    let target: String
    let text: String

    var description: String { "\(group) \(instant) \(kind) \(sender) \(target) \(text)" }

    static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    /// Phones tell neither ids nor replies.
    init(_ event: ToldEvent) {
        (group, instant, kind) = (event.group, event.instant, event.kind)
        (sender, target, text) = (event.sender, event.target, event.text)
    }
}

@Suite("Chats of phones, read twice")
struct PhoneSecondReadingTests {
    private static func ours(_ path: String, byFile: Bool) throws -> [Told] {
        let walk = try ExportWalk([path], options: ReadOptions(zone: .utc))
        var told: [Told] = []
        for group in walk.groups {
            // A copy of nothing but times of day tells no day: it is refused when it is opened.
            for file in group.files where file.file.path.hasSuffix(".txt") && !file.file.path.contains("time_only") {
                var reader = try ExportReader(
                    file.file, section: file.description.section, options: ReadOptions(zone: .utc))
                let stem = URL(fileURLWithPath: file.file.path).deletingPathExtension().lastPathComponent
                let isNamed = file.description.isGroupNameCertain && !byFile
                while let chunk = try reader.next(maximumEvents: 1000) {
                    #expect(chunk.badLines.isEmpty)
                    told += chunk.events.map { Told(ToldEvent($0, group: isNamed ? group.name : stem)) }
                }
            }
        }
        return told.sorted()
    }

    private static func theirs(_ reader: String, _ path: String) throws -> [Told] {
        try SecondReading.theirs(reader, [path]).map(Told.init).sorted()
    }

    @Test(
        "WhatsApp's and QQ's chats are read as a second reader reads them, event by event",
        arguments: [
            ("whatsapp", "fixtures/chat-miner/test/whatsapp", 45), ("qq", "fixtures-derived/qq-txt-variants", 16),
        ])
    func real(_ reader: String, _ folder: String, _ count: Int) throws {
        guard let path = SecondReading.folder(folder) else { return }
        let ours = try PhoneSecondReadingTests.ours(path, byFile: reader == "whatsapp")
        let theirs = try PhoneSecondReadingTests.theirs(reader, path)
        #expect(ours == theirs)
        #expect(ours.count == count)
    }

    @Test(
        "Chats of every style and of every kind of line, made by chance, are read alike",
        arguments: 0..<6 as Range<UInt64>)
    func made(_ seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        let styles = [
            "D/M/y, H:i - ", "m/d/y, h:i\u{202F}{AM|PM} - ", "[D.M.y, H:i:s] ", "[m/d/y, h:i:s\u{202F}{AM|PM}] ",
            "Y/M/D {上午|下午}h:i - ", "D-M-Y H:i - ",
        ]
        let style = HeadStyle(styles[Int(seed) % styles.count])
        let names = ["Ann", "Bo 🌱", "~\u{202F}Cy", "\u{202A}+49\u{A0}170\u{A0}1\u{202C}", "Di"]
        let words = [
            "hello: there", "two\n\nlines", "<Media omitted>", "\u{200E}video omitted",
            "IMG-1.jpg (file attached)\nlook",
            "\u{200E}<attached: 00000001-PHOTO-2020.jpg>", "This message was deleted",
            "x \u{200E}<This message was edited>",
            "POLL:\nWhere?", "@\u{2068}Ann\u{2069} hi",
        ]
        let sentences = [
            "Ann added Bo 🌱 and Cy", "Ann left", "Ann removed Cy", "You were added", "Ann changed this group's icon",
            "Ann created group \"The den: north\"", "Ann changed the subject from \"A: b\" to \"C\"", "never heard of",
        ]
        var text = ""
        for index in 0..<600 {
            text += style.head(2020, index / 60 + 1, index / 20 % 28 + 1, index % 24, index % 60)
            let isSaid = Int.random(in: 0..<5, using: &chance) > 0
            let said = "\(names.randomElement(using: &chance)!): \(words.randomElement(using: &chance)!)"
            text += (isSaid ? said : sentences.randomElement(using: &chance)!) + "\n"
        }
        try withFolder(["chat.txt": text]) { folder in
            let ours = try PhoneSecondReadingTests.ours(folder, byFile: true)
            let theirs = try PhoneSecondReadingTests.theirs("whatsapp", folder)
            #expect(ours == theirs)
            #expect(ours.count > 400)
        }
    }
}
