import Foundation
import Insight
import Kernel
import Record
import Simulation
import Storage

/// Forecasts of ten thousand groups: the day's work, from training and testing on the whole record to the risk of each.
///
/// The limit: the bare reading of the same rollup rows.
struct ForecastBench {
    let bench: Bench

    func run() async throws {
        let store = try await bench.freshStore("forecast.sqlite")
        let plan = CrowdPlan(
            groups: 10_000, members: 10, days: 90, lastDay: CivilDay(year: 2026, month: 11, day: 22)!)
        _ = try await CrowdWriter(plan, store: store, record: RecordStore(world: .real())).run()
        let world = World.real()
        try await StandingKeeper(store: store, world: world).refreshAll()
        let bare = try await Bench.seconds { try await store.read { try ForecastBench.read($0) } }.seconds
        let outlook = OutlookKeeper(store: store, world: world)
        let today = CivilDay(year: 2026, month: 11, day: 23)!
        let whole = try await Bench.median(of: 3) {
            try await Bench.seconds { _ = try await outlook.renew(on: today) }.seconds
        }
        let evaluate = try await Bench.median(of: 3) {
            try await Bench.seconds { _ = ForecastState(try await Landmarks.load(from: store)) }.seconds
        }
        await store.close()
        for (name, seconds) in [
            ("forecast, 10,000 groups, train, test and all risks", whole),
            ("forecast, 10,000 groups, train and test", evaluate),
        ] {
            BenchFigure(
                name: name, ours: BenchFigure.milliseconds(seconds),
                limit: BenchFigure.milliseconds(bare) + " bare rows", ratio: BenchFigure.ratio(bare / seconds),
                goal: "≤ 5000 ms", isMet: seconds <= 5
            ).show()
        }
    }

    private static func read(_ transaction: Transaction) throws {
        for table in ["member_days", "group_days", "edge_days", "questions"] {
            var sum: Int64 = 0
            try transaction.forEach("SELECT * FROM \(raw: table)") { sum &+= $0.int64(1) }
        }
    }
}
