internal import Desk
package import Insight
package import Kernel

// What the API and the command line show of the list of the day and of alerts.

extension TodayGroup {
    /// - Parameter names: Of people who may be asked; none for who may not see people.
    package func json(names: [PersonID: String]) -> JSONValue {
        .object([
            (
                "assignee",
                assignee.map { .object([("id", .string($0.id.description)), ("name", .string($0.name))]) } ?? .null
            ),
            ("group", .object([("id", .string(group.description)), ("name", .string(name))])),
            ("items", .array(items.map { $0.json(names: names) })),
            ("worth", .number(worth)),
        ])
    }
}

extension TodayItem {
    func json(names: [PersonID: String]) -> JSONValue {
        let people = people.compactMap { id in
            names[id].map { JSONValue.object([("id", .string(id.description)), ("name", .string($0))]) }
        }
        return .object([
            ("ask", .array(people)), ("concern", .string(concern.rawValue)),
            ("figures", .array(concern.figures.map { .string($0) })), ("since", .string(beganAt.description)),
            ("worth", .number(worth)),
        ])
    }
}

extension TodayAct {
    package var json: JSONValue {
        .object([
            ("act", .string(deed.rawValue)), ("assignee", JSONValue(assignee)), ("by", .string(madeBy)),
            ("concerns", .array(concerns.map { .string($0.rawValue) })),
            ("group", .object([("id", .string(group.description)), ("name", .string(groupName))])),
            ("id", .string(id.description)), ("made_at", .string(madeAt.description)),
            ("undone_at", JSONValue(undoneAt?.description)), ("until", JSONValue(until?.description)),
        ])
    }
}

extension Alert {
    package var json: JSONValue {
        .object([
            (
                "acknowledged",
                acknowledgement.map { .object([("at", .string($0.at.description)), ("by", .string($0.name))]) }
                    ?? .null
            ),
            ("began_at", .string(episode.began.description)), ("ended_at", JSONValue(episode.ended?.description)),
            ("group", .object([("id", .string(group.description)), ("name", .string(groupName))])),
            ("id", .string(id.description)), ("opened_at", .string(openedAt.description)),
            ("rule", .string(rule.rawValue)), ("state", .string(state.rawValue)), ("usual", .number(episode.usual)),
            ("value", .number(episode.value)),
        ])
    }
}
