package import Foundation
internal import Kernel

extension GroupComparison {
    /// The comparison as JSON under the key `compare`, keys sorted.
    package func jsonData() throws -> Data {
        let figures = lines.map { line in
            JSONValue.pairs([
                "better": JSONValue(line.better?.rawValue), "difference": JSONValue(line.difference),
                "figure": .string(line.figure.key), "first": JSONValue(line.first), "second": JSONValue(line.second),
            ])
        }
        return JSONValue.pairs([
            "compare": .pairs([
                "figures": .array(figures),
                "first": .pairs(["group": first.json, "window": .window(firstWindow)]),
                "second": .pairs(["group": second.json, "window": .window(secondWindow)]),
            ])
        ]).data
    }
}

extension KindComparison {
    /// The comparison as JSON under the key `compare`, keys sorted.
    package func jsonData() throws -> Data {
        let figures = lines.map { line in
            JSONValue.pairs([
                "figure": .string(line.figure.key), "groups": .integer(line.others),
                "higher_is_better": line.figure.direction.json, "median": JSONValue(line.median),
                "percentile": JSONValue(line.percentile), "value": JSONValue(line.value),
            ])
        }
        return JSONValue.pairs([
            "compare": .pairs([
                "enough": .boolean(isEnough), "figures": .array(figures), "group": group.json,
                "groups": .integer(others), "kind": JSONValue(group.kind), "window": .window(window),
            ])
        ]).data
    }
}

extension Effect {
    /// The effect as JSON under the key `effect`, keys sorted.
    package func jsonData() throws -> Data {
        let figures = lines.map { line in
            JSONValue.pairs([
                "after": JSONValue(line.after), "before": JSONValue(line.before), "change": JSONValue(line.change),
                "comparison_change": JSONValue(line.comparisonChange), "effect": JSONValue(line.effect),
                "figure": .string(line.figure.rawValue), "groups": .integer(line.groups), "high": JSONValue(line.high),
                "low": JSONValue(line.low),
            ])
        }
        return JSONValue.pairs([
            "effect": .pairs([
                "after": .window(after), "before": .window(before),
                "comparison_groups": .array(comparison.map { .string($0.name) }), "date": .string("\(date)"),
                "days": .integer(days), "figures": .array(figures), "group": group.json,
                "groups": .integer(comparison.count), "left_out": .array(leftOut.map { .string($0.name) }),
                "plain": .boolean(isPlain),
            ])
        ]).data
    }
}

extension ComparableFigure.Direction {
    fileprivate var json: JSONValue {
        switch self {
        case .moreIsBetter: .boolean(true)
        case .lessIsBetter: .boolean(false)
        case .neither: .null
        }
    }
}

extension JSONValue {
    /// `from` and `to` of some days.
    static func window(_ days: DayRange?) -> JSONValue {
        .pairs(["from": JSONValue(days.map { "\($0.from)" }), "to": JSONValue(days.map { "\($0.to)" })])
    }
}
