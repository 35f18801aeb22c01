import ArgumentParser
import Bulletins
import Desk
import Foundation
import Insight
import Kernel
import Logging
import Record
import Reports
import Storage

/// `banyan reports list|make|take|drop|schedules|schedule|run|end`
struct ReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: Help.text("reports"), discussion: Help.text("reports.more"),
        subcommands: [
            ListReports.self, MakeReport.self, TakeReport.self, DropReport.self, ListSchedules.self,
            MakeSchedule.self, RunSchedules.self, EndSchedule.self,
        ])

    static let actor = Actor.system("banyan reports")
}

/// What a report is of: the community, unless one of the options names less.
struct SubjectOptions: ParsableArguments {
    @Option(help: .words("reports.group")) var group: String?
    @Option(help: .words("reports.kind")) var kind: String?
    @Option(help: .words("reports.tag")) var tag: String?

    func subject(in transaction: Transaction) throws -> ReportSubject {
        guard [group, kind, tag].compactMap({ $0 }).count < 2 else { throw Fault(.usage, "reports.one-subject") }
        if let group { return .group(try App.group(called: group, in: transaction).id) }
        if let tag { return .tag(tag) }
        guard let kind else { return .community }
        guard let known = GroupKind(rawValue: kind) else {
            let kinds = GroupKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(.usage, "reports.unknown-kind", ["kind": kind, "kinds": kinds])
        }
        return .kind(known)
    }
}

extension ReportSpan: ExpressibleByArgument {}

extension CommonOptions {
    fileprivate func maker(_ store: Store) throws -> BulletinMaker {
        let world = World.real()
        let key = try ServerKey.load(file: dataFolder() + "/server.key", world: world)
        var logger = Logger(label: "banyan") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        return BulletinMaker(store: store, desk: DeskStore(world: world, key: key), world: world, logger: logger)
    }
}

/// How reports and schedules are told in a line.
private struct ReportLines {
    let catalogue: TextCatalogue

    func line(_ report: KeptReport) -> String {
        let state = catalogue("web.bulletins.state." + report.state.rawValue)
        return
            "\(report.id)  \(report.days.from) – \(report.days.to)  \(state)  \(name(report.subject, report.groupName))"
    }

    func line(_ schedule: ReportSchedule, _ zone: String) -> String {
        var civil = CivilZone(zone) ?? .utc
        let wall = civil.wallTime(schedule.nextAt)
        let minutes = Int(wall.millisecondOfDay / 60_000)
        let next = "\(wall.day) \(padded(minutes / 60, to: 2)):\(padded(minutes % 60, to: 2))"
        let span = catalogue("web.bulletins.span." + schedule.rhythm.span.rawValue)
        return "\(schedule.id)  \(span)  → \(next) \(zone)  \(name(schedule.subject, schedule.groupName))"
    }

    private func name(_ subject: ReportSubject, _ group: String?) -> String {
        switch subject {
        case .group: group ?? "–"
        case .kind(let kind): catalogue("web.bulletins.of-kind", ["kind": catalogue("page.kind." + kind.rawValue)])
        case .tag(let tag): catalogue("web.bulletins.of-tag", ["tag": tag])
        case .community: catalogue("web.bulletins.of-community")
        }
    }
}

private struct ListReports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: Help.text("reports.list"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("reports.limit")) var limit = 50

    func run() async throws {
        let console = try common.console()
        let bulletins = BulletinStore(world: .real())
        let most = max(1, min(limit, 1000))
        let reports = try await common.withStore { store in
            try await store.read { try bulletins.reports(limit: most, by: ReportsCommand.actor, in: $0) }
        }
        guard !reports.isEmpty else { return console.tell("reports.none") }
        console.print(reports.map(ReportLines(catalogue: console.catalogue).line).joined(separator: "\n"))
    }
}

private struct MakeReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "make", abstract: Help.text("reports.make"))

    @OptionGroup var common: CommonOptions
    @OptionGroup var about: SubjectOptions
    @Option(help: .words("reports.span")) var span = ReportSpan.week

    func run() async throws {
        let console = try common.console()
        let bulletins = BulletinStore(world: .real())
        try await common.withStore { store in
            let id = try await store.write { transaction in
                try bulletins.ask(
                    try about.subject(in: transaction), span, language: console.catalogue.language,
                    zone: try BulletinStore.zone(in: transaction), by: ReportsCommand.actor, in: transaction)
            }
            try await make(id, store, console)
        }
    }

    private func make(_ id: KeptReportID, _ store: Store, _ console: Console) async throws {
        try await common.maker(store).makeNext(id)
        let bulletins = BulletinStore(world: .real())
        let report = try await store.read { try bulletins.report(id, by: ReportsCommand.actor, in: $0) }
        console.print(ReportLines(catalogue: console.catalogue).line(report))
        if report.state == .failed { throw Fault(.unavailable, report.fault ?? "bulletins.fault.broke") }
    }
}

private struct TakeReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "take", abstract: Help.text("reports.take"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("reports.id")) var id: Int64
    @Option(help: .words("report.format")) var format = ReportFormat.text
    @Option(help: .words("report.output")) var output: String?

    func run() async throws {
        let console = try common.console()
        let bulletins = BulletinStore(world: .real())
        let form: KeptReport.Form =
            switch format {
            case .html, .pdf: .html
            case .text: .text
            case .csv: .csv
            case .json: .json
            }
        let packed = try await common.withStore { store in
            try await store.read { transaction in
                let report = try bulletins.report(KeptReportID(id), by: ReportsCommand.actor, in: transaction)
                return try bulletins.form(form, of: report, in: transaction)
            }
        }
        guard var bytes = packed.flatMap({ Gzip.unpacked($0) }) else {
            throw Fault(.notFound, "bulletins.no-such-report")
        }
        if form == .html { bytes = KeptPage.whole(bytes, assets: .load()) }
        if format == .pdf { bytes = try await PagePrinter.ofThisMachine().pdf(of: bytes) }
        guard let output else { return console.print(Data(bytes)) }
        try WholeFile.write(Data(bytes), to: output)
        console.tell("report.written", ["path": output])
    }
}

private struct DropReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "drop", abstract: Help.text("reports.drop"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("reports.id")) var id: Int64

    func run() async throws {
        let console = try common.console()
        let (bulletins, id) = (BulletinStore(world: .real()), id)
        try await common.withStore { store in
            try await store.write { try bulletins.drop(KeptReportID(id), by: ReportsCommand.actor, in: $0) }
        }
        console.tell("reports.dropped")
    }
}

private struct ListSchedules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "schedules", abstract: Help.text("reports.schedules"))

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let console = try common.console()
        let bulletins = BulletinStore(world: .real())
        let (schedules, zone) = try await common.withStore { store in
            try await store.read { transaction in
                (
                    try bulletins.schedules(limit: 1000, by: ReportsCommand.actor, in: transaction),
                    try BulletinStore.zone(in: transaction)
                )
            }
        }
        guard !schedules.isEmpty else { return console.tell("reports.no-schedules") }
        let lines = ReportLines(catalogue: console.catalogue)
        console.print(schedules.map { lines.line($0, zone) }.joined(separator: "\n"))
    }
}

private struct MakeSchedule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "schedule", abstract: Help.text("reports.schedule"))

    @OptionGroup var common: CommonOptions
    @OptionGroup var about: SubjectOptions
    @Option(help: .words("reports.span")) var span = ReportSpan.week
    @Option(help: .words("reports.at")) var at = "09:00"
    @Option(help: .words("reports.weekday")) var weekday = 1
    @Option(help: .words("reports.month-day")) var monthDay = 1
    @Option(help: .words("reports.keep")) var keep = 12

    func run() async throws {
        let console = try common.console()
        let bulletins = BulletinStore(world: .real())
        let parts = at.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else {
            throw Fault(.usage, "bulletins.bad-time")
        }
        let rhythm = try ReportRhythm(
            span, minute: parts[0] * 60 + parts[1], weekday: weekday - 1, monthDay: monthDay)
        try await common.withStore { store in
            let (schedule, zone) = try await store.write { transaction in
                let zone = try BulletinStore.zone(in: transaction)
                let new = try NewSchedule(
                    subject: try about.subject(in: transaction), rhythm: rhythm, language: console.catalogue.language,
                    keeps: keep)
                let id = try bulletins.make(new, zone: zone, by: ReportsCommand.actor, in: transaction)
                return (try bulletins.schedule(id, by: ReportsCommand.actor, in: transaction), zone)
            }
            console.print(ReportLines(catalogue: console.catalogue).line(schedule, zone))
        }
    }
}

private struct RunSchedules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: Help.text("reports.run"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("reports.schedule-id")) var schedule: Int64?

    func run() async throws {
        let console = try common.console()
        let (bulletins, schedule) = (BulletinStore(world: .real()), schedule)
        try await common.withStore { store in
            if let schedule {
                _ = try await store.write { transaction in
                    try bulletins.askNow(
                        ReportScheduleID(schedule), zone: try BulletinStore.zone(in: transaction),
                        by: ReportsCommand.actor, in: transaction)
                }
            }
            let maker = try common.maker(store)
            try await maker.fallDue()
            var made = 0
            while try await maker.makeNext() { made += 1 }
            console.tell("reports.ran", ["count": String(made)])
        }
    }
}

private struct EndSchedule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "end", abstract: Help.text("reports.end"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("reports.schedule-id")) var schedule: Int64

    func run() async throws {
        let console = try common.console()
        let (bulletins, schedule) = (BulletinStore(world: .real()), schedule)
        try await common.withStore { store in
            try await store.write { try bulletins.drop(ReportScheduleID(schedule), by: ReportsCommand.actor, in: $0) }
        }
        console.tell("reports.ended")
    }
}
