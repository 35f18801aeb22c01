package import Foundation
internal import Kernel

extension WeekTopics {
    /// With every key, whatever is known.
    package var json: JSONValue {
        .pairs([
            "falling": .array(falling.map(\.json)), "groups": JSONValue(groups),
            "hashtags": .array(hashtags.map(\.json)), "links": .array(links.map(\.json)),
            "messages": .integer(messages), "new": .array(newWords.map(\.json)), "past_weeks": .integer(pastWeeks),
            "rising": .array(rising.map(\.json)), "speakers": .integer(speakers),
            "topics": .array(topics.map(\.json)),
            "week": .pairs(["from": .string("\(days.from)"), "to": .string("\(days.to)")]),
        ])
    }
}

extension ReportTopics {
    var json: JSONValue {
        .pairs([
            "examples": .array(
                examples.sorted { $0.key < $1.key }.map { word, example in
                    .pairs([
                        "sender": .string(example.sender), "text": .string(example.text), "word": .string(word),
                    ])
                }),
            "experts": .array(experts.map(\.json)), "week": week.json,
        ])
    }
}

extension WordChange {
    fileprivate var json: JSONValue {
        .pairs([
            "before": JSONValue(before), "groups": .integer(groups), "messages": .integer(messages),
            "new": .boolean(isNew), "speakers": .integer(speakers), "word": .string(word), "z": JSONValue(z),
        ])
    }
}

extension Topic {
    fileprivate var json: JSONValue {
        .pairs([
            "companions": .array(companions.map { .string($0) }), "head": head.json,
            "tellers": .array(
                tellers.map {
                    .pairs([
                        "messages": .integer($0.messages), "name": .string($0.name),
                        "person": .string($0.person.description),
                    ])
                }),
        ])
    }
}

extension ExpertTopic {
    package var json: JSONValue {
        .pairs([
            "companions": .array(companions.map { .string($0) }), "experts": .array(experts.map(\.json)),
            "questions": .integer(questions), "word": .string(word),
        ])
    }
}

extension TopicExpert {
    fileprivate var json: JSONValue {
        .pairs([
            "askers": .integer(askers), "evidence": .array(evidence.map(\.json)), "name": .string(name),
            "person": .string(person.description), "questions": .integer(questions), "thankers": .integer(thankers),
        ])
    }
}

extension TopicExpert.Evidence {
    fileprivate var json: JSONValue {
        .pairs([
            "answer": JSONValue(answer), "asked_at": .string("\(askedAt)"), "asker": .string(asker),
            "group": .string(group.description), "group_name": .string(groupName), "question": JSONValue(question),
            "thanked": .boolean(isThanked),
        ])
    }
}
