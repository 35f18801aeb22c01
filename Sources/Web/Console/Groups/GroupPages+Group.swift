internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Rounds
internal import Storage

extension GroupPages {
    func showGroup(_ tab: GroupTab, _ request: Request, _ context: SeeingGroups) async throws -> Answer {
        let group = try groupID(context)
        guard tab.isOpen(to: context.actor, in: group) else { throw HTTPError(.notFound) }
        let frame = try await frame(group, tab, try FormFields(query: request), context.actor, context.visit)
        switch tab {
        case .history: return .html(try await historyPage(frame))
        case .settings: return .html(try await settingsPage(frame))
        case .graph: return .html(try await graphPage(frame))
        case .topics: return .html(try await topicsPage(frame, try FormFields(query: request)))
        case .portrait: return .html(try await portraitPage(frame, FormFields(query: request)))
        case .search: return .html(try await searchPage(frame, ListQuery(FormFields(query: request))))
        default:
            let (report, countedAt) = try await report(frame)
            var page = GroupReportPage(frame: frame, report: report, countedAt: countedAt)
            if tab == .retention {
                page.lives = try await lives()
            }
            if tab == .overview {
                let record = site.record
                page.stageChange = try await site.store.read { try record.stageChanges(of: group, in: $0).first }
            }
            return .html(page.html())
        }
    }

    /// What is around every page of a group.
    func frame(
        _ group: GroupID, _ tab: GroupTab, _ query: FormFields, _ actor: Actor, _ visit: VisitContext
    ) async throws -> GroupFrame {
        let (record, alerts) = (site.record, AlertStore(world: site.world))
        let found = try await site.store.read { transaction in
            (
                mark: try RecordMark.load(group, in: transaction),
                profile: try record.profile(of: group, in: transaction),
                line: try StandingLine.find(group, in: transaction),
                alerts: try alerts.alerts(
                    AlertFilter(.open, group: group), limit: AlertRule.allCases.count, by: actor, in: transaction)
            )
        }
        guard let mark = found.mark else { throw HTTPError(.notFound) }
        return GroupFrame(
            look: site.look(visit), actor: actor, mark: mark, profile: found.profile, line: found.line, tab: tab,
            window: tab.hasWindow ? try GroupWindow(query) : nil, hasCharts: tab.hasWindow, alerts: found.alerts,
            now: site.world.now())
    }

    /// The report of a page's days; without people for who may not see them.
    func report(_ frame: GroupFrame) async throws -> (report: GroupReport, countedAt: Instant) {
        let window = frame.window?.window ?? .last28Days
        let (store, group) = (site.store, frame.mark.group)
        var (report, countedAt) = try await shelf.value(frame.mark, window, at: site.world.now()) {
            try await store.read { try GroupReport.loadWhole(group: group, window: window, in: $0) }
        }
        if !frame.actor.mayUse(.seePeople, in: frame.mark.group) { report.removePeople() }
        return (report, countedAt)
    }

    /// How long all groups live.
    func lives() async throws -> GroupSurvival {
        let (store, now) = (site.store, site.world.now())
        let pulse = try await store.read { try RecordPulse.load(in: $0) }
        return try await livesShelf.value(true, of: pulse, at: now) {
            try await store.read { try GroupSurvival.load(in: $0) }
        }
    }

    /// The picture of the days of a report.
    func picture(_ frame: GroupFrame, _ report: GroupReport) async throws -> GroupPicture {
        guard let days = report.window else { return GroupPicture() }
        let (store, group) = (site.store, frame.mark.group)
        let window = frame.window?.window ?? .last28Days
        return try await pictures.value(frame.mark, window, at: site.world.now()) {
            try await store.read { try GroupPicture.load(group: group, window: days, in: $0) }
        }.value
    }

    private func graphPage(_ frame: GroupFrame) async throws -> [UInt8] {
        let (report, countedAt) = try await report(frame)
        let picture = try await picture(frame, report)
        return GroupReportPage(frame: frame, report: report, countedAt: countedAt, picture: picture).html()
    }

    private func historyPage(_ frame: GroupFrame) async throws -> [UInt8] {
        let (record, group, actor) = (site.record, frame.mark.group, frame.actor)
        let (today, alerts) = (TodayStore(world: site.world), AlertStore(world: site.world))
        let history = try await site.store.read { transaction in
            var history = GroupHistory(
                stages: try record.stageChanges(of: group, in: transaction),
                suggestions: try SuggestedStage.all(of: group, limit: 100, in: transaction),
                imports: try record.imports(of: group, in: transaction))
            history.acts = try today.acts(of: group, limit: 20, by: actor, in: transaction)
            history.alerts = try alerts.alerts(
                AlertFilter(.all, group: group), limit: 20, by: actor, in: transaction)
            if actor.mayUse(.seeAudit) {
                history.audit = try AuditTrail.entries(
                    AuditFilter(subject: .group(group)), limit: 100, by: actor, in: transaction
                ).entries
            }
            return history
        }
        return GroupHistoryPage(frame: frame, history: history).html()
    }
}
