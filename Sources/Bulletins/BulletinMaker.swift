package import Desk
internal import Insight
package import Kernel
package import Logging
internal import Reports
internal import Rounds
package import Storage

/// Makes reports that were asked for, and keeps them.
package struct BulletinMaker: Sendable {
    let store: Store
    let desk: DeskStore
    let world: World
    let logger: Logger
    /// A name that no other process has, so that two never make one report.
    let maker: String

    package init(store: Store, desk: DeskStore, world: World, logger: Logger) {
        self.store = store
        self.desk = desk
        self.world = world
        self.logger = logger
        maker = world.bytes(12).map { String($0, radix: 16) }.joined(separator: "-")
    }

    var bulletins: BulletinStore { BulletinStore(world: world) }

    /// How often whoever makes a report says that it is alive.
    private static let signSeconds = 15

    /// Writes down what is due.
    package func fallDue() async throws {
        let bulletins = bulletins
        try await store.write { transaction in
            try bulletins.fallDue(zone: try BulletinStore.zone(in: transaction), in: transaction)
        }
    }

    /// Whether anything is due or waits.
    func isAnythingDue() async throws -> Bool {
        let bulletins = bulletins
        return try await store.read { transaction in
            try bulletins.isAnythingDue(zone: try BulletinStore.zone(in: transaction), in: transaction)
        }
    }

    /// Makes a report that waits.
    ///
    /// - Parameter id: The one meant; nil for the one that has waited longest.
    /// - Returns: Whether there was one to make.
    @discardableResult
    package func makeNext(_ id: KeptReportID? = nil) async throws -> Bool {
        let (bulletins, maker) = (bulletins, maker)
        guard let report = try await store.write({ try bulletins.take(id, maker: maker, in: $0) }) else { return false }
        guard report.tries < BulletinStore.mostTries else {
            try await store.write { try bulletins.fail(report, "bulletins.fault.broke", maker: maker, in: $0) }
            return true
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sign(report.id) }
            await make(report)
            group.cancelAll()
        }
        return true
    }

    private func sign(_ id: KeptReportID) async {
        let (bulletins, maker) = (bulletins, maker)
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: .seconds(Self.signSeconds))) != nil else { return }
            _ = try? await store.write { try bulletins.extend(id, maker: maker, in: $0) }
        }
    }

    private func make(_ report: KeptReport) async {
        let (bulletins, maker) = (bulletins, maker)
        do {
            let made = try await made(report)
            let packed = try made.forms.mapValues { bytes in
                guard let packed = Gzip.packed(bytes, level: 6) else {
                    throw Fault(.unavailable, "bulletins.fault.broke")
                }
                return packed
            }
            _ = try await store.write { try bulletins.keep(made, packed: packed, as: report, maker: maker, in: $0) }
        } catch {
            logger.error("report", metadata: ["id": "\(report.id)", "error": "\(error)"])
            let text = Self.text(of: error)
            _ = try? await store.write { try bulletins.fail(report, text, maker: maker, in: $0) }
        }
    }

    private static func text(of error: any Error) -> String {
        switch (error as? Fault)?.code {
        case .forbidden: "bulletins.fault.forbidden"
        case .notFound: "bulletins.fault.gone"
        default: "bulletins.fault.broke"
        }
    }

    // MARK: - What is made

    private func made(_ report: KeptReport) async throws -> MadeReport {
        let (desk, now) = (desk, world.now())
        let writer = BulletinWriter(catalogue: TextCatalogue(report.language), zone: report.zone, at: now)
        return try await store.read { transaction in
            let actor = try report.staff.map { try desk.acting(for: $0, in: transaction) } ?? .system("reports")
            switch report.subject {
            case .group(let group):
                try actor.require(.seeReports, in: group)
                var figures = try GroupReport.loadForKeeping(group: group, days: report.days, in: transaction)
                figures.courses = try followed(figures.courses, .some([group]), report, in: transaction)
                return try writer.written(figures, of: group)
            case .kind, .tag, .community:
                try actor.require(.seeReports)
                let scope = actor.scope.isLimited ? actor.scope.groups : nil
                let selection = report.subject.selection ?? .all
                var figures = try CommunityReport.load(selection, window: report.days, scope: scope, in: transaction)
                let groups = try CommunityReport.groups(selection, scope: scope, in: transaction)
                figures.courses = try followed(figures.courses, .some(groups), report, in: transaction)
                return writer.written(figures, of: scope == nil && selection == .all ? nil : groups)
            }
        }
    }

    /// What became of suggestions, with what was done about them since the days that they were made for ended.
    private func followed(
        _ courses: [AdviceCourse], _ groups: GroupChoice, _ report: KeptReport, in transaction: Transaction
    ) throws -> [AdviceCourse] {
        guard !courses.isEmpty else { return courses }
        var zone = CivilZone(report.zone) ?? .utc
        let done = try TodayStore(world: world).done(
            in: groups, since: zone.start(of: report.days.from), in: transaction)
        return courses.map { course in
            let concerns = TodayConcern.concerns(of: course.advice.key)
            let fitting = done.filter { !concerns.isDisjoint(with: $0.concerns) }
            var course = course
            course.deeds = AdviceCourse.Deeds(
                groups: Set(fitting.map(\.group)).count, last: fitting.map(\.at).max().map { zone.civil($0).day })
            return course
        }
    }
}

/// Writes a report in all the forms that it is kept in.
struct BulletinWriter: Sendable {
    let catalogue: TextCatalogue
    let zone: String
    let at: Instant
    /// Without the library of the charts, which is not kept; that it is there decides whether charts have a place.
    private static var assets: PageAssets { PageAssets.shared }

    func written(_ report: GroupReport, of group: GroupID) throws -> MadeReport {
        var json = report.json
        if case .object(let members) = json {
            json = .object(
                members + [
                    ("advice", .array(report.advice.map(\.json))), ("courses", .array(report.courses.map(\.json))),
                ])
        }
        let page = ReportPage(report, countedAt: at, catalogue: catalogue, assets: Self.assets, place: .kept)
        return MadeReport(
            forms: [
                .html: page.html(), .text: Array(report.text(catalogue).utf8), .csv: ReportCSV.bytes(json),
                .json: [UInt8](json.data),
            ],
            groups: [group], pressing: report.advice.count { $0.severity < .note })
    }

    func written(_ report: CommunityReport, of groups: Set<GroupID>?) -> MadeReport {
        let page = CommunityPage(
            report, countedAt: at, zone: zone, catalogue: catalogue, assets: Self.assets, isKept: true)
        return MadeReport(
            forms: [
                .html: page.html(), .text: Array(report.text(catalogue).utf8), .csv: ReportCSV.bytes(report.json),
                .json: [UInt8](report.json.data),
            ],
            groups: groups, pressing: report.advice.count { $0.severity < .note })
    }
}
