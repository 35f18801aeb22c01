package import Foundation
internal import Kernel

extension GroupSummary {
    /// The summary as one line of JSON, keys sorted.
    package func jsonData() throws -> Data { json.data }

    /// One JSON object a line, each line ended; the last is how long groups live.
    package static func jsonLines(_ summaries: [GroupSummary]) throws -> Data {
        var bytes: [UInt8] = []
        for summary in summaries {
            summary.json.append(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        GroupSurvival(summaries).json.append(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return Data(bytes)
    }

    private var json: JSONValue {
        .pairs([
            "died": JSONValue(life?.death.map { "\($0.day)" }),
            "first_day": JSONValue(data.map { "\($0.from)" }),
            "group": group.json,
            "last_day": JSONValue(data.map { "\($0.to)" }),
            "revived": life?.death.map { .boolean($0.revived) } ?? .null,
            "totals": .pairs([
                "active": .integer(active),
                "joins": .integer(joins),
                "leaves": .integer(leaves),
                "members": .integer(members),
                "messages": .integer(messages),
                "messages_bot": .integer(messagesOfBots),
                "messages_per_active": JSONValue(messagesPerActive),
                "messages_per_member": JSONValue(messagesPerMember),
                "people_seen": .integer(peopleSeen),
                "sessions": .integer(sessions),
            ]),
        ])
    }
}

extension GroupSurvival {
    fileprivate var json: JSONValue {
        let reference = GroupSurvival.reference.map { (key: String($0.t), value: JSONValue.number($0.share)) }
        return .pairs([
            "reference": .object(reference),
            "survival_groups": all.json,
            "survival_groups_by_kind": .object(byKind.map { (key: $0.kind, value: $0.curve.json) }),
            "survival_groups_totals": .pairs([
                "ends": .integer(all.ends), "median": JSONValue(all.median), "subjects": .integer(all.subjects),
            ]),
        ])
    }
}
