internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Storage

/// What is talked about, and who answers questions about it.
enum TopicOperations {
    static let schemas: [String: Schema] = ["WordChange": change, "WeekTopics": topics, "ExpertTopic": expertTopic]

    private static let week = Operation.Parameter(
        "week", .day, "Any day of the week; the last whole one where it is not given.")
    private static let topic = Operation.Parameter(
        "topic", .line(1...60), "A word; what is asked most where it is not given.")

    static let all = [
        Operation(
            id: "getGroupTopics", method: .get, path: "/groups/{group}/topics", tag: "insight",
            summary: "What a group talked about in a week, held against the weeks before", scope: .readGroups,
            query: [week], answer: .named("WeekTopics"), act: { try await showTopics($0, of: $0.group()) }),
        Operation(
            id: "getTopics", method: .get, path: "/insight/topics", tag: "insight",
            summary: "What the token's groups talked about together in a week", scope: .readGroups, query: [week],
            answer: .named("WeekTopics"), act: { try await showTopics($0, of: nil) }),
        Operation(
            id: "getGroupExperts", method: .get, path: "/groups/{group}/experts", tag: "insight",
            summary: "Who answers a group's questions about what, with the very questions", scope: .readEvents,
            query: [topic, week], answer: .object(["topics": .list(.named("ExpertTopic"))]),
            act: { try await showExperts($0, of: $0.group()) }),
        Operation(
            id: "getExperts", method: .get, path: "/insight/experts", tag: "insight",
            summary: "Who answers questions about what in the token's groups, with the very questions",
            scope: .readEvents, query: [topic, week], answer: .object(["topics": .list(.named("ExpertTopic"))]),
            act: { try await showExperts($0, of: nil) }),
    ]

    private static let change = Schema.object([
        "word": .text, "messages": .count, "speakers": .count, "groups": .count,
        "before": Schema.number.orNull.noted("Messages a week in the weeks before; null without a past."),
        "z": Schema.number.orNull.noted("z-score of the log-odds against the weeks before; null without a past."),
        "new": .boolean,
    ])

    private static let changes = Schema.list(.named("WordChange"))

    private static let topics = Schema.object([
        "week": .object(["from": .day, "to": .day]), "messages": .count, "speakers": .count,
        "groups": Schema.count.orNull.noted("How many are looked at together; null for one."), "past_weeks": .count,
        "topics": .list(
            .object([
                "head": .named("WordChange"), "companions": .list(.text),
                "tellers": .list(.object(["person": .id, "name": .text, "messages": .count])),
            ])), "rising": changes, "falling": changes, "new": changes, "hashtags": changes, "links": changes,
    ])

    private static let expertTopic = Schema.object([
        "word": .text, "companions": .list(.text), "questions": .count,
        "experts": .list(
            .object([
                "person": .id, "name": .text, "questions": .count,
                "askers": Schema.count.noted("How many people asked them."),
                "thankers": Schema.count.noted("How many of those said thanks within an hour."),
                "evidence": .list(
                    .object([
                        "group": .id, "group_name": .text, "asked_at": .instant, "asker": .text,
                        "question": .text.orNull, "answer": .text.orNull, "thanked": .boolean,
                    ])),
            ])),
    ])

    /// The week that is asked for; nil where nothing is counted yet.
    private static func week(_ call: APICall, _ choice: GroupChoice, in transaction: Transaction) throws -> CivilDay? {
        if let text = call.query["week"], let day = CivilDay(text) { return day.monday }
        return try WeekTopics.standard(of: choice, in: transaction)
    }

    private static func choice(_ call: APICall, _ group: GroupID?) -> GroupChoice {
        group.map { .some([$0]) } ?? call.actor.scope.choice
    }

    private static func showTopics(_ call: APICall, of group: GroupID?) async throws -> APIAnswer {
        let choice = choice(call, group)
        let seesPeople = call.admission.mayUse(.readPeople)
        let topics = try await call.site.store.read { transaction in
            if let group, try RecordMark.load(group, in: transaction) == nil {
                throw Problem(.notFound, "api.not-found")
            }
            let monday = try week(call, choice, in: transaction) ?? CivilDay(number: 0).monday
            guard let group else { return try WeekTopics.load(monday, of: choice, in: transaction) }
            return try WeekTopics.load(monday, of: group, withPeople: seesPeople, in: transaction)
        }
        return .json(topics.json)
    }

    private static func showExperts(_ call: APICall, of group: GroupID?) async throws -> APIAnswer {
        let choice = choice(call, group)
        let experts = try await call.site.store.read { transaction in
            if let group, try RecordMark.load(group, in: transaction) == nil {
                throw Problem(.notFound, "api.not-found")
            }
            guard let monday = try week(call, choice, in: transaction) else { return [ExpertTopic]() }
            guard let topic = call.query["topic"] else {
                return try ExpertTopic.all(of: choice, until: monday, in: transaction)
            }
            let found = try ExpertTopic.find([ExpertTopic.word(topic)], of: choice, until: monday, in: transaction)
            return found.map { [$0] } ?? []
        }
        return .json(.object([("topics", .array(experts.map(\.json)))]))
    }
}
