internal import Bulletins
internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Storage

/// Reports that are made again and again: which there are, a new one, one ended, one made now.
enum ScheduleOperations {
    static let schemas: [String: Schema] = ["Schedule": schedule]

    private static let time = Schema.line(5...5).noted("`09:30`, by the clock of the community.")
    private static let weekday = Schema.integer(0...6).noted("0 is Monday; of weekly reports.")
    private static let monthDay = Schema.integer(1...31).noted("The last of a shorter month; of monthly reports.")
    private static let keeps = Schema.integer(1...366).noted("How many of its reports are kept.")

    private static let schedule = Schema.object([
        "id": .id, "about": KeptReportOperations.about, "group_name": .text.orNull,
        "span": KeptReportOperations.spans, "at": time, "weekday": weekday, "month_day": monthDay,
        "language": KeptReportOperations.languages, "keeps": keeps, "by": .text.orNull, "next_at": .instant,
    ])

    private static let new = Schema.object(
        [
            "about": KeptReportOperations.about, "span": KeptReportOperations.spans, "at": time, "weekday": weekday,
            "month_day": monthDay, "language": KeptReportOperations.languages, "keeps": keeps,
        ], optional: ["weekday", "month_day", "language", "keeps"])

    private static let standardKeeps = 12

    static let all = [
        Operation(
            id: "listSchedules", method: .get, path: "/schedules", tag: "reports",
            summary: "Reports that are made again and again, the newest first", scope: .readReports,
            query: [.limit, .cursor], answer: .page(of: .named("Schedule")), act: list),
        Operation(
            id: "makeSchedule", method: .post, path: "/schedules", tag: "reports",
            summary: "Has a report made again and again", scope: .writeReports, body: new, status: .created,
            answer: .named("Schedule"), act: make),
        Operation(
            id: "getSchedule", method: .get, path: "/schedules/{schedule}", tag: "reports",
            summary: "One of them, those that were ended too", scope: .readReports, answer: .named("Schedule"),
            act: show),
        Operation(
            id: "runSchedule", method: .post, path: "/schedules/{schedule}/run", tag: "reports",
            summary: "Asks for its report now, besides those that come on time", scope: .writeReports,
            status: .accepted, answer: .named("KeptReport"), act: run),
        Operation(
            id: "restoreSchedule", method: .post, path: "/schedules/{schedule}/restore", tag: "reports",
            summary: "Takes the end of a schedule back within a day", scope: .writeReports,
            answer: .named("Schedule"), act: restore),
        Operation(
            id: "endSchedule", method: .delete, path: "/schedules/{schedule}", tag: "reports",
            summary: "Ends it; its reports stay", scope: .writeReports, status: .noContent, act: end),
    ]

    private static func store(_ call: APICall) -> BulletinStore { BulletinStore(world: call.site.world) }
    private static func id(_ call: APICall) -> ReportScheduleID { ReportScheduleID(call.number("schedule")) }

    private static func json(_ one: ReportSchedule) -> JSONValue {
        .object([
            ("id", .string(one.id.description)), ("about", .string(SubjectChoice.text(one.subject))),
            ("group_name", JSONValue(one.groupName)), ("span", .string(one.rhythm.span.rawValue)),
            ("at", .string(BulletinTimes.time(one.rhythm.minute))), ("weekday", .integer(one.rhythm.weekday)),
            ("month_day", .integer(one.rhythm.monthDay)), ("language", .string(one.language.rawValue)),
            ("keeps", .integer(one.keeps)), ("by", JSONValue(one.staffName)), ("next_at", .string("\(one.nextAt)")),
        ])
    }

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, limit) = (store(call), call.actor, call.limit)
        let before = try call.place().map { ReportScheduleID($0) }
        let found = try await call.site.store.read {
            try bulletins.schedules(before: before, limit: limit + 1, by: actor, in: $0)
        }
        return call.page(found, id: { $0.id.value }, json: json)
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, id) = (store(call), call.actor, id(call))
        return .json(json(try await call.site.store.read { try bulletins.schedule(id, by: actor, in: $0) }))
    }

    @Sendable private static func make(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, body) = (store(call), call.actor, call.body)
        let subject = try KeptReportOperations.subject(call)
        guard let minute = BulletinTimes.minute(body["at"]?.text ?? "") else {
            throw Fault(.badInput, "bulletins.bad-time")
        }
        let rhythm = try ReportRhythm(
            body["span"]?.text.flatMap { ReportSpan(rawValue: $0) } ?? .week, minute: minute,
            weekday: body["weekday"]?.whole ?? 0, monthDay: body["month_day"]?.whole ?? 1)
        let language = body["language"]?.text.flatMap { Language(rawValue: $0) } ?? actor.language
        let new = try NewSchedule(
            subject: subject, rhythm: rhythm, language: language, keeps: body["keeps"]?.whole ?? standardKeeps)
        return try await call.change { transaction in
            let zone = try BulletinTimes.zone(in: transaction)
            let id = try bulletins.make(new, zone: zone, by: actor, in: transaction)
            return .json(json(try bulletins.made(id, in: transaction)))
        }
    }

    @Sendable private static func run(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, id, catalogue) = (store(call), call.actor, id(call), call.catalogue)
        return try await call.change { transaction in
            let zone = try BulletinTimes.zone(in: transaction)
            let report = try bulletins.askNow(id, zone: zone, by: actor, in: transaction)
            return .json(KeptReportOperations.json(try bulletins.asked(report, in: transaction), catalogue))
        }
    }

    @Sendable private static func restore(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, id) = (store(call), call.actor, id(call))
        return try await call.change { transaction in
            try bulletins.restore(id, by: actor, in: transaction)
            return .json(json(try bulletins.schedule(id, by: actor, in: transaction)))
        }
    }

    @Sendable private static func end(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, id) = (store(call), call.actor, id(call))
        return try await call.change { transaction in
            try bulletins.drop(id, by: actor, in: transaction)
            return .nothing
        }
    }
}
