internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Importing
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Bringing histories in: the upload, what it holds and how it is meant, how far it is, what came of it.
struct ImportPages {
    typealias Visit = Permitted<MayImport>
    let site: Site

    var jobs: ImportJobStore { ImportJobStore(world: site.world) }
    var folder: ImportFolder { ImportFolder(path: site.options.uploads) }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let pages = router.group(context: Visit.self)
        pages.get("/import", use: showStart)
        pages.get("/import.csv") { _, context in try await sendTable(context) }
        pages.post("/import", use: takeUpload)
        pages.get("/import/:import", use: show)
        pages.post("/import/:import", use: start)
        pages.get("/import/:import/events", use: watch)
        pages.get("/import/:import/bad-lines", use: badLines)
        pages.post("/import/:import/stop", use: stop)
        pages.post("/import/:import/continue", use: goOn)
        pages.post("/import/:import/discard", use: discard)
    }

    // MARK: - What the path names

    func id(_ context: Visit) throws -> ImportJobID {
        guard let value = context.parameters.get("import").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        return ImportJobID(value)
    }

    func job(_ context: Visit) async throws -> ImportJob {
        let (id, jobs, actor) = (try id(context), jobs, context.actor)
        return try await site.store.read { try jobs.job(id, by: actor, in: $0) }
    }

    func path(_ id: ImportJobID) -> String { "/import/\(id)" }

    // MARK: - The start

    @Sendable private func showStart(_ request: Request, _ context: Visit) async throws -> Answer {
        try await startPage(context)
    }

    /// The page with the form, and with what was wrong with the last upload.
    func startPage(
        _ context: Visit, _ fault: Fault? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Answer {
        let (jobs, actor) = (jobs, context.actor)
        let latest = try await site.store.read { try jobs.latest(by: actor, in: $0) }
        let look = site.look(context.visit)
        let page = ImportStartPage(
            look: look, latest: latest, fault: fault, when: when(context), mostBytes: site.options.mostUpload)
        return .html(page.html(), status: status)
    }

    func when(_ context: Visit) -> When {
        When(look: site.look(context.visit), zone: context.actor.zone, now: site.world.now())
    }

    // MARK: - One import

    @Sendable private func show(_ request: Request, _ context: Visit) async throws -> Answer {
        let job = try await job(context)
        let query = try FormFields(query: request)
        let mayChoose = job.state == .surveyed || (job.state == .failed && job.hasUpload)
        if mayChoose, job.state == .surveyed || query.isOn("again") {
            return .html(try await surveyPage(job, query, FormProblems(), context))
        }
        let (jobs, site) = (jobs, site)
        let found = try await site.store.read { transaction in
            (
                try jobs.groups(of: job, in: transaction), try jobs.notes(of: job, in: transaction),
                try jobs.files(of: job, limit: 3, in: transaction)
            )
        }
        let page = ImportJobPage(
            look: site.look(context.visit), job: job, groups: found.0, notes: found.1, files: found.2,
            hasBadLines: folder.hasBadLines(of: job.id), when: when(context))
        return .html(page.html())
    }

    func surveyPage(
        _ job: ImportJob, _ fields: FormFields, _ problems: FormProblems, _ context: Visit
    ) async throws -> [UInt8] {
        var choice = job.choice
        if !fields.values.isEmpty { choice = ImportForm.choice(fields) }
        let (jobs, folder, actor) = (jobs, folder, context.actor)
        let files = try await site.store.read { try jobs.files(of: job, limit: 3, in: $0) }
        let zone = CivilZone(actor.zone) ?? .utc
        // What the form says may make no sense; the files are then shown as they would be read without it.
        let asked = Result { try choice.request([]).check() }
        let known = (try? asked.get()) == nil ? ImportChoice() : choice
        let survey = try await Blocking.run { try ImportSurvey(folder.paths(of: job.id), known, zone: zone) }
        let names = try await site.store.read { transaction in
            try Group.all(in: transaction).filter { actor.mayUse(.importHistories, in: $0.id) }
                .filter { group in survey.groups.contains { $0.network == group.network } }.prefix(500).map(\.name)
        }
        var page = ImportSurveyPage(
            look: site.look(context.visit), job: job, survey: survey, files: files, fields: fields, problems: problems,
            choice: choice, groupNames: Array(names))
        page.folder = folder
        return page.html()
    }

    @Sendable private func start(_ request: Request, _ context: Visit) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        let job = try await job(context)
        let answer: Answer
        if fields["go"] == "look" {
            answer = .html(try await surveyPage(job, fields, FormProblems(), context))
        } else {
            answer = try await begin(job, fields, context)
        }
        return try answer.response(from: request, context: context.visit)
    }

    private func begin(_ job: ImportJob, _ fields: FormFields, _ context: Visit) async throws -> Answer {
        let (choice, jobs, actor) = (ImportForm.choice(fields), jobs, context.actor)
        var problems = FormProblems()
        do {
            try choice.request([]).check()
            try await site.store.write { try jobs.start(job.id, choice, by: actor, in: $0) }
            return .see(path(job.id))
        } catch let fault as Fault where fault.code == .usage {
            problems.add(fault.text == "record.unknown-zone" ? "read-zone" : "into", fault)
        }
        return .html(try await surveyPage(job, fields, problems, context), status: .unprocessableContent)
    }

    // MARK: - Stop, go on, give up

    @Sendable private func stop(_ request: Request, _ context: Visit) async throws -> Answer {
        let (id, jobs, actor) = (try id(context), jobs, context.actor)
        try await site.store.write { try jobs.stop(id, by: actor, in: $0) }
        return .see(path(id))
    }

    @Sendable private func goOn(_ request: Request, _ context: Visit) async throws -> Answer {
        let (id, jobs, actor) = (try id(context), jobs, context.actor)
        try await site.store.write { try jobs.goOn(id, by: actor, in: $0) }
        return .see(path(id))
    }

    @Sendable private func discard(_ request: Request, _ context: Visit) async throws -> Answer {
        let (id, jobs, actor) = (try id(context), jobs, context.actor)
        try await site.store.write { try jobs.discard(id, by: actor, in: $0) }
        folder.removeUpload(of: id)
        return .see(path(id))
    }
}
