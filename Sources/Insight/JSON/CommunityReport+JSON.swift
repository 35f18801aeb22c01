internal import Kernel

extension CommunityReport {
    /// The report before it is written; keys sorted and named as in METRICS.
    package var json: JSONValue {
        .pairs([
            "active": .integer(active), "active_before": .integer(activeBefore),
            "advice": .array(advice.map(\.json)),
            "courses": .array(courses.map(\.json)),
            "days": .array(
                days.map { day in
                    .pairs([
                        "date": .string("\(day.day)"), "groups": .integer(day.groups), "joins": .integer(day.joins),
                        "leaves": .integer(day.leaves), "messages": .integer(day.messages),
                    ])
                }),
            "groups": .array(lines.map(\.json)),
            "selection": selection.json,
            "survival_groups": lives.all.json,
            "totals": .object(totals.pairs + [("groups", .integer(lines.count)), ("talking", .integer(talking))]),
            "totals_before": totalsBefore.map { JSONValue.object($0.pairs) } ?? .null,
            "window": .pairs(["from": .string("\(window.from)"), "to": .string("\(window.to)")]),
        ])
    }
}

extension GroupSelection {
    fileprivate var json: JSONValue {
        switch self {
        case .all: .pairs(["all": .boolean(true)])
        case .kind(let kind): .pairs(["kind": .string(kind)])
        case .tag(let tag): .pairs(["tag": .string(tag)])
        }
    }
}

extension WindowFigures {
    fileprivate var pairs: [(key: String, value: JSONValue)] {
        [
            ("active", .integer(active)), ("active_ratio", JSONValue(activeRatio)), ("joins", .integer(joins)),
            ("leaves", .integer(leaves)), ("members", .integer(members)), ("messages", .integer(messages)),
        ]
    }
}

extension CommunityLine {
    fileprivate var json: JSONValue {
        .object(
            now.pairs + [
                ("active_before", JSONValue(before?.active)), ("died", .boolean(hasDied)),
                ("kind", JSONValue(label.kind)), ("messages_before", JSONValue(before?.messages)),
                ("name", .string(label.name)), ("network", .string(label.network)), ("new", .boolean(isNew)),
            ])
    }
}

extension Advice {
    /// What it says is left to the texts; here are its key and the figures it rests on.
    package var json: JSONValue {
        .pairs([
            "advice": .string(key), "rests": .object(rests.map { (key: $0.key, value: $0.value.json) }),
            "severity": .string(severity.rawValue),
        ])
    }
}

extension AdviceCourse {
    package var json: JSONValue {
        .pairs([
            "advice": .string(advice.key), "done_groups": JSONValue(deeds?.groups),
            "done_last": JSONValue(deeds?.last.map { "\($0)" }), "figure": .string(figure), "now": now.json,
            "still_found": .boolean(isStill), "then": then.json, "verdict": .string(verdict.rawValue),
        ])
    }
}

extension Advice.Value {
    fileprivate var json: JSONValue {
        switch self {
        case .count(let count, _), .hour(let count): .integer(count)
        case .share(let number), .decimal(let number), .seconds(let number): .number(number)
        case .day(let day): .string("\(day)")
        }
    }
}
