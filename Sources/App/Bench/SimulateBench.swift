import Foundation
import Kernel
import Record
import Simulation
import Storage

/// A simulated crowd, from chance to durable rollups, beside the same events inserted bare.
struct SimulateBench {
    let bench: Bench

    func run() async throws {
        let plan = CrowdPlan(
            groups: 2_000, members: 40, days: 30, lastDay: CivilDay(year: 2026, month: 11, day: 22)!)
        let ours = try await bench.freshStore("crowd.sqlite")
        let (seconds, outcome) = try await Bench.seconds {
            try await CrowdWriter(plan, store: ours, record: RecordStore(world: .real())).run()
        }
        let bare = try await bench.freshStore("bare.sqlite")
        let limit = try await BareInserts.seconds(from: ours, into: bare)
        await bare.close()
        await ours.close()
        let rate = Double(outcome.events) / seconds
        BenchFigure(
            name: "simulate, 2,000 groups, \(outcome.events / 1000)k events",
            ours: BenchFigure.rate(outcome.events, seconds, "events"),
            limit: BenchFigure.rate(outcome.events, limit, "events") + " bare",
            ratio: BenchFigure.ratio(limit / seconds), goal: "≥ 50000 events/s", isMet: rate >= 50_000
        ).show()
    }
}
