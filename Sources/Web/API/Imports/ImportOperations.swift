internal import Desk
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Importing
internal import Insight
internal import Kernel
internal import NIOCore
internal import Record
internal import Storage

/// Bringing histories in: the upload, what it holds and how it is meant, its run, what came of it.
enum ImportOperations {
    static let schemas: [String: Schema] = ["Import": job, "ImportChoice": choice]

    private static let whole = Schema.integer(0...Int.max)
    private static let formats = Schema.choice(ImportFormats.names)
    private static let job = Schema.object([
        "id": .id, "state": .choice(ImportJob.State.allCases.map(\.rawValue)), "by": .text, "created_at": .instant,
        "started_at": .instant.orNull, "finished_at": .instant.orNull, "events": whole, "bytes": whole,
        "bytes_in_all": whole, "lines": whole, "bad_lines": whole, "repaired_lines": whole, "files_passed_over": whole,
        "has_upload": Schema.boolean.noted("Whether the files are still here."), "is_stopping": .boolean,
        "fault": Schema.text.orNull.noted("Why it failed."), "choice": .named("ImportChoice"),
    ])

    private static let choice = Schema.object(
        [
            "format": formats.orNull, "group": Schema.line(1...200).orNull, "zone": Schema.line(1...64).orNull,
            "kind": Schema.choice(GroupOperations.kinds).orNull, "own_name": Schema.line(1...200).orNull,
            "bots": .list(.line(1...200), most: 200), "keeps_upload": .boolean,
        ], optional: ["format", "group", "zone", "kind", "own_name", "bots", "keeps_upload"]
    ).noted("How the files are meant; what is not named is left to them.")

    private static let note = Schema.object(["code": .text, "text": .text])
    private static let details = Schema.object([
        "import": .named("Import"), "has_bad_lines": .boolean, "notes": .list(note),
        "files": .list(.object(["name": .text, "bytes": whole])), "file_count": .count,
        "groups": .list(.object(["group": .id, "name": .text, "before": .count, "after": .count.orNull])),
    ])

    private static let found = Schema.object([
        "name": .text, "network": .text, "formats": .list(.text), "files": .count, "bytes": whole, "zone": .text,
        "zone_written": .text.orNull, "kind_written": .choice(GroupOperations.kinds).orNull, "events": .count,
        "lines": .count, "bad_lines": .count,
        "first": Schema.list(
            .object(["at": .instant, "kind": .text, "sender": .text, "text": .text.orNull])
        ).noted("How the files begin, as they will be read."),
    ])

    private static let survey = Schema.object([
        "groups": .list(found), "group_count": .count, "file_count": .count, "passed_over": .count,
        "refused": .list(note), "refused_count": .count,
        "busiest": Schema.list(.object(["name": .text, "count": .count])).noted("Programs may be among them."),
    ])

    private static let choiceParameters: [Operation.Parameter] = [
        .init("format", formats, "As this format; by their content where it is not given."),
        .init("group", .line(1...200), "Into this group."), .init("zone", .line(1...64), "Times are of this zone."),
        .init("own_name", .line(1...200), "The name of whoever exported it, where the files only say “you”."),
    ]

    static let all = [
        Operation(
            id: "listImports", method: .get, path: "/imports", tag: "imports", summary: "Imports, the latest first",
            scope: .readImports, query: [.limit, .cursor], answer: .page(of: .named("Import")), act: list),
        Operation(
            id: "upload", method: .post, path: "/imports", tag: "imports",
            summary: "Takes a file or a zip as its body, streamed to disk; a personal token's alone",
            scope: .writeImports,
            query: [Operation.Parameter("name", .line(1...255), "The file’s name.").required],
            status: .created, answer: .named("Import"), isUpload: true, act: upload),
        Operation(
            id: "getImport", method: .get, path: "/imports/{import}", tag: "imports",
            summary: "How far an import is, what it did to each group, and what it has to say", scope: .readImports,
            answer: details, act: show),
        Operation(
            id: "surveyImport", method: .get, path: "/imports/{import}/survey", tag: "imports",
            summary: "What an upload holds, as it would be read", scope: .readImports, query: choiceParameters,
            answer: survey, mayConflict: true, act: look),
        Operation(
            id: "startImport", method: .post, path: "/imports/{import}/start", tag: "imports",
            summary: "Says how the files are meant, and lets them be read when their turn comes", scope: .writeImports,
            body: .named("ImportChoice"), status: .accepted, answer: .named("Import"), act: start),
        Operation(
            id: "followImport", method: .get, path: "/imports/{import}/progress", tag: "imports",
            summary: "How far it is, as server-sent events of the import's own JSON, until it ends",
            scope: .readImports, answer: Operation.streamed, media: Operation.stream, act: follow),
        Operation(
            id: "stopImport", method: .post, path: "/imports/{import}/stop", tag: "imports",
            summary: "Stops it; what was written stays", scope: .writeImports, answer: .named("Import"),
            act: { try await change($0) { try $0.stop($1, by: $2, in: $3) } }),
        Operation(
            id: "resumeImport", method: .post, path: "/imports/{import}/resume", tag: "imports",
            summary: "Lets one that was stopped go on from there", scope: .writeImports, status: .accepted,
            answer: .named("Import"), act: { try await change($0) { try $0.goOn($1, by: $2, in: $3) } }),
        Operation(
            id: "getBadLines", method: .get, path: "/imports/{import}/bad-lines", tag: "imports",
            summary: "The lines that could not be read, with their reasons", scope: .readImports, answer: .text,
            media: "text/tab-separated-values", act: badLines),
        Operation(
            id: "discardUpload", method: .delete, path: "/imports/{import}/upload", tag: "imports",
            summary: "Deletes the files; what was imported of them stays", scope: .writeImports, status: .noContent,
            act: discard),
    ]

    private static func jobs(_ call: APICall) -> ImportJobStore { ImportJobStore(world: call.site.world) }
    private static func id(_ call: APICall) -> ImportJobID { ImportJobID(call.number("import")) }
    private static func folder(_ call: APICall) -> ImportFolder { ImportFolder(path: call.site.options.uploads) }

    private static func job(_ call: APICall) async throws -> ImportJob {
        let (jobs, actor, id) = (jobs(call), call.actor, id(call))
        return try await call.site.store.read { try jobs.job(id, by: actor, in: $0) }
    }

    // MARK: - Reading

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (jobs, actor, limit) = (jobs(call), call.actor, call.limit)
        let before = try call.place().map { ImportJobID($0) }
        let found = try await call.site.store.read { try jobs.latest(limit + 1, before: before, by: actor, in: $0) }
        return call.page(found, id: { $0.id.value }, json: { json($0, call.catalogue) })
    }

    static func json(_ job: ImportJob, _ catalogue: TextCatalogue) -> JSONValue {
        let choice = JSONValue.object([
            ("format", JSONValue(job.choice.format)), ("group", JSONValue(job.choice.group)),
            ("zone", JSONValue(job.choice.zone)), ("kind", JSONValue(job.choice.kind?.rawValue)),
            ("own_name", JSONValue(job.choice.ownName)), ("bots", .array(job.choice.bots.map { .string($0) })),
            ("keeps_upload", .boolean(job.choice.keepsUpload)),
        ])
        return .object([
            ("id", .string(job.id.description)), ("state", .string(job.state.rawValue)),
            ("by", .string(job.staffName)), ("created_at", .string("\(job.createdAt)")),
            ("started_at", JSONValue(job.startedAt.map { "\($0)" })),
            ("finished_at", JSONValue(job.finishedAt.map { "\($0)" })), ("events", .integer(job.progress.events)),
            ("bytes", .integer(job.progress.bytes)), ("bytes_in_all", .integer(job.progress.bytesInAll)),
            ("lines", .integer(job.lines)), ("bad_lines", .integer(job.badLines)),
            ("repaired_lines", .integer(job.repairedLines)), ("files_passed_over", .integer(job.filesPassedOver)),
            ("has_upload", .boolean(job.hasUpload)), ("is_stopping", .boolean(job.isStopAsked)),
            ("fault", JSONValue(job.fault.map { catalogue($0) })), ("choice", choice),
        ])
    }

    private static func json(_ text: String, _ values: [String: String], _ call: APICall) -> JSONValue {
        .object([("code", .string(text)), ("text", .string(call.catalogue(text, values)))])
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let (jobs, actor, id) = (jobs(call), call.actor, id(call))
        let found = try await call.site.store.read { transaction in
            let job = try jobs.job(id, by: actor, in: transaction)
            return (
                job: job, groups: try jobs.groups(of: job, in: transaction),
                notes: try jobs.notes(of: job, in: transaction),
                files: try jobs.files(of: job, limit: 200, in: transaction)
            )
        }
        let groups = found.groups.map { one in
            JSONValue.object([
                ("group", .string(one.group.description)), ("name", .string(one.name)),
                ("before", .integer(one.before)), ("after", one.after.map { .integer($0) } ?? .null),
            ])
        }
        let files = found.files.first.map {
            JSONValue.object([("name", .string($0.name)), ("bytes", .integer($0.bytes))])
        }
        return .json(
            .object([
                ("import", json(found.job, call.catalogue)),
                ("has_bad_lines", .boolean(folder(call).hasBadLines(of: id))),
                ("notes", .array(found.notes.map { json($0.text, $0.values, call) })), ("files", .array(files)),
                ("file_count", .integer(found.files.count)), ("groups", .array(groups)),
            ]))
    }

    @Sendable private static func look(_ call: APICall) async throws -> APIAnswer {
        let job = try await job(call)
        guard job.hasUpload, job.state != .uploading else { throw Fault(.busy, "import.job.not-now") }
        var choice = ImportChoice()
        choice.format = call.query["format"]
        choice.group = call.query["group"]
        choice.zone = call.query["zone"]
        choice.ownName = call.query["own_name"]
        try choice.request([]).check()
        let (folder, zone) = (folder(call), CivilZone(call.actor.zone) ?? .utc)
        let found = try await Blocking.run { [choice] in
            try ImportSurvey(folder.paths(of: job.id), choice, zone: zone)
        }
        let refused = found.refused.map { fault in
            json(fault.text, fault.values.mapValues { folder.shown($0, of: job.id) }, call)
        }
        let busiest = found.busiest.map {
            JSONValue.object([("name", .string($0.name)), ("count", .integer($0.count))])
        }
        return .json(
            .object([
                ("groups", .array(found.groups.map(json))), ("group_count", .integer(found.groupCount)),
                ("file_count", .integer(found.fileCount)), ("passed_over", .integer(found.passedOver)),
                ("refused", .array(refused)), ("refused_count", .integer(found.refusedCount)),
                ("busiest", .array(busiest)),
            ]))
    }

    private static func json(_ one: ImportSurvey.Found) -> JSONValue {
        let first = one.first.map { event in
            JSONValue.object([
                ("at", .string("\(event.instant)")), ("kind", .string(event.kind.name)),
                ("sender", .string(event.sender.name)), ("text", JSONValue(event.text)),
            ])
        }
        return .object([
            ("name", .string(one.name)), ("network", .string(one.network)),
            ("formats", .array(one.formats.map { .string($0) })), ("files", .integer(one.files)),
            ("bytes", .integer(one.bytes)), ("zone", .string(one.zone.name)),
            ("zone_written", JSONValue(one.writtenZone)), ("kind_written", JSONValue(one.writtenKind?.rawValue)),
            ("events", .integer(one.events)), ("lines", .integer(one.lines)), ("bad_lines", .integer(one.badLines)),
            ("first", .array(first)),
        ])
    }

    @Sendable private static func badLines(_ call: APICall) async throws -> APIAnswer {
        let (job, folder) = (try await job(call), folder(call))
        guard folder.hasBadLines(of: job.id) else { throw Problem(.notFound, "api.not-found") }
        return APIAnswer(
            content: .response(try BadLinesFile(path: folder.badLines(of: job.id), job: job.id).response()))
    }

    // MARK: - Doing

    @Sendable private static func start(_ call: APICall) async throws -> APIAnswer {
        let body = call.body
        var choice = ImportChoice()
        choice.format = body["format"]?.text
        choice.group = body["group"]?.text
        choice.zone = body["zone"]?.text
        choice.kind = body["kind"]?.text.flatMap { GroupKind(rawValue: $0) }
        choice.ownName = body["own_name"]?.text
        choice.bots = (body["bots"]?.list ?? []).compactMap { $0.text.map(FormFields.trimmed) }.filter { !$0.isEmpty }
        if case .boolean(true)? = body["keeps_upload"] { choice.keepsUpload = true }
        return try await change(call) { [choice] in try $0.start($1, choice, by: $2, in: $3) }
    }

    private static func change(
        _ call: APICall,
        _ body: @escaping @Sendable (ImportJobStore, ImportJobID, Actor, Transaction) throws -> Void
    ) async throws -> APIAnswer {
        let (jobs, actor, id, catalogue) = (jobs(call), call.actor, id(call), call.catalogue)
        return try await call.change { transaction in
            try body(jobs, id, actor, transaction)
            return .json(json(try jobs.job(id, by: actor, in: transaction), catalogue))
        }
    }

    @Sendable private static func discard(_ call: APICall) async throws -> APIAnswer {
        let (jobs, actor, id) = (jobs(call), call.actor, id(call))
        let answer = try await call.change { transaction in
            try jobs.discard(id, by: actor, in: transaction)
            return .nothing
        }
        folder(call).removeUpload(of: id)
        return answer
    }
}

/// The lines that could not be read, on their way to whoever asked.
struct BadLinesFile {
    let path: String
    let job: ImportJobID

    func response() throws -> Response {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw HTTPError(.notFound) }
        let body = ResponseBody { writer in
            while let data = try handle.read(upToCount: 1 << 16), !data.isEmpty {
                try await writer.write(ByteBuffer(bytes: data))
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/tab-separated-values; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: ContentDisposition.attachment(named: "bad-lines-\(job).tsv"),
            ], body: body)
    }
}
