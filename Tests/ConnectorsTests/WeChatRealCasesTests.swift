import Foundation
import Kernel
import Testing

@testable import Connectors

/// Where real histories are; nothing of them is in the project.
private let realData = ProcessInfo.processInfo.environment["BANYAN_REAL_DATA"]

@Suite("WeChat's system messages as others read them")
struct WeChatRealCasesTests {
    private struct Case: Decodable {
        let content: String
        let expected: [String: String]

        enum CodingKeys: String, CodingKey {
            case content
            case expected = "expected_ts"
        }
    }

    private struct Payload: Decodable {
        struct Expectation: Decodable {
            let event: String
            let members: [String]?
            let memberIDs: [String]?
            let inviter: String?
            let by: String?

            enum CodingKeys: String, CodingKey {
                case event, members, inviter, by
                case memberIDs = "member_ids"
            }
        }
        let id: String
        let xml: String
        let expect: Expectation
    }

    private static func load<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let path = "\(realData ?? "")/fixtures-derived/\(name)"
        return try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private static func deeds(_ text: String) -> [WeChatSystemMessage.Deed] {
        let reader = WeChatSystemMessage(you: Party(name: "YOU"))
        guard case .deeds(let deeds) = Array(text.utf8).withView({ reader.meaning(of: $0) }) else { return [] }
        return deeds
    }

    /// The strings of a TypeScript literal such as `[YOU, 'a']`.
    private static func names(_ literal: String) -> [String] {
        var names: [String] = []
        var quoted: String?
        for part in literal.replacing("\\'", with: "\u{1}").split(separator: "'", omittingEmptySubsequences: false) {
            if quoted == nil {
                if part.contains("YOU") { names.append("YOU") }
                quoted = ""
            } else {
                names.append(String(part).replacing("\u{1}", with: "'"))
                quoted = nil
            }
        }
        return names
    }

    @Test(
        "Every sentence is read as expected, and an invitation that is only a card is no event",
        .enabled(if: realData != nil))
    func sentences() throws {
        let cases = try WeChatRealCasesTests.load("wechat_sysmsg_cases.json", as: [Case].self)
        #expect(cases.count == 47)
        for sample in cases {
            let deeds = WeChatRealCasesTests.deeds(sample.content)
            let expected = sample.expected.mapValues(WeChatRealCasesTests.names)
            let comment = Comment(rawValue: sample.content)
            if let invited = expected["inviteeNameList"] {
                #expect(deeds.map(\.sender?.name) == invited, comment)
                #expect(
                    deeds.allSatisfy { $0.kind == .join && $0.target?.name == expected["inviterName"]?.first }, comment)
            } else if let leavers = expected["leaverNameList"] {
                #expect(deeds.map(\.target?.name) == leavers, comment)
                #expect(
                    deeds.allSatisfy { $0.kind == .removal && $0.sender?.name == expected["removerName"]?.first },
                    comment)
            } else if let topic = expected["topic"] {
                #expect(
                    deeds.map(\.text) == topic && deeds.first?.sender?.name == expected["changerName"]?.first, comment)
            } else {
                #expect(deeds.allSatisfy { $0.kind == .recall }, comment)
            }
        }
    }

    @Test("Every payload in XML is read as expected", .enabled(if: realData != nil))
    func payloads() throws {
        for sample in try WeChatRealCasesTests.load("wechat_sysmsg_xml.json", as: [Payload].self) {
            let deeds = WeChatRealCasesTests.deeds(sample.xml)
            let kinds: [String: EventKind] = ["join": .join, "leave": .removal, "dissolve": .leave]
            try #require(!deeds.isEmpty && deeds.allSatisfy { $0.kind == kinds[sample.expect.event] }, "\(sample.id)")
            let isRemoval = sample.expect.event == "leave"
            let members = deeds.map { isRemoval ? $0.target : $0.sender }
            let other = (isRemoval ? deeds[0].sender : deeds[0].target)?.name
            if sample.expect.event == "dissolve" {
                #expect(members.first??.name == sample.expect.by)
                continue
            }
            #expect(members.compactMap(\.?.name) == sample.expect.members, "\(sample.id)")
            if let ids = sample.expect.memberIDs { #expect(members.compactMap(\.?.id) == ids, "\(sample.id)") }
            let expected = sample.expect.inviter ?? sample.expect.by
            #expect(other == (expected == "你" ? "YOU" : expected), "\(sample.id)")
        }
    }
}
