internal import Desk
internal import Insight
internal import Kernel
internal import Notices
internal import Storage

/// A report that is to be made.
struct AskedReport {
    let schedule: ReportScheduleID?
    /// The time of the schedule that it is for; nil for one asked for by hand.
    let dueAt: Instant?
    let subject: ReportSubject
    let span: ReportSpan
    let language: Language
    let zone: String
    let staff: StaffID?
    let at: Instant
}

/// What the program does: sees what is due, takes one up, keeps what was made, clears up.
extension BulletinStore {
    /// After so long without a sign of life from whoever makes it, a report is taken up again.
    static let leaseSeconds: Int64 = 60
    /// A report that its makers died of so often is given up.
    static let mostTries = 3
    /// How long what was dropped can be taken back.
    static let undoSeconds: Int64 = 86_400
    /// The most reports that are kept of those asked for by hand.
    static let mostByHand = 200

    /// Writes a report down as one to be made.
    @discardableResult
    func insert(_ asked: AskedReport, in transaction: Transaction) throws -> KeptReportID {
        let id: KeptReportID = world.ids.next()
        var zone = CivilZone(asked.zone) ?? .utc
        let days = asked.span.days(before: zone.civil(asked.dueAt ?? asked.at).day)
        try transaction.execute(
            """
            INSERT INTO kept_reports (id, schedule_id, due_at, state, subject, group_id, detail, span, first_day, last_day,
                language, zone, staff_id, asked_at)
            VALUES (\(id), \(asked.schedule), \(asked.dueAt), 'waiting', \(asked.subject.word), \(asked.subject.group),
                \(asked.subject.detail), \(asked.span.rawValue), \(days.from), \(days.to), \(asked.language.rawValue),
                \(zone.name), \(asked.staff), \(asked.at))
            ON CONFLICT (schedule_id, due_at) DO NOTHING
            """)
        return id
    }

    /// Whether there is anything to do; asked often, so it only reads.
    func isAnythingDue(zone: String, in transaction: Transaction) throws -> Bool {
        let now = world.now()
        let query: SQL = """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM report_schedules
                    WHERE dropped_at IS NULL AND (next_at <= \(now) OR zone <> \(zone)))
                OR EXISTS (SELECT 1 FROM kept_reports WHERE state = 'waiting' AND dropped_at IS NULL)
                OR EXISTS (SELECT 1 FROM kept_reports WHERE state = 'making' AND leased_until < \(now))
            """
        return try transaction.first(query) { _ in true } ?? false
    }

    /// Writes down a report for each schedule whose time has come: after a time out of service for the latest one only.
    func fallDue(zone name: String, in transaction: Transaction) throws {
        let now = world.now()
        var zone = CivilZone(name) ?? .utc
        let due = try transaction.all(
            Self.schedules
                + " WHERE s.dropped_at IS NULL AND (s.next_at <= \(now) OR s.zone <> \(name)) ORDER BY s.id LIMIT 200",
            ReportSchedule.init(row:))
        for schedule in due {
            let next = schedule.rhythm.next(after: now, in: &zone)
            // Whoever asks at the same moment finds it moved on.
            let moved = try transaction.execute(
                """
                UPDATE report_schedules SET next_at = \(next), zone = \(zone.name)
                WHERE id = \(schedule.id) AND next_at = \(schedule.nextAt) AND dropped_at IS NULL
                """)
            guard moved == 1, schedule.nextAt <= now else { continue }
            let latest = schedule.rhythm.latest(notAfter: now, in: &zone)
            try insert(
                AskedReport(
                    schedule: schedule.id, dueAt: max(latest, schedule.nextAt), subject: schedule.subject,
                    span: schedule.rhythm.span, language: schedule.language, zone: zone.name, staff: schedule.staff,
                    at: now),
                in: transaction)
        }
    }

    /// Takes up a report that waits, or whose maker died.
    ///
    /// - Parameters:
    ///   - id: The one meant; nil for the one that has waited longest.
    ///   - maker: Who makes it: a name that no other process has.
    func take(_ id: KeptReportID? = nil, maker: String, in transaction: Transaction) throws -> KeptReport? {
        let now = world.now()
        let isOpen: SQL = "(r.state = 'waiting' OR (r.state = 'making' AND r.leased_until < \(now)))"
        var query = Self.reports + " WHERE r.dropped_at IS NULL AND \(sql: isOpen)"
        if let id { query = query + " AND r.id = \(id)" }
        guard let report = try transaction.first(query + " ORDER BY r.id LIMIT 1", KeptReport.init(row:)) else {
            return nil
        }
        let until = now.advanced(bySeconds: Self.leaseSeconds)
        let taken = try transaction.execute(
            """
            UPDATE kept_reports SET state = 'making', maker = \(maker), leased_until = \(until), tries = tries + 1
            WHERE id = \(report.id) AND (state = 'waiting' OR (state = 'making' AND leased_until < \(now)))
            """)
        return taken == 1 ? report : nil
    }

    /// Says that the maker is alive.
    func extend(_ id: KeptReportID, maker: String, in transaction: Transaction) throws {
        let until = world.now().advanced(bySeconds: Self.leaseSeconds)
        try transaction.execute(
            """
            UPDATE kept_reports SET leased_until = \(until) WHERE id = \(id) AND state = 'making' AND maker = \(maker)
            """)
    }

    /// Keeps what was made, and lets go of the oldest of its schedule.
    ///
    /// - Returns: False where somebody else has taken it up since.
    func keep(
        _ made: MadeReport, packed: [KeptReport.Form: [UInt8]], as report: KeptReport, maker: String,
        in transaction: Transaction
    ) throws -> Bool {
        let now = world.now()
        let bytes = packed.values.reduce(0) { $0 + $1.count }
        let changed = try transaction.execute(
            """
            UPDATE kept_reports SET state = 'done', maker = NULL, leased_until = NULL, made_at = \(now),
                is_of_all = \(made.groups == nil), pressing = \(made.pressing), bytes = \(bytes)
            WHERE id = \(report.id) AND state = 'making' AND maker = \(maker)
            """)
        guard changed == 1 else { return false }
        for (form, bytes) in packed.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try transaction.execute(
                """
                INSERT INTO kept_report_forms (report_id, form, packed) VALUES (\(report.id), \(form.rawValue), \(bytes))
                """)
        }
        let columns = Columns([("report_id", .int64), ("group_id", .int64)])
        for group in (made.groups ?? []).sorted() {
            columns[0].append(report.id)
            columns[1].append(group)
        }
        if made.groups?.isEmpty == false { try transaction.insert(into: "kept_report_groups", columns) }
        if report.schedule != nil {
            try NoticeStore(world: world).post(made.notice(as: report, at: now), in: transaction)
        }
        try prune(report.schedule, in: transaction)
        return true
    }

    func fail(_ report: KeptReport, _ fault: String, maker: String, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE kept_reports SET state = 'failed', fault = \(fault), maker = NULL, leased_until = NULL
            WHERE id = \(report.id) AND state = 'making' AND maker = \(maker)
            """)
    }

    // MARK: - Clearing up

    /// Lets go of all but the newest reports of a schedule, or of those asked for by hand.
    private func prune(_ schedule: ReportScheduleID?, in transaction: Transaction) throws {
        var keeps = Self.mostByHand
        var which: SQL = "schedule_id IS NULL"
        if let schedule {
            let query: SQL = "SELECT keeps FROM report_schedules WHERE id = \(schedule)"
            keeps = try transaction.first(query) { $0.int(0) } ?? keeps
            which = "schedule_id = \(schedule)"
        }
        let ids = try transaction.all(
            """
            SELECT id FROM kept_reports WHERE \(sql: which) AND dropped_at IS NULL AND state IN ('done', 'failed')
            ORDER BY id DESC LIMIT 1000 OFFSET \(keeps)
            """
        ) { KeptReportID($0.int64(0)) }
        for id in ids { try remove(id, in: transaction) }
    }

    /// Removes for good what was dropped over a day ago.
    func sweep(in transaction: Transaction) throws {
        let before = world.now().advanced(bySeconds: -Self.undoSeconds)
        let ids = try transaction.all("SELECT id FROM kept_reports WHERE dropped_at < \(before) ORDER BY id LIMIT 500")
        {
            KeptReportID($0.int64(0))
        }
        for id in ids { try remove(id, in: transaction) }
        try transaction.execute(
            """
            DELETE FROM report_schedules WHERE dropped_at < \(before)
                AND NOT EXISTS (SELECT 1 FROM kept_reports r WHERE r.schedule_id = report_schedules.id)
            """)
    }

    private func remove(_ id: KeptReportID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM kept_report_forms WHERE report_id = \(id)")
        try transaction.execute("DELETE FROM kept_report_groups WHERE report_id = \(id)")
        try transaction.execute("DELETE FROM kept_reports WHERE id = \(id)")
    }
}

extension ReportSchedule {
    init(row: Row) throws {
        let group = row.optionalInt64(2).map { GroupID($0) }
        self.init(
            id: row.id(0),
            subject: ReportSubject(word: row.string(1), group: group, detail: row.string(3)) ?? .community,
            groupName: row.optionalString(4),
            rhythm: try ReportRhythm(
                ReportSpan(rawValue: row.string(5)) ?? .week, minute: row.int(6), weekday: row.int(7),
                monthDay: row.int(8)),
            language: Language(rawValue: row.string(9)) ?? .simplifiedChinese, keeps: row.int(10),
            staff: row.optionalInt64(11).map { StaffID($0) }, staffName: row.optionalString(12), nextAt: row.instant(13)
        )
    }
}

extension KeptReport {
    init(row: Row) throws {
        let group = row.optionalInt64(4).map { GroupID($0) }
        let (first, last) = (
            CivilDay(number: Int32(clamping: row.int64(8))), CivilDay(number: Int32(clamping: row.int64(9)))
        )
        self.init(
            id: row.id(0), schedule: row.optionalInt64(1).map { ReportScheduleID($0) },
            state: State(rawValue: row.string(2)) ?? .failed,
            subject: ReportSubject(word: row.string(3), group: group, detail: row.string(5)) ?? .community,
            groupName: row.optionalString(6), span: ReportSpan(rawValue: row.string(7)) ?? .week,
            days: DayRange(from: first, to: last), language: Language(rawValue: row.string(10)) ?? .simplifiedChinese,
            zone: row.string(11), staff: row.optionalInt64(12).map { StaffID($0) }, staffName: row.optionalString(13),
            askedAt: row.instant(14), madeAt: row.optionalInstant(15), pressing: row.int(16), bytes: row.int(17),
            fault: row.optionalString(18), tries: row.int(19))
    }
}
