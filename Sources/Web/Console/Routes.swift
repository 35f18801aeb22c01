internal import Desk
internal import Hummingbird
internal import Kernel
internal import NIOCore
internal import Storage

/// All routes there are, in one place: which page answers what, and which right it needs.
struct Routes {
    let site: Site

    func router() -> Router<VisitContext> {
        let router = Router(context: VisitContext.self, options: .autoGenerateHeadEndpoints)
        addWatch(to: router)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: TrafficLog(counts: site.counts))
        router.add(middleware: Arrival(site: site))
        // Programs come with a token, not through the door.
        let api = API(site: site)
        api.addRoutes(to: router)
        router.add(middleware: MissingOperations(api: api))
        router.add(middleware: ErrorPages(site: site))
        router.add(middleware: Door(site: site))
        // Once more behind the door, where it is known who asks and in which language.
        router.add(middleware: ErrorPages(site: site))
        router.add(middleware: WriteGuard(site: site))
        router.get("/assets/:name") { [assets = site.assets] request, _ in
            guard let answer = assets.answer(request) else { throw HTTPError(.notFound) }
            return answer
        }
        SignInPages(site: site).addRoutes(to: router)
        let groups = GroupPages(site: site)
        groups.addRoutes(to: router)
        TodayPage(site: site).addRoutes(to: router)
        TodayActs(site: site).addRoutes(to: router)
        AlertPages(site: site).addRoutes(to: router)
        AlertSettingsPages(site: site).addRoutes(to: router)
        InsightPages(site: site).addRoutes(to: router)
        CommunityPortraitPage(site: site).addRoutes(to: router)
        MemberPages(site: site).addRoutes(to: router)
        SearchPages(site: site).addRoutes(to: router)
        AccountPages(site: site).addRoutes(to: router)
        TokenPages(site: site).addRoutes(to: router)
        StaffPages(site: site).addRoutes(to: router)
        CommunityPages(site: site).addRoutes(to: router)
        AuditPages(site: site).addRoutes(to: router)
        ImportPages(site: site).addRoutes(to: router)
        DataPages(site: site).addRoutes(to: router)
        NoticePages(site: site).addRoutes(to: router)
        DeliveryPages(site: site).addRoutes(to: router)
        MailConfirmPages(site: site).addRoutes(to: router)
        ReportPages(site: site, groups: groups).addRoutes(to: router)
        router.get("/**") { _, _ -> Response in throw HTTPError(.notFound) }
        return router
    }

    /// What machines ask: not behind the door, and without a trace in the log.
    private func addWatch(to router: Router<VisitContext>) {
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { [store = site.store] _, _ -> Response in
            do {
                _ = try await store.read { try $0.first("SELECT 1") { $0.int(0) } }
                return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ready\n")))
            } catch {
                return Response(
                    status: .serviceUnavailable, body: .init(byteBuffer: ByteBuffer(string: "no database\n")))
            }
        }
        router.get("/metrics") { [counts = site.counts] _, context -> Response in
            // Figures of the house: for this machine, not for visitors.
            guard context.address.isLoopback else { throw HTTPError(.notFound) }
            let text = counts.text(resident: ResidentMemory.bytes)
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        }
    }
}
