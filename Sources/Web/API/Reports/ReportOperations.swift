internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Storage

/// Reports and comparisons, as the command line's `--format json` writes them.
enum ReportOperations {
    static let schemas: [String: Schema] = ["Report": report, "DayCounts": counts]

    static let windowParameters: [Operation.Parameter] = [.from, .to, .days, .whole]

    private static let report = Schema.object(
        [
            "activity": .object(
                [
                    "totals": .object([:], isOpen: true), "days": .list(.object(["date": .day], isOpen: true)),
                    "weeks": .list(.object([:], isOpen: true)), "months": .list(.object([:], isOpen: true)),
                ]),
            "group": .object(
                ["name": .text, "network": .text, "kind": .text.orNull, "zone": .text], isOpen: true),
            "window": .object(["from": .day.orNull, "to": .day.orNull]),
            "hours": .list(.list(.count)), "retention": .list(.object([:], isOpen: true)),
            "graph": .object([:], isOpen: true), "value": .object([:], isOpen: true),
            "noise": .object([:], isOpen: true), "people": .object([:], isOpen: true),
            "topics": .object(
                [
                    "examples": .list(.object(["sender": .text, "text": .text, "word": .text])),
                    "experts": .list(.named("ExpertTopic")), "week": .named("WeekTopics"),
                ]
            ).orNull,
        ], isOpen: true
    ).noted("A report's figures under the names of the definitions.")

    private static let counts = Schema.object([
        "joins": .count, "leaves": .count, "messages": .count, "speakers": .count, "questions": .count,
        "answered": .count,
    ])

    static func all(_ site: Site) -> [Operation] {
        let shelf = MarkShelf<GroupReport>()
        site.shelves.add(shelf)
        return [
            Operation(
                id: "getReport", method: .get, path: "/groups/{group}/report", tag: "reports",
                summary: "A group's report; the last 28 days of its data where no window is named", scope: .readReports,
                query: windowParameters, answer: .named("Report"), act: { try await report($0, shelf) }),
            Operation(
                id: "compareGroups", method: .get, path: "/groups/{group}/compare/{other}", tag: "reports",
                summary: "Two groups side by side, over as many days each", scope: .readReports,
                query: windowParameters, answer: .object([:], isOpen: true), act: compare),
            Operation(
                id: "compareWithKind", method: .get, path: "/groups/{group}/kind", tag: "reports",
                summary: "A group among the others of its kind, each over its last 28 days", scope: .readReports,
                answer: .object([:], isOpen: true), mayConflict: true, act: compareWithKind),
            Operation(
                id: "getToday", method: .get, path: "/today", tag: "reports",
                summary: "The last whole day against the same weekday before, and the groups that need somebody most",
                scope: .readGroups,
                answer: .object([
                    "day": .day.orNull, "counts": Schema.named("DayCounts").orNull,
                    "before": Schema.named("DayCounts").orNull, "needs": .list(.named("Group")),
                ]), act: today),
        ]
    }

    /// The days that a call asks about.
    static func window(_ call: APICall) throws -> ReportWindow {
        if call.query["all"] == "true" { return .all }
        if let days = call.query["days"].flatMap({ Int($0) }) { return .last(days) }
        guard call.query["from"] != nil || call.query["to"] != nil else { return .last28Days }
        guard let from = call.query["from"].flatMap({ CivilDay($0) }),
            let to = call.query["to"].flatMap({ CivilDay($0) }),
            from <= to
        else { throw Problem(.unprocessableContent, "api.bad-window") }
        return .days(from: from, to: to)
    }

    private static func report(_ call: APICall, _ shelf: MarkShelf<GroupReport>) async throws -> APIAnswer {
        let (group, window, store) = (try call.group(), try window(call), call.site.store)
        guard let mark = try await store.read({ try RecordMark.load(group, in: $0) }) else {
            throw Problem(.notFound, "api.not-found")
        }
        var (report, _) = try await shelf.value(mark, window, at: call.now) {
            try await store.read { try GroupReport.loadWhole(group: group, window: window, in: $0) }
        }
        // Beside the shelf: they are counted after what the record's state tells.
        if let days = report.window {
            report.topics = try await store.read { try ReportTopics.load(group: group, window: days, in: $0) }
        }
        if !call.admission.mayUse(.readPeople) { report.removePeople() }
        return APIAnswer(content: .written(Array(try report.jsonData())))
    }

    @Sendable private static func compare(_ call: APICall) async throws -> APIAnswer {
        let (group, other, window) = (try call.group(), GroupID(call.number("other")), try window(call))
        guard call.actor.scope.includes(other) else { throw Problem(.notFound, "api.not-found") }
        return try await call.site.store.read { transaction in
            for one in [group, other] where try RecordMark.load(one, in: transaction) == nil {
                throw Problem(.notFound, "api.not-found")
            }
            let found = try GroupComparison.load(group, other, window: window, in: transaction)
            return APIAnswer(content: .written(Array(try found.jsonData())))
        }
    }

    @Sendable private static func compareWithKind(_ call: APICall) async throws -> APIAnswer {
        let group = try call.group()
        return try await call.site.store.read { transaction in
            guard let found = try KindComparison.ofStandings(group, in: transaction) else {
                throw Problem(.conflict, "api.no-kind")
            }
            return APIAnswer(content: .written(Array(try found.jsonData())))
        }
    }

    @Sendable private static func today(_ call: APICall) async throws -> APIAnswer {
        let (actor, now, desk) = (call.actor, call.now, call.site.desk)
        let scope = actor.scope.isLimited ? actor.scope.groups : nil
        let found = try await call.site.store.read { transaction in
            let zone = try desk.community(in: transaction)?.zone ?? actor.zone
            var clock = CivilZone(zone) ?? .utc
            return (
                yesterday: clock.civil(now).day.advanced(by: -1), pulse: try RecordPulse.load(in: transaction),
                needs: try StandingLine.worthiest(scope: scope, limit: 20, in: transaction)
            )
        }
        let change = try await call.site.days.change(
            in: actor.scope.choice, yesterday: found.yesterday, of: found.pulse, at: now)
        return .json(
            .object([
                ("day", JSONValue(change.map { "\($0.day)" })), ("counts", change.map { json($0.counts) } ?? .null),
                ("before", change.flatMap { $0.hasBefore ? json($0.before) : nil } ?? .null),
                ("needs", .array(found.needs.map(GroupOperations.json))),
            ]))
    }

    private static func json(_ counts: DayCounts) -> JSONValue {
        .object([
            ("joins", .integer(counts.joins)), ("leaves", .integer(counts.leaves)),
            ("messages", .integer(counts.messages)), ("speakers", .integer(counts.speakers)),
            ("questions", .integer(counts.questions)), ("answered", .integer(counts.answered)),
        ])
    }
}
