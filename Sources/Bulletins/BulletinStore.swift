package import Desk
internal import Insight
package import Kernel
package import Storage

/// The verbs about scheduled and kept reports: what somebody does with them. What the program does is in
/// `BulletinStore+Run.swift`.
///
/// Whoever sees all groups sees every report; anybody else those that tell of their own groups alone.
package struct BulletinStore: Sendable {
    let world: World

    package init(world: World) { self.world = world }

    /// What a schedule's times and days are of: the community's zone, else this machine's.
    package static func zone(in transaction: Transaction) throws -> String {
        try Community.zone(in: transaction) ?? CivilZone.ofThisMachine.name
    }

    // MARK: - Schedules

    static let schedules: SQL = """
        SELECT s.id, s.subject, s.group_id, s.detail, g.name, s.span, s.minute, s.weekday, s.month_day, s.language,
            s.keeps, s.staff_id, p.name, s.next_at
        FROM report_schedules s LEFT JOIN groups g ON g.id = s.group_id LEFT JOIN staff p ON p.id = s.staff_id
        """

    /// Schedules that the actor may see, the newest first.
    ///
    /// - Parameter before: Those older than this one; nil for the newest.
    package func schedules(
        before: ReportScheduleID? = nil, limit: Int, by actor: Actor, in transaction: Transaction
    ) throws -> [ReportSchedule] {
        try actor.require(.seeReports)
        var query = Self.schedules + " WHERE s.dropped_at IS NULL" + visibleSchedules(to: actor)
        if let before { query = query + " AND s.id < \(before)" }
        return try transaction.all(query + " ORDER BY s.id DESC LIMIT \(limit)", ReportSchedule.init(row:))
    }

    /// - Throws: `Fault(.notFound)` where there is none, or the actor may not see it.
    package func schedule(
        _ id: ReportScheduleID, by actor: Actor, in transaction: Transaction
    ) throws -> ReportSchedule {
        let query = Self.schedules + " WHERE s.id = \(id)" + visibleSchedules(to: actor)
        guard let found = try transaction.first(query, ReportSchedule.init(row:)) else {
            throw Fault(.notFound, "bulletins.no-such-schedule")
        }
        return found
    }

    private func visibleSchedules(to actor: Actor) -> SQL {
        guard actor.scope.isLimited else { return "" }
        return " AND (s.staff_id = \(actor.staff) OR s.group_id IN (\(sql: Self.groups(of: actor))))"
    }

    /// The groups that somebody runs; of a service, which is none of the staff, those that were chosen for it.
    private static func groups(of actor: Actor) -> SQL {
        guard actor.staff == nil else {
            return "SELECT w.group_id FROM staff_groups w WHERE w.staff_id = \(actor.staff)"
        }
        return "SELECT c.id FROM groups c WHERE \(sql: .list(actor.scope.groups.map(\.value).sorted(), "c.id"))"
    }

    /// A schedule that was just made, to be told to whoever made it, whatever they may see.
    package func made(_ id: ReportScheduleID, in transaction: Transaction) throws -> ReportSchedule {
        guard
            let found = try transaction.first(Self.schedules + " WHERE s.id = \(id)", ReportSchedule.init(row:))
        else { throw Fault(.notFound, "bulletins.no-such-schedule") }
        return found
    }

    /// A report that was just asked for, to be told to whoever asked.
    package func asked(_ id: KeptReportID, in transaction: Transaction) throws -> KeptReport {
        guard let found = try transaction.first(Self.reports + " WHERE r.id = \(id)", KeptReport.init(row:)) else {
            throw Fault(.notFound, "bulletins.no-such-report")
        }
        return found
    }

    /// Makes a schedule; its first report comes at its first time from now on.
    package func make(
        _ new: NewSchedule, zone name: String, by actor: Actor, in transaction: Transaction
    ) throws -> ReportScheduleID {
        try require(new.subject, of: actor)
        let (id, now): (ReportScheduleID, Instant) = (world.ids.next(), world.now())
        var zone = CivilZone(name) ?? .utc
        let rhythm = new.rhythm
        let next = rhythm.next(after: now, in: &zone)
        try transaction.execute(
            """
            INSERT INTO report_schedules (id, subject, group_id, detail, span, minute, weekday, month_day, language, keeps,
                staff_id, made_at, zone, next_at)
            VALUES (\(id), \(new.subject.word), \(new.subject.group), \(new.subject.detail), \(rhythm.span.rawValue),
                \(rhythm.minute), \(rhythm.weekday), \(rhythm.monthDay), \(new.language.rawValue), \(new.keeps),
                \(actor.staff), \(now), \(zone.name), \(next))
            """)
        try AuditTrail.note(.scheduleMake, subject: .schedule(id), after: new, by: actor, at: now, in: transaction)
        return id
    }

    /// Changes a schedule: what it is of, when, in which language, how many are kept. Its next report comes at the first
    /// time of the new rhythm from now on; those that are made stay as they are.
    package func change(
        _ id: ReportScheduleID, to new: NewSchedule, zone name: String, by actor: Actor, in transaction: Transaction
    ) throws {
        let before = try changeable(id, by: actor, in: transaction)
        try require(new.subject, of: actor)
        let now = world.now()
        var zone = CivilZone(name) ?? .utc
        let rhythm = new.rhythm
        let next = rhythm.next(after: now, in: &zone)
        let changed = try transaction.execute(
            """
            UPDATE report_schedules SET subject = \(new.subject.word), group_id = \(new.subject.group),
                detail = \(new.subject.detail), span = \(rhythm.span.rawValue), minute = \(rhythm.minute),
                weekday = \(rhythm.weekday), month_day = \(rhythm.monthDay), language = \(new.language.rawValue),
                keeps = \(new.keeps), zone = \(zone.name), next_at = \(next)
            WHERE id = \(id) AND dropped_at IS NULL
            """)
        guard changed == 1 else { throw Fault(.notFound, "bulletins.no-such-schedule") }
        let old = try NewSchedule(
            subject: before.subject, rhythm: before.rhythm, language: before.language, keeps: before.keeps)
        try AuditTrail.note(
            .scheduleChange, subject: .schedule(id), before: old, after: new, by: actor, at: now, in: transaction)
    }

    /// Whoever changes a schedule or a report must be somebody who may change what it is of.
    private func require(_ subject: ReportSubject, of actor: Actor) throws {
        try actor.require(.editGroups)
        if let group = subject.group { try actor.require(.editGroups, in: group) }
    }

    /// Ends a schedule; its reports stay, and for a day it can be taken back.
    package func drop(_ id: ReportScheduleID, by actor: Actor, in transaction: Transaction) throws {
        let schedule = try changeable(id, by: actor, in: transaction)
        let now = world.now()
        let changed = try transaction.execute(
            "UPDATE report_schedules SET dropped_at = \(now) WHERE id = \(id) AND dropped_at IS NULL")
        guard changed == 1 else { return }
        try AuditTrail.note(
            .scheduleDrop, subject: .schedule(id), before: ["subject": .text(schedule.subject.word)] as AuditFields,
            by: actor, at: now, in: transaction)
    }

    /// Takes the end of a schedule back; what it missed meanwhile it does not make up for.
    package func restore(_ id: ReportScheduleID, by actor: Actor, in transaction: Transaction) throws {
        let schedule = try changeable(id, by: actor, in: transaction)
        let now = world.now()
        let name = try transaction.first("SELECT zone FROM report_schedules WHERE id = \(id)") { $0.string(0) }
        var zone = CivilZone(name ?? "UTC") ?? .utc
        let next = schedule.rhythm.next(after: now, in: &zone)
        let changed = try transaction.execute(
            """
            UPDATE report_schedules SET dropped_at = NULL, next_at = \(next) WHERE id = \(id) AND dropped_at IS NOT NULL
            """)
        guard changed == 1 else { return }
        try AuditTrail.note(
            .scheduleRestore, subject: .schedule(id), after: ["subject": .text(schedule.subject.word)] as AuditFields,
            by: actor, at: now, in: transaction)
    }

    /// A schedule that the actor may change: their own, one of a group of theirs, or any for whoever sees all groups.
    private func changeable(
        _ id: ReportScheduleID, by actor: Actor, in transaction: Transaction
    ) throws -> ReportSchedule {
        try actor.require(.editGroups)
        return try schedule(id, by: actor, in: transaction)
    }

    // MARK: - Kept reports

    static let reports: SQL = """
        SELECT r.id, r.schedule_id, r.state, r.subject, r.group_id, r.detail, g.name, r.span, r.first_day, r.last_day,
            r.language, r.zone, r.staff_id, p.name, r.asked_at, r.made_at, r.pressing, r.bytes, r.fault, r.tries
        FROM kept_reports r LEFT JOIN groups g ON g.id = r.group_id LEFT JOIN staff p ON p.id = r.staff_id
        """

    /// Reports that the actor may see, the newest first.
    package func reports(
        of group: GroupID? = nil, schedule: ReportScheduleID? = nil, before: KeptReportID? = nil, limit: Int,
        by actor: Actor, in transaction: Transaction
    ) throws -> [KeptReport] {
        try actor.require(.seeReports)
        var query = Self.reports + " WHERE r.dropped_at IS NULL" + visibleReports(to: actor)
        if let group { query = query + " AND r.group_id = \(group)" }
        if let schedule { query = query + " AND r.schedule_id = \(schedule)" }
        if let before { query = query + " AND r.id < \(before)" }
        return try transaction.all(query + " ORDER BY r.id DESC LIMIT \(limit)", KeptReport.init(row:))
    }

    /// - Throws: `Fault(.notFound)` where there is none, or the actor may not see it.
    package func report(_ id: KeptReportID, by actor: Actor, in transaction: Transaction) throws -> KeptReport {
        try actor.require(.seeReports)
        let query = Self.reports + " WHERE r.id = \(id)" + visibleReports(to: actor)
        guard let found = try transaction.first(query, KeptReport.init(row:)) else {
            throw Fault(.notFound, "bulletins.no-such-report")
        }
        return found
    }

    /// One form of a report; nil where it is not made yet.
    package func form(
        _ form: KeptReport.Form, of report: KeptReport, in transaction: Transaction
    ) throws -> [UInt8]? {
        let query: SQL =
            "SELECT packed FROM kept_report_forms WHERE report_id = \(report.id) AND form = \(form.rawValue)"
        return try transaction.first(query) { $0.bytes(0) }
    }

    private func visibleReports(to actor: Actor) -> SQL {
        guard actor.scope.isLimited else { return "" }
        return """
             AND ((r.state = 'done' AND r.is_of_all = 0 AND NOT EXISTS (SELECT 1 FROM kept_report_groups k
                WHERE k.report_id = r.id AND k.group_id NOT IN (\(sql: Self.groups(of: actor)))))
            OR (r.state <> 'done' AND r.staff_id = \(actor.staff)))
            """
    }

    /// Asks for a report of the days before today, of no schedule.
    package func ask(
        _ subject: ReportSubject, _ span: ReportSpan, language: Language, zone: String, by actor: Actor,
        in transaction: Transaction
    ) throws -> KeptReportID {
        try require(subject, of: actor)
        let now = world.now()
        let asked = AskedReport(
            schedule: nil, dueAt: nil, subject: subject, span: span, language: language, zone: zone, staff: actor.staff,
            at: now)
        let id = try insert(asked, in: transaction)
        let after: AuditFields = [
            "subject": .text(subject.word), "group": subject.group.map { .id($0) }, "span": .text(span.rawValue),
        ]
        try AuditTrail.note(.reportAsk, subject: .report(id), after: after, by: actor, at: now, in: transaction)
        return id
    }

    /// Asks for a schedule's report now, besides those that come on time.
    package func askNow(
        _ id: ReportScheduleID, zone: String, by actor: Actor, in transaction: Transaction
    ) throws -> KeptReportID {
        let schedule = try changeable(id, by: actor, in: transaction)
        let now = world.now()
        let asked = AskedReport(
            schedule: id, dueAt: nil, subject: schedule.subject, span: schedule.rhythm.span,
            language: schedule.language, zone: zone, staff: schedule.staff, at: now)
        let report = try insert(asked, in: transaction)
        try AuditTrail.note(
            .reportAsk, subject: .report(report), after: ["schedule": .id(id)] as AuditFields, by: actor, at: now,
            in: transaction)
        return report
    }

    /// Puts a report out of sight; for a day it can be taken back.
    package func drop(_ id: KeptReportID, by actor: Actor, in transaction: Transaction) throws {
        try mark(id, droppedAt: world.now(), .reportDrop, by: actor, in: transaction)
    }

    package func restore(_ id: KeptReportID, by actor: Actor, in transaction: Transaction) throws {
        try mark(id, droppedAt: nil, .reportRestore, by: actor, in: transaction)
    }

    private func mark(
        _ id: KeptReportID, droppedAt: Instant?, _ act: AuditAct, by actor: Actor, in transaction: Transaction
    ) throws {
        try actor.require(.editGroups)
        let report = try report(id, by: actor, in: transaction)
        let was: SQL = droppedAt == nil ? "IS NOT NULL" : "IS NULL"
        let changed = try transaction.execute(
            "UPDATE kept_reports SET dropped_at = \(droppedAt) WHERE id = \(id) AND dropped_at \(sql: was)")
        guard changed == 1 else { return }
        let facts: AuditFields = [
            "subject": .text(report.subject.word), "from": .text("\(report.days.from)"),
            "to": .text("\(report.days.to)"),
        ]
        try AuditTrail.note(act, subject: .report(id), after: facts, by: actor, at: world.now(), in: transaction)
    }
}

extension AuditAct {
    static let scheduleMake = AuditAct(rawValue: "report.schedule.make")
    static let scheduleChange = AuditAct(rawValue: "report.schedule.change")
    static let scheduleDrop = AuditAct(rawValue: "report.schedule.drop")
    static let scheduleRestore = AuditAct(rawValue: "report.schedule.restore")
    static let reportAsk = AuditAct(rawValue: "report.ask")
    static let reportDrop = AuditAct(rawValue: "report.drop")
    static let reportRestore = AuditAct(rawValue: "report.restore")
}

extension AuditSubject {
    static func schedule(_ id: ReportScheduleID) -> AuditSubject {
        AuditSubject(kind: "report-schedule", id: id.description)
    }
    static func report(_ id: KeptReportID) -> AuditSubject { AuditSubject(kind: "report", id: id.description) }
}
