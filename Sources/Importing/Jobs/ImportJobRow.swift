internal import Desk
internal import Kernel
internal import Record
internal import Storage

extension ImportJob {
    static let columns: SQL = """
        j.id, j.state, j.staff_id, s.name, j.language, j.created_at, j.upload_bytes, j.upload_gone_at, j.keeps_upload,
        j.format, j.group_name, j.group_kind, j.zone, j.own_name, j.is_stop_asked, j.started_at, j.running_since,
        j.finished_at, j.bytes_in_all, j.bytes_done, j.events_done, j.lines, j.bad_lines, j.repaired_lines,
        j.files_passed_over, j.fault_text, j.fault_values
        """
    static let tables: SQL = "import_jobs j JOIN staff s ON s.id = j.staff_id"

    /// All but the bots, which have a table of their own.
    init(row: Row) {
        var choice = ImportChoice()
        choice.keepsUpload = row.bool(8)
        choice.format = row.optionalString(9)
        choice.group = row.optionalString(10)
        choice.kind = row.optionalString(11).flatMap { GroupKind(rawValue: $0) }
        choice.zone = row.optionalString(12)
        choice.ownName = row.optionalString(13)
        var progress = ImportJobProgress()
        (progress.bytesInAll, progress.bytes, progress.events) = (row.int(18), row.int(19), row.int(20))
        let fault = row.optionalString(25).map {
            Fault(.badInput, $0, TextValues.read(row.optionalString(26) ?? "{}"))
        }
        self.init(
            id: row.id(0), state: State(rawValue: row.string(1)) ?? .failed, staff: row.id(2),
            staffName: row.string(3), language: Language(rawValue: row.string(4)) ?? .simplifiedChinese,
            createdAt: row.instant(5), uploadBytes: row.int(6), hasUpload: row.optionalInstant(7) == nil,
            choice: choice, isStopAsked: row.bool(14), startedAt: row.optionalInstant(15),
            runningSince: row.optionalInstant(16), finishedAt: row.optionalInstant(17), progress: progress,
            lines: row.int(21), badLines: row.int(22), repairedLines: row.int(23), filesPassedOver: row.int(24),
            fault: fault)
    }

    func withBots(in transaction: Transaction) throws -> ImportJob {
        var job = self
        job.choice.bots = try transaction.all("SELECT name FROM import_job_bots WHERE job_id = \(id) ORDER BY name") {
            $0.string(0)
        }
        return job
    }
}
