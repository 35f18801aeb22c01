internal import Bulletins
internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import NIOCore
internal import Reports
internal import Storage

/// Reports that were made and are kept: the list, each of them in its forms, asking for one, putting one away.
enum KeptReportOperations {
    static let schemas: [String: Schema] = ["KeptReport": report]

    static let about = Schema.line(1...140).noted(
        "`community`, `kind:` with a kind, `tag:` with a tag, or `group:` with an id.")
    static let spans = Schema.choice(ReportSpan.allCases.map(\.rawValue))
    static let languages = Schema.choice(Language.allCases.map(\.rawValue))

    private static let report = Schema.object([
        "id": .id, "state": .choice(KeptReport.State.allCases.map(\.rawValue)), "about": about,
        "group_name": .text.orNull, "span": spans, "from": .day, "to": .day, "language": languages, "zone": .text,
        "schedule": Schema.id.orNull.noted("Null where somebody asked for it by hand."), "by": .text.orNull,
        "asked_at": .instant, "made_at": .instant.orNull,
        "pressing": Schema.count.noted("How many of its findings press."), "bytes": .count,
        "fault": Schema.text.orNull.noted("Why it failed."),
    ]).noted("Once it is `done` it can be had in each form. It names nobody.")

    private static let forms: [(form: ReportForm, id: String, media: String, what: String)] = [
        (.html, "getKeptReportPage", "text/html; charset=utf-8", "A kept report as a page with its charts"),
        (.json, "getKeptReportFigures", "application/json", "A kept report's figures"),
        (.csv, "getKeptReportTable", "text/csv; charset=utf-8", "A kept report's figures as a table"),
        (.text, "getKeptReportText", "text/plain; charset=utf-8", "A kept report in words alone"),
        (.pdf, "getKeptReportPDF", "application/pdf", "A kept report printed, where the server has a Chromium"),
    ]

    static func all(_ site: Site) -> [Operation] {
        let assets = PageAssets.load()
        let ofForms = forms.map { one in
            Operation(
                id: one.id, method: .get, path: "/reports/{report}/\(one.form.rawValue)", tag: "reports",
                summary: one.what, scope: .readReports, answer: one.form == .json ? .object([:], isOpen: true) : .text,
                media: one.form == .json ? nil : String(one.media.prefix { $0 != ";" }), mayConflict: true,
                act: { try await send(one.form, $0, assets) })
        }
        let ask = Schema.object(["about": about, "span": spans, "language": languages], optional: ["language"])
        return [
            Operation(
                id: "listKeptReports", method: .get, path: "/reports", tag: "reports",
                summary: "Reports that are kept, the newest first", scope: .readReports,
                query: [
                    .init("group", .id, "Only reports of this group."),
                    .init("schedule", .id, "Only reports of this schedule."), .limit, .cursor,
                ], answer: .page(of: .named("KeptReport")), act: list),
            Operation(
                id: "askForReport", method: .post, path: "/reports", tag: "reports",
                summary: "Asks for a report of the days before today; it is made within seconds", scope: .writeReports,
                body: ask, status: .accepted, answer: .named("KeptReport"), act: Self.ask),
            Operation(
                id: "getKeptReport", method: .get, path: "/reports/{report}", tag: "reports",
                summary: "What a kept report is of, and whether it is made", scope: .readReports,
                answer: .named("KeptReport"), act: show),
        ] + ofForms + [
            Operation(
                id: "restoreKeptReport", method: .post, path: "/reports/{report}/restore", tag: "reports",
                summary: "Takes a report back that was put away less than a day ago", scope: .writeReports,
                answer: .named("KeptReport"), act: { try await mark($0, isKept: true) }),
            Operation(
                id: "dropKeptReport", method: .delete, path: "/reports/{report}", tag: "reports",
                summary: "Puts a report away; for a day it can be taken back", scope: .writeReports,
                status: .noContent, act: { try await mark($0, isKept: false) }),
        ]
    }

    private static func store(_ call: APICall) -> BulletinStore { BulletinStore(world: call.site.world) }
    private static func id(_ call: APICall) -> KeptReportID { KeptReportID(call.number("report")) }

    // MARK: - Reading

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, limit) = (store(call), call.actor, call.limit)
        let before = try call.place().map { KeptReportID($0) }
        let group = call.asked("group").map { GroupID($0) }
        let schedule = call.asked("schedule").map { ReportScheduleID($0) }
        let found = try await call.site.store.read {
            try bulletins.reports(
                of: group, schedule: schedule, before: before, limit: limit + 1, by: actor, in: $0)
        }
        return call.page(found, id: { $0.id.value }, json: { json($0, call.catalogue) })
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, id) = (store(call), call.actor, id(call))
        let found = try await call.site.store.read { try bulletins.report(id, by: actor, in: $0) }
        return .json(json(found, call.catalogue))
    }

    static func json(_ one: KeptReport, _ catalogue: TextCatalogue) -> JSONValue {
        .object([
            ("id", .string(one.id.description)), ("state", .string(one.state.rawValue)),
            ("about", .string(SubjectChoice.text(one.subject))), ("group_name", JSONValue(one.groupName)),
            ("span", .string(one.span.rawValue)), ("from", .string("\(one.days.from)")),
            ("to", .string("\(one.days.to)")), ("language", .string(one.language.rawValue)),
            ("zone", .string(one.zone)), ("schedule", JSONValue(one.schedule?.description)),
            ("by", JSONValue(one.staffName)), ("asked_at", .string("\(one.askedAt)")),
            ("made_at", JSONValue(one.madeAt.map { "\($0)" })), ("pressing", .integer(one.pressing)),
            ("bytes", .integer(one.bytes)), ("fault", JSONValue(one.fault.map { catalogue($0) })),
        ])
    }

    private static func send(_ form: ReportForm, _ call: APICall, _ assets: PageAssets) async throws -> APIAnswer {
        let (bulletins, actor, id) = (store(call), call.actor, id(call))
        let kept: KeptReport.Form =
            switch form {
            case .page, .html, .pdf: .html
            case .csv: .csv
            case .json: .json
            case .text: .text
            }
        let found = try await call.site.store.read { transaction in
            let report = try bulletins.report(id, by: actor, in: transaction)
            return (report: report, packed: try bulletins.form(kept, of: report, in: transaction))
        }
        guard let bytes = found.packed.flatMap({ Gzip.unpacked($0) }) else {
            throw Problem(.conflict, "api.report-not-made")
        }
        if form == .pdf, call.site.printer.program == nil { throw Problem(.conflict, "api.no-printer") }
        let (look, report) = (call.site.look(call.visit), found.report)
        let subject = BulletinTimes(look: look, zone: report.zone).name(of: report.subject, report.groupName)
        let file = ReportFile(
            site: call.site, look: look, name: "\(subject) \(report.days.from) \(report.days.to)",
            page: { KeptPage.whole(bytes, assets: assets) }, csv: { bytes }, json: { bytes }, text: { bytes })
        let answer = try await file.answer(form)
        return APIAnswer(content: .response(try answer.response(from: call.request, context: call.visit)))
    }

    // MARK: - Changing

    @Sendable private static func ask(_ call: APICall) async throws -> APIAnswer {
        let (bulletins, actor, body, catalogue) = (store(call), call.actor, call.body, call.catalogue)
        let subject = try subject(call)
        let span = body["span"]?.text.flatMap { ReportSpan(rawValue: $0) } ?? .week
        let language = body["language"]?.text.flatMap { Language(rawValue: $0) } ?? actor.language
        return try await call.change { transaction in
            let id = try bulletins.ask(
                subject, span, language: language, zone: try BulletinTimes.zone(in: transaction), by: actor,
                in: transaction)
            return .json(json(try bulletins.asked(id, in: transaction), catalogue))
        }
    }

    /// What the body's `about` says. A group of somebody else's is not there.
    static func subject(_ call: APICall) throws -> ReportSubject {
        guard let subject = SubjectChoice.subject(call.body["about"]?.text ?? "") else {
            throw Fault(.badInput, "bulletins.bad-subject")
        }
        if let group = subject.group, !call.actor.scope.includes(group) { throw Problem(.notFound, "api.not-found") }
        return subject
    }

    private static func mark(_ call: APICall, isKept: Bool) async throws -> APIAnswer {
        let (bulletins, actor, id, catalogue) = (store(call), call.actor, id(call), call.catalogue)
        return try await call.change { transaction in
            guard isKept else {
                try bulletins.drop(id, by: actor, in: transaction)
                return .nothing
            }
            try bulletins.restore(id, by: actor, in: transaction)
            return .json(json(try bulletins.report(id, by: actor, in: transaction), catalogue))
        }
    }
}
