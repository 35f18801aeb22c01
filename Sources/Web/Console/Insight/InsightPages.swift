internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

/// What Banyan concludes, and how far that is to be trusted.
struct InsightPages: Sendable {
    let site: Site

    static let forecastPath = "/insight/forecast"
    private static let shown = 10

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let seeing = router.group(context: Permitted<MaySeeGroups>.self)
        seeing.get(RouterPath(Self.forecastPath)) { request, context in try await showForecast(request, context) }
        seeing.get(RouterPath(Self.topicsPath)) { request, context in try await showTopics(request, context) }
    }

    private func showForecast(_ request: Request, _ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let actor = context.actor
        let scope: Set<GroupID>? = actor.scope.isLimited ? actor.scope.groups : nil
        let list = ListQuery(try FormFields(query: request))
        let place = list.after.flatMap { ListPlace($0) }
        let after = place.flatMap { place in
            Int32(place.value).map { (day: CivilDay(number: $0), group: place.id) }
        }
        var highest = StandingQuery()
        (highest.scope, highest.order) = (scope, .risk)
        let content = try await site.store.read { [highest] transaction in
            ForecastContent(
                latest: try ForecastState.latest(in: transaction).map { ($0.state, $0.madeAt) },
                highest: try highest.lines(limit: Self.shown, in: transaction).filter { $0.standing.risk != nil },
                audit: try ForecastAudit.load(scope, in: transaction),
                settled: try ForecastAudit.settled(
                    scope, after: after, limit: ListQuery.pageSize + 1, in: transaction))
        }
        return .html(
            ForecastPage(look: site.look(context.visit), actor: actor, list: list, content: content).html())
    }
}

/// What the page of forecasts is made of.
struct ForecastContent: Sendable {
    /// What was trained and tested last, and when; nil where nothing was yet.
    let latest: (state: ForecastState, madeAt: Instant)?
    let highest: [StandingLine]
    let audit: ForecastAudit
    let settled: [ForecastAudit.Settled]
}
