internal import Desk
internal import Kernel
internal import Record
internal import Storage

/// What the program does with an import: takes it up, writes how far it is, ends it, clears up behind it.
extension ImportJobStore {
    /// After so long without a sign of life from whoever runs it, an import is taken up again.
    static let deadAfterSeconds: Int64 = 30
    /// How long an upload stays at most.
    static let uploadSeconds: Int64 = 7 * 86_400

    /// The next one to run: one whose process died, else the one that has waited longest. Nil where there is none.
    func takeNext(in transaction: Transaction) throws -> ImportJob? {
        let now = world.now()
        let silentSince = now.advanced(bySeconds: -Self.deadAfterSeconds)
        let query: SQL = """
            SELECT \(sql: ImportJob.columns) FROM \(sql: ImportJob.tables)
            WHERE j.state = 'waiting' OR (j.state = 'running' AND (j.seen_at IS NULL OR j.seen_at < \(silentSince)))
            ORDER BY j.state, j.id LIMIT 1
            """
        guard let job = try transaction.first(query, ImportJob.init(row:))?.withBots(in: transaction) else {
            return nil
        }
        // One that asks at the same moment finds it taken.
        let taken = try transaction.execute(
            """
            UPDATE import_jobs SET state = 'running', started_at = COALESCE(started_at, \(now)),
                running_since = \(now), seen_at = \(now), finished_at = NULL, bytes_done = 0, events_done = 0
            WHERE id = \(job.id)
                AND (state = 'waiting' OR (state = 'running' AND (seen_at IS NULL OR seen_at < \(silentSince))))
            """)
        return taken == 1 ? job : nil
    }

    /// Whether there is anything to take; asked often, so it only reads.
    func isAnyWaiting(in transaction: Transaction) throws -> Bool {
        let silentSince = world.now().advanced(bySeconds: -Self.deadAfterSeconds)
        let query: SQL = """
            SELECT 1 FROM import_jobs
            WHERE state = 'waiting' OR (state = 'running' AND (seen_at IS NULL OR seen_at < \(silentSince))) LIMIT 1
            """
        return try transaction.first(query) { _ in true } ?? false
    }

    /// Whatever was running ran in a process that is gone: nobody else has this database.
    func releaseAll(in transaction: Transaction) throws {
        try transaction.execute("UPDATE import_jobs SET seen_at = NULL WHERE state = 'running'")
    }

    /// Gives one back that this process cannot finish; it goes on with the next start.
    func release(_ id: ImportJobID, in transaction: Transaction) throws {
        try transaction.execute("UPDATE import_jobs SET seen_at = NULL WHERE id = \(id) AND state = 'running'")
    }

    /// Writes how far one is, as a sign of life.
    func note(_ progress: ImportJobProgress, of id: ImportJobID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE import_jobs SET bytes_in_all = \(progress.bytesInAll), bytes_done = \(progress.bytes),
                events_done = \(progress.events), seen_at = \(world.now())
            WHERE id = \(id) AND state = 'running'
            """)
    }

    func isStopAsked(_ id: ImportJobID, in transaction: Transaction) throws -> Bool {
        try transaction.first("SELECT is_stop_asked FROM import_jobs WHERE id = \(id)") { $0.bool(0) } ?? true
    }

    /// Notes what a group held before an import first touched it; a later run of the same leaves that as it is.
    func note(opened group: Group, holding events: Int, by id: ImportJobID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO import_job_groups (job_id, group_id, events_before) VALUES (\(id), \(group.id), \(events))
            ON CONFLICT (job_id, group_id) DO NOTHING
            """)
    }

    /// How an import ended, with what it has to say.
    struct Ending {
        var state: ImportJob.State
        var fault: Fault?
        var summary: ImportSummary?
        var notes: [ImportNote] = []
    }

    /// - Returns: Whether the upload is to be deleted.
    func end(
        _ job: ImportJob, _ ending: Ending, _ progress: ImportJobProgress, record: RecordStore,
        in transaction: Transaction
    ) throws -> Bool {
        let now = world.now()
        let isGone = ending.state == .done && !job.choice.keepsUpload
        let values = ending.fault.map { TextValues.stored($0.values) }
        let summary = ending.summary
        try transaction.execute(
            """
            UPDATE import_jobs SET state = \(ending.state.rawValue), is_stop_asked = 0, finished_at = \(now),
                fault_text = \(ending.fault?.text), fault_values = \(values), bytes_in_all = \(progress.bytesInAll),
                bytes_done = \(progress.bytes), events_done = \(progress.events), lines = \(summary?.lines ?? 0),
                bad_lines = \(summary?.badLines ?? 0), repaired_lines = \(summary?.repairedLines ?? 0),
                files_passed_over = \(summary?.skipped.count ?? 0),
                upload_gone_at = \(isGone ? now : nil)
            WHERE id = \(job.id)
            """)
        try write(ending.notes, of: job.id, in: transaction)
        var added = 0
        for group in try groups(of: job, in: transaction) {
            guard let known = try Group.find(group.group, in: transaction) else { continue }
            let after = try record.eventCount(of: known, in: transaction)
            added += max(0, after - group.before)
            try transaction.execute(
                """
                UPDATE import_job_groups SET events_after = \(after)
                WHERE job_id = \(job.id) AND group_id = \(group.group)
                """)
        }
        let fields: AuditFields = [
            "state": .text(ending.state.rawValue), "added": .number(Int64(added)),
            "badLines": .number(Int64(summary?.badLines ?? 0)), "fault": ending.fault.map { .text($0.text) },
        ]
        try note(.importEnd, job, fields, by: .system("banyan serve"), in: transaction)
        return isGone
    }

    private func write(_ notes: [ImportNote], of id: ImportJobID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM import_job_notes WHERE job_id = \(id)")
        for (number, note) in notes.prefix(Self.mostNotes).enumerated() {
            try transaction.execute(
                """
                INSERT INTO import_job_notes (job_id, number, text, fills)
                VALUES (\(id), \(number), \(note.text), \(TextValues.stored(note.values)))
                """)
        }
    }

    /// More notes than this nobody reads; the counts are whole.
    static let mostNotes = 50

    // MARK: - Clearing up

    /// Uploads whose files are to go, with the rows of those that never came whole.
    func expired(cutOffBefore: Instant, in transaction: Transaction) throws -> [ImportJobID] {
        let now = world.now()
        let old = now.advanced(bySeconds: -Self.uploadSeconds)
        let uploads = try transaction.all(
            "SELECT id FROM import_jobs WHERE state = 'uploading' AND created_at < \(cutOffBefore)"
        ) { $0.id(0) as ImportJobID }
        for id in uploads { try drop(uploadOf: id, in: transaction) }
        let query: SQL = """
            SELECT id FROM import_jobs
            WHERE upload_gone_at IS NULL AND created_at < \(old)
                AND state IN ('surveyed', 'done', 'stopped', 'failed')
            """
        let others = try transaction.all(query) { $0.id(0) as ImportJobID }
        for id in others {
            try transaction.execute(
                """
                UPDATE import_jobs SET upload_gone_at = \(now),
                    state = CASE WHEN state = 'surveyed' THEN 'stopped' ELSE state END,
                    finished_at = COALESCE(finished_at, \(now))
                WHERE id = \(id)
                """)
        }
        return uploads + others
    }
}
