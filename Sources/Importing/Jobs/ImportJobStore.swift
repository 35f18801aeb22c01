package import Desk
internal import Foundation
package import Kernel
internal import Record
package import Storage

/// The verbs about imports asked for in the console: what somebody does with one. What the program does with one is in
/// `ImportJobStore+Run.swift`.
///
/// Whoever sees all groups sees all imports; anybody else their own.
package struct ImportJobStore: Sendable {
    let world: World

    package init(world: World) { self.world = world }

    /// Makes room for an upload that is about to begin.
    ///
    /// - Throws: `Fault(.badInput)` where what waits already and this one together are more than may wait.
    package func begin(
        uploadOf bytes: Int, quota: Int, by actor: Actor, in transaction: Transaction
    ) throws -> ImportJobID {
        try actor.require(.importHistories)
        guard let staff = actor.staff else { throw Fault(.forbidden, "desk.forbidden", ["permission": "own"]) }
        try transaction.lock(Self.quotaLock)
        let query: SQL = "SELECT COALESCE(SUM(upload_bytes), 0) FROM import_jobs WHERE upload_gone_at IS NULL"
        let waiting = try transaction.first(query) { $0.int(0) } ?? 0
        guard bytes <= quota - waiting else {
            throw Fault(.badInput, "import.upload.no-room", ["free": String(max(0, quota - waiting) >> 20)])
        }
        let id: ImportJobID = world.ids.next()
        try transaction.execute(
            """
            INSERT INTO import_jobs (id, state, staff_id, language, created_at, upload_bytes)
            VALUES (\(id), 'uploading', \(staff), \(actor.language.rawValue), \(world.now()), \(bytes))
            """)
        return id
    }

    /// "BNYNimpt": two uploads that begin at once must not both have the last room.
    private static let quotaLock: Int64 = 0x424E_594E_696D_7074

    /// All of an upload has come.
    package func end(uploadOf id: ImportJobID, files: [UploadedFile], in transaction: Transaction) throws {
        let bytes = files.reduce(0) { $0 + $1.bytes }
        try transaction.execute(
            "UPDATE import_jobs SET state = 'surveyed', upload_bytes = \(bytes) WHERE id = \(id) AND state = 'uploading'"
        )
        let columns = Columns([("job_id", .int64), ("number", .int64), ("name", .text), ("bytes", .int64)])
        for (number, file) in files.enumerated() {
            columns[0].append(id)
            columns[1].append(number)
            columns[2].append(file.name)
            columns[3].append(file.bytes)
        }
        try transaction.insert(into: "import_job_files", columns)
    }

    /// An upload that was cut off or refused leaves nothing.
    package func drop(uploadOf id: ImportJobID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM import_jobs WHERE id = \(id) AND state = 'uploading'")
    }

    // MARK: - Looking

    /// - Throws: `Fault(.notFound)` where there is none, or it is another's.
    package func job(_ id: ImportJobID, by actor: Actor, in transaction: Transaction) throws -> ImportJob {
        try actor.require(.importHistories)
        let query: SQL = "SELECT \(sql: ImportJob.columns) FROM \(sql: ImportJob.tables) WHERE j.id = \(id)"
        guard let row = try transaction.first(query, ImportJob.init(row:)), isVisible(row, to: actor) else {
            throw Fault(.notFound, "import.no-such-job")
        }
        return try row.withBots(in: transaction)
    }

    private func isVisible(_ row: ImportJob, to actor: Actor) -> Bool {
        actor.mayUseEverywhere(.importHistories) || row.staff == actor.staff
    }

    /// The latest imports that the actor may see.
    ///
    /// - Parameter before: Those older than this one; nil for the latest.
    package func latest(
        _ count: Int = 20, before: ImportJobID? = nil, by actor: Actor, in transaction: Transaction
    ) throws -> [ImportJob] {
        try actor.require(.importHistories)
        var query: SQL = """
            SELECT \(sql: ImportJob.columns) FROM \(sql: ImportJob.tables) WHERE j.state <> 'uploading'
            """
        if !actor.mayUseEverywhere(.importHistories) { query = query + " AND j.staff_id = \(actor.staff)" }
        if let before { query = query + " AND j.id < \(before)" }
        query = query + " ORDER BY j.id DESC LIMIT \(count)"
        return try transaction.all(query, ImportJob.init(row:)).map { try $0.withBots(in: transaction) }
    }

    /// The first files of an upload, and how many there are.
    package func files(
        of job: ImportJob, limit: Int, in transaction: Transaction
    ) throws -> (first: [UploadedFile], count: Int) {
        let query: SQL =
            "SELECT name, bytes FROM import_job_files WHERE job_id = \(job.id) ORDER BY number LIMIT \(limit)"
        let first = try transaction.all(query) { UploadedFile(name: $0.string(0), bytes: $0.int(1)) }
        let count = try transaction.first("SELECT COUNT(*) FROM import_job_files WHERE job_id = \(job.id)") {
            $0.int(0)
        }
        return (first, count ?? 0)
    }

    /// What it did to each group.
    package func groups(of job: ImportJob, in transaction: Transaction) throws -> [ImportJobGroup] {
        try transaction.all(
            """
            SELECT i.group_id, g.name, i.events_before, i.events_after FROM import_job_groups i
            JOIN groups g ON g.id = i.group_id WHERE i.job_id = \(job.id) ORDER BY g.name, g.id
            """
        ) {
            ImportJobGroup(
                group: $0.id(0), name: $0.string(1), before: $0.int(2), after: $0.optionalInt64(3).map { Int($0) })
        }
    }

    package func notes(of job: ImportJob, in transaction: Transaction) throws -> [ImportNote] {
        try transaction.all("SELECT text, fills FROM import_job_notes WHERE job_id = \(job.id) ORDER BY number") {
            ImportNote(text: $0.string(0), values: TextValues.read($0.string(1)))
        }
    }

    // MARK: - Doing

    /// Says how an upload is to be read, and lets it wait for its turn.
    package func start(
        _ id: ImportJobID, _ choice: ImportChoice, by actor: Actor, in transaction: Transaction
    ) throws {
        let job = try job(id, by: actor, in: transaction)
        try choice.request([]).check()
        let changed = try transaction.execute(
            """
            UPDATE import_jobs SET state = 'waiting', format = \(choice.format), group_name = \(choice.group),
                group_kind = \(choice.kind?.rawValue), zone = \(choice.zone), own_name = \(choice.ownName),
                keeps_upload = \(choice.keepsUpload), is_stop_asked = 0, fault_text = NULL, fault_values = NULL
            WHERE id = \(id) AND state IN ('surveyed', 'stopped', 'failed') AND upload_gone_at IS NULL
            """)
        guard changed == 1 else { throw Fault(.busy, "import.job.not-now") }
        try transaction.execute("DELETE FROM import_job_bots WHERE job_id = \(id)")
        for bot in Set(choice.bots).sorted() {
            try transaction.execute("INSERT INTO import_job_bots (job_id, name) VALUES (\(id), \(bot))")
        }
        try note(.importStart, job, choice.auditFields, by: actor, in: transaction)
    }

    /// Stops it; what has been written stays, and it can go on from there.
    package func stop(_ id: ImportJobID, by actor: Actor, in transaction: Transaction) throws {
        let job = try job(id, by: actor, in: transaction)
        let now = world.now()
        let waiting = try transaction.execute(
            """
            UPDATE import_jobs SET state = 'stopped', finished_at = \(now) WHERE id = \(id) AND state = 'waiting'
            """)
        let running = try transaction.execute(
            "UPDATE import_jobs SET is_stop_asked = 1 WHERE id = \(id) AND state = 'running' AND is_stop_asked = 0")
        if waiting + running > 0 { try note(.importStop, job, nil, by: actor, in: transaction) }
    }

    /// Lets one that was stopped go on, as it was started.
    package func goOn(_ id: ImportJobID, by actor: Actor, in transaction: Transaction) throws {
        let job = try job(id, by: actor, in: transaction)
        guard job.state == .stopped else { throw Fault(.busy, "import.job.not-now") }
        try start(id, job.choice, by: actor, in: transaction)
    }

    /// Gives up what waits of an upload; the caller deletes the files when this is durable.
    package func discard(_ id: ImportJobID, by actor: Actor, in transaction: Transaction) throws {
        let job = try job(id, by: actor, in: transaction)
        guard !job.state.isUnderWay, job.hasUpload else { throw Fault(.busy, "import.job.not-now") }
        let now = world.now()
        try transaction.execute(
            """
            UPDATE import_jobs SET upload_gone_at = \(now),
                state = CASE WHEN state = 'surveyed' THEN 'stopped' ELSE state END,
                finished_at = COALESCE(finished_at, \(now))
            WHERE id = \(id)
            """)
        try note(.importDiscard, job, nil, by: actor, in: transaction)
    }

    func note(
        _ act: AuditAct, _ job: ImportJob, _ after: AuditFields?, by actor: Actor, in transaction: Transaction
    ) throws {
        try AuditTrail.note(
            act, subject: .importJob(job.id), after: after, by: actor, at: world.now(), in: transaction)
    }
}

extension AuditAct {
    package static let importStart = AuditAct(rawValue: "import.start")
    package static let importStop = AuditAct(rawValue: "import.stop")
    package static let importDiscard = AuditAct(rawValue: "import.discard")
    package static let importEnd = AuditAct(rawValue: "import.end")
}

extension AuditSubject {
    package static func importJob(_ id: ImportJobID) -> AuditSubject {
        AuditSubject(kind: "import", id: id.description)
    }
}

extension ImportChoice: Audited {
    package var auditFields: AuditFields {
        [
            "format": format.map { .text($0) }, "group": group.map { .text($0) },
            "kind": kind.map { .text($0.rawValue) }, "zone": zone.map { .text($0) },
            "ownName": ownName.map { .text($0) }, "bots": bots.isEmpty ? nil : .texts(bots),
            "keepsUpload": .flag(keepsUpload),
        ]
    }
}
