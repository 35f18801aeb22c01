import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Slack's and Telegram's exports, read twice")
struct JSONSecondReadingTests {
    private func compare(_ reader: String, _ paths: [String]) throws -> Int {
        let ours = try SecondReading.ours(paths)
        let theirs = try SecondReading.theirs(reader, paths)
        #expect(!theirs.isEmpty && ours.bad == 0)
        #expect(ours.events.count == theirs.count)
        let pairs = zip(ours.events.sorted(), theirs.sorted())
        #expect(pairs.first { $0 != $1 } == nil)
        let keys = ours.keys.values.flatMap { $0 }
        #expect(Set(ours.keys.flatMap { group, keys in keys.map { "\(group) \($0.bytes)" } }).count == keys.count)
        return keys.count
    }

    @Test(
        "Slack's exports are read as a second reader reads them, event by event",
        arguments: ["slack-houstondatavis-scrubbed", "fixtures/slack-export-viewer/testarchive.zip"])
    func slack(_ name: String) throws {
        guard let path = SecondReading.folder(name) else { return }
        let count = try compare("slack", [path])
        print("\(name): \(count) events")
    }

    @Test("Telegram's JSON is read as a second reader reads it: files that people have, and made ones of every sort")
    func telegram() throws {
        guard let folder = SecondReading.folder("fixtures/chat-miner/test/telegram") else { return }
        for name in ["test_single_export.json", "test_batch_export.json"] {
            let count = try compare("telegram_json", [folder + "/" + name])
            #expect(count == 2)
        }
        for seed in 0..<5 as Range<UInt64> {
            var made = MadeTelegram(seed: seed)
            try withFolder(["made/result.json": made.account()]) { root in
                let count = try compare("telegram_json", [root + "/made/result.json"])
                #expect(count > 500)
            }
        }
    }

    @Test("Another tool's dump of Slack is refused, not misread")
    func refusal() throws {
        guard let folder = SecondReading.folder("fixtures/slackchannel2pdf") else { return }
        let walk = try ExportWalk([folder + "/slack_data.json"])
        #expect(walk.groups.isEmpty && walk.refused.map(\.fault.text) == ["exports.unknown-format"])
    }
}

/// Exports of Telegram in which everything occurs that an export may hold; the same for the same seed.
private struct MadeTelegram {
    private var generator: SeededGenerator
    private var id = 0
    private var time = 1_650_000_000

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private static let names = ["Ann", "Bo", "Cy \\\"the cook\\\"", "Zo\\u00eb", "\\ud83c\\udf3b Di", "Bo"]
    private static let actions = [
        #""action":"invite_members","members":[NAME,NAME]"#, #""action":"invite_members","members":[NAME]"#,
        #""action":"join_group_by_link","inviter":NAME"#, #""action":"join_group_by_link","inviter":null"#,
        #""action":"join_group_by_request""#, #""action":"remove_members","members":[NAME]"#,
        #""action":"create_group","title":"T","members":[NAME,null,NAME]"#, #""action":"pin_message","message_id":1"#,
        #""action":"edit_group_title","title":"Caf\u00e9""#, #""action":"boost_apply","boosts":1"#,
    ]
    private static let contents = [
        #""text":"plain \n text""#,
        #""text":["x ",{"type":"mention_name","text":"Ann","user_id":1},{"type":"link","text":"https://a.example"}]"#,
        #""photo":"p.jpg","text":"look""#, #""file":"f","media_type":"sticker","text":"""#,
        #""file":"f","media_type":"voice_message","text":"""#,
        #""file":"f","media_type":"audio_file","text":"""#, #""file":"f","text":"""#,
        #""file":"f","media_type":"animation","text":"""#,
        #""poll":{"question":"When?","answers":[{"text":"now","voters":2}]},"text":"""#,
        #""text":"","location_information":{"latitude":1.5}"#,
        #""text":"y","reply_to_message_id":3"#, #""text":"y","reply_to_message_id":3,"reply_to_peer_id":"channel5""#,
        #""text":"z","reactions":[{"type":"emoji","count":2,"emoji":"\u2764","recent":[{"from":"Ann","from_id":"user0","date":"2022-04-20T10:00:00"}]}]"#,
        #""text":"","text_entities":[],"edited":"2022-01-01T00:00:00","edited_unixtime":"1640995200""#,
    ]

    private func person(_ index: Int) -> (name: String, id: String) { (Self.names[index], "user\(index)") }

    private mutating func message() -> String {
        id += 1
        time += Int.random(in: 0...5000, using: &generator)
        let (name, user) = person(Int.random(in: 0..<Self.names.count, using: &generator))
        let date =
            #""date":"\#(Instant(milliseconds: Int64(time) * 1000 + 7_200_000).description.prefix(19))","date_unixtime":"\#(time)""#
        if Int.random(in: 0..<5, using: &generator) == 0 {
            var action = Self.actions.randomElement(using: &generator)!
            while let range = action.range(of: "NAME") {
                let other = person(Int.random(in: 0..<Self.names.count, using: &generator)).name
                action.replaceSubrange(range, with: "\"\(other)\"")
            }
            return #"{"id":\#(id),"type":"service",\#(date),"actor":"\#(name)","actor_id":"\#(user)",\#(action)}"#
        }
        let content = Self.contents.randomElement(using: &generator)!
        return #"{"id":\#(id),"type":"message",\#(date),"from":"\#(name)","from_id":"\#(user)",\#(content)}"#
    }

    mutating func account() -> String {
        var chats: [String] = []
        for (number, type) in ["private_group", "personal_chat", "public_supergroup", "private_channel"].enumerated() {
            let messages = (0..<200).map { _ in message() }.joined(separator: ",\n   ")
            chats.append(#"{"name":"Chat \#(number)","type":"\#(type)","id":\#(number),"messages":[\#(messages)]}"#)
        }
        let left = chats.removeLast()
        return
            #"{"about":"","chats":{"about":"","list":[\#(chats.joined(separator: ",")) ]},"left_chats":{"list":[\#(left)]}}"#
    }
}
