package import Foundation
internal import Kernel

extension GroupPortrait {
    /// The portrait; people are in it as numbers alone.
    package var json: JSONValue {
        .object([
            ("facets", .object(facets.map { ($0.key.rawValue, $0.json) })),
            ("group", group.json), ("is_competitor", .boolean(isCompetitor)), ("members", .integer(members)),
            (
                "needs",
                .array(
                    GroupPortrait.needs.compactMap { need in
                        weeks[need].map { weeks in
                            .object([
                                ("need", .string(need)), ("sort", .string(GroupPortrait.sort(of: need))),
                                ("weeks", .array(weeks.map(\.json))),
                            ])
                        }
                    })
            ),
            ("spoke", .integer(spoke)), ("window", .window(window)),
        ])
    }

    /// The portrait as JSON under the key `portrait`, keys sorted.
    package var jsonData: Data { JSONValue.object([("portrait", json)]).data }
}

extension NeedWeek {
    fileprivate var json: JSONValue {
        .object([
            ("from", .string("\(days.from)")), ("messages", .integer(messages)), ("people", .integer(people)),
            ("to", .string("\(days.to)")),
        ])
    }
}

extension CountedShare {
    fileprivate var members: [(key: String, value: JSONValue)] {
        [
            ("count", .integer(count)), ("high", JSONValue(interval?.high)), ("low", JSONValue(interval?.low)),
            ("share", JSONValue(share)),
        ]
    }
}

extension PortraitFacet {
    fileprivate var json: JSONValue {
        .object([
            ("of", .integer(of)),
            (
                "slices",
                .array(
                    slices.map { slice in
                        .object(
                            CountedShare(slice.count, of: of).members + [
                                ("key", .string(slice.key)), ("messages", JSONValue(slice.messages)),
                            ])
                    })
            ),
        ])
    }
}

extension CommunityPortrait {
    package var json: JSONValue {
        .object([
            (
                "facets",
                .array(facets.map { .object([("facet", $0.json), ("key", .string($0.key.rawValue))]) })
            ),
            ("from", .string("\(window.from)")), ("groups", .integer(groups)),
            ("kinds", .array(kinds.map(\.json))), ("members", .integer(members)),
            (
                "networks",
                .array(
                    networks.map {
                        .object([("network", .string($0.network)), ("people", .integer($0.people))])
                    })
            ), ("spoke", .integer(spoke)), ("to", .string("\(window.to)")),
        ])
    }
}

extension CommunityPortrait.Kind {
    fileprivate var json: JSONValue {
        let known = GroupPortrait.needs.compactMap { need in needs[need].map { (need, $0) } }
        return .object([
            ("kind", .string(kind)),
            (
                "needs",
                .array(known.map { .object([("need", .string($0.0)), ("people", .integer($0.1))]) })
            ), ("spoke", .integer(spoke)),
        ])
    }
}

extension PortraitComparison {
    package var json: JSONValue {
        .object([
            (
                "differences",
                .array(
                    lines.map { line in
                        let difference = line.difference
                        return .object([
                            ("difference", JSONValue(difference?.value)), ("facet", .string(line.facet.rawValue)),
                            ("first", .object(line.first.members)), ("high", JSONValue(difference?.high)),
                            ("key", .string(line.key)), ("low", JSONValue(difference?.low)),
                            ("second", .object(line.second.members)), ("sure", .boolean(line.isSure)),
                        ])
                    })
            ), ("first", first.json), ("second", second.json),
        ])
    }

    /// Both portraits and their differences as JSON under the key `portraits`, keys sorted.
    package var jsonData: Data { JSONValue.object([("portraits", json)]).data }
}
