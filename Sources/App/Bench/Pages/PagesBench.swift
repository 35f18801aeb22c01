import Desk
import Foundation
import Glibc
import Insight
import Kernel
import Storage

/// The console from outside: a server as its own process, over a database of a size, asked for every page many times.
///
/// The limit of pages is what is asked of them; that of the server is a router of the same library that has one route and
/// nothing else, under the same load.
struct PagesBench {
    let bench: Bench
    let groups: Int
    let members: Int
    /// A database to take instead of a made one.
    let database: String?

    private static let rounds = 120
    private static let days = 30

    func run() async throws {
        let path = try await madeDatabase()
        let world = World.real()
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let desk = DeskStore(world: world, key: try ServerKey.load(file: folder + "/server.key", world: world))
        let (list, token) = try await withStore(path) { store in
            try await StandingKeeper(store: store, world: world).refreshAll()
            let rights = try Rights(.admin, .all)
            let token = try await store.write { transaction in
                try desk.invite(rights, by: .system("bench"), at: world.now(), in: transaction).token.text
            }
            return (try await store.read { try PageList(in: $0) }, token)
        }
        let signInName = "bench-\(world.ids.next() as StaffID)@localhost"
        try measure(path, list, token, signInName)
        try await withStore(path) { store in
            try await store.write { transaction in
                let staff = try desk.staff(by: .system("bench"), in: transaction)
                for one in staff where one.signInName == signInName {
                    _ = try desk.disable(one.id, by: .system("bench"), at: world.now(), in: transaction)
                }
            }
        }
    }

    private func madeDatabase() async throws -> String {
        if let database { return database }
        let path = bench.path("pages.sqlite")
        let size = ["--groups", String(groups), "--members", String(members), "--days", String(Self.days)]
        _ = try await bench.process(["simulate", "--database", path] + size)
        return path
    }

    private func withStore<T: Sendable>(_ path: String, _ body: (Store) async throws -> T) async throws -> T {
        let store = try await Store.open(DatabaseLocation(path))
        do {
            try await Wiring.bringUp(store)
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    // MARK: - The server

    private func measure(_ path: String, _ list: PageList, _ token: String, _ signInName: String) throws {
        let arguments = ["serve", "--port", "0", "--database", path, "--lang", "en"]
        // The first start reads the program itself from the disk.
        try ServerProcess(bench, arguments, firstPath: "/sign-in").stop()
        let server = try ServerProcess(bench, arguments, firstPath: "/sign-in")
        defer { server.stop() }
        figure("start to first answer", server.secondsToFirstAnswer * 1000, limit: 500, "ms")
        usleep(2_000_000)
        figure("resident, idle after start", Double(server.residentBytes) / 1e6, limit: 120, "MB")
        let client = WireClient(port: server.port)
        try signIn(client, token, signInName)
        var weigher = PageWeigher()
        for page in list.pages { try measure(page, client, &weigher) }
        for page in list.lists {
            // One for each: a token asks no oftener than it may.
            let token = try madeToken(client)
            client.token = token
            try measure(page, client, &weigher)
            client.token = nil
        }
        usleep(2_000_000)
        figure("resident, idle after all pages", Double(server.residentBytes) / 1e6, limit: 120, "MB")
        try RouteBench(bench: bench, server: server).run()
    }

    /// Takes up the invitation, with a password that nobody will know.
    private func signIn(_ client: WireClient, _ token: String, _ signInName: String) throws {
        _ = try client.get("/join/" + token)
        let password = World.real().bytes(24).map { String($0, radix: 36) }.joined()
        let answer = try client.post(
            "/join/" + token, [("name", "bench"), ("sign-in-name", signInName), ("password", password)])
        guard answer.status == 303 else {
            throw Fault(.internalError, "bench.no-page", ["path": "/join", "status": String(answer.status)])
        }
    }

    private func madeToken(_ client: WireClient) throws -> String {
        let scopes = TokenScope.allCases.map { ("scope", $0.rawValue) }
        let page = try client.post("/settings/tokens", [("name", "bench"), ("days", "30")] + scopes).text
        guard let start = page.range(of: AccessToken.prefix)?.lowerBound else {
            throw Fault(.internalError, "bench.no-page", ["path": "/settings/tokens", "status": "-"])
        }
        return String(page[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") })
    }

    private func measure(_ page: MeasuredPage, _ client: WireClient, _ weigher: inout PageWeigher) throws {
        guard !page.paths.isEmpty else { return }
        var times: [Double] = []
        for round in 0..<Self.rounds {
            let path = page.paths[round % page.paths.count]
            let start = ContinuousClock.now
            let answer = try client.get(path)
            times.append(Double((ContinuousClock.now - start) / .microseconds(1)) / 1000)
            guard answer.status == 200 else {
                throw Fault(.internalError, "bench.no-page", ["path": path, "status": String(answer.status)])
            }
            weigher.add(answer.wireBytes)
        }
        times.sort()
        let (median, late) = (times[times.count / 2], times[times.count * 95 / 100])
        BenchFigure(
            name: "page: \(page.name)",
            ours: String(
                format: "p95 %.1f ms, median %.1f ms, most %.1f ms, %.1f KB", late, median, times[times.count - 1],
                Double(weigher.take()) / 1000),
            limit: String(format: "%.0f ms", page.limit), ratio: BenchFigure.ratio(late / page.limit),
            goal: "p95 within the limit", isMet: late <= page.limit
        ).show()
        guard page.isWeighed else { return }
        let (bytes, hasCharts) = try weigher.firstVisit(page.paths[0], client)
        if hasCharts || bytes > 60_000 || page.name == "board" {
            figure("first visit: \(page.name)", Double(bytes) / 1000, limit: hasCharts ? 450 : 60, "KB")
        }
    }

    private func figure(_ name: String, _ value: Double, limit: Double, _ unit: String) {
        BenchFigure(
            name: name, ours: String(format: "%.0f ", value) + unit, limit: String(format: "%.0f ", limit) + unit,
            ratio: BenchFigure.ratio(value / limit), goal: "within the limit", isMet: value <= limit
        ).show()
    }
}

/// What pages weigh on the wire.
struct PageWeigher {
    private var heaviest = 0
    private var assets: [String: Int] = [:]

    mutating func add(_ bytes: Int) { heaviest = max(heaviest, bytes) }

    /// The heaviest since the last time.
    mutating func take() -> Int {
        defer { heaviest = 0 }
        return heaviest
    }

    /// All that a browser fetches for a page that it has never seen, and whether the charts are among it.
    mutating func firstVisit(_ path: String, _ client: WireClient) throws -> (bytes: Int, hasCharts: Bool) {
        let page = try client.get(path, packed: false)
        var bytes = try client.get(path).wireBytes
        for asset in page.assets {
            if assets[asset] == nil { assets[asset] = try client.get(asset).wireBytes }
            bytes += assets[asset] ?? 0
        }
        return (bytes, page.assets.contains { $0.contains("echarts") })
    }
}
