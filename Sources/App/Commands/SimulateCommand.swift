import ArgumentParser
import Foundation
import Kernel
import Record
import Simulation
import Storage

/// `banyan simulate --groups N --members M --days D --seed S`
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: Help.text("simulate"), discussion: Help.text("simulate.more"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("simulate.groups")) var groups = 100
    @Option(help: .words("simulate.members", ["most": String(CrowdPlan.mostMembers)])) var members = 40
    @Option(help: .words("simulate.days")) var days = 30
    @Option(help: .words("simulate.seed")) var seed: UInt64 = 1
    @Option(help: .words("simulate.kind", ["kinds": GroupKind.allCases.map(\.rawValue).joined(separator: ", ")]))
    var kind: String?
    @Option(help: .words("simulate.until")) var until: String?

    private static let mostGroups = 1_000_000
    private static let mostDays = 3_650

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        let plan = try plan(world)
        let interruption = Interruption()
        var options = StoreOptions()
        // In a new file every row refers to rows that the record has just written itself.
        options.checksReferences = try common.location().path.map { FileManager.default.fileExists(atPath: $0) } ?? true
        try await common.withStore(whereNone: .make, options: options) { store in
            let writer = try CrowdWriter(plan, store: store, record: RecordStore(world: world))
            let line = CountLine(console.catalogue)
            let began = ContinuousClock.now
            let outcome = try await writer.run(shouldStop: { interruption.wasRequested }) { outcome in
                line.show("simulate.progress", done: outcome.made + outcome.known, of: plan.groups)
            }
            line.end()
            let seconds = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1000
            if !outcome.wasStopped { try await Wiring.catchUp(store, world) }
            let figures = [
                "made": String(outcome.made), "known": String(outcome.known), "events": String(outcome.events),
                "seconds": String(format: "%.1f", seconds),
                "rate": String(Int(Double(outcome.events) / max(seconds, 0.001))),
            ]
            console.tell(outcome.wasStopped ? "simulate.stopped" : "simulate.done", figures)
            if outcome.wasStopped { throw ExitCode(130) }
        }
    }

    private func plan(_ world: World) throws -> CrowdPlan {
        for (option, value, most) in [
            ("--groups", groups, Self.mostGroups), ("--members", members, CrowdPlan.mostMembers),
            ("--days", days, Self.mostDays),
        ] where value < (option == "--members" ? 2 : 1) || value > most {
            throw Fault(
                .usage, "simulate.out-of-range", ["option": option, "value": String(value), "most": String(most)])
        }
        var zone = CivilZone(CrowdPlan.zone) ?? .utc
        let yesterday = zone.civil(world.now()).day.advanced(by: -1)
        let lastDay = try civilDay(until, option: "--until") ?? yesterday
        let first = lastDay.advanced(by: 1 - days)
        guard first.number >= 0, lastDay.date.year < 2200 else {
            throw Fault(.usage, "command.not-a-day", ["option": "--until", "value": until ?? ""])
        }
        var plan = CrowdPlan(groups: groups, members: members, days: days, seed: seed, lastDay: lastDay)
        if let kind {
            guard let known = GroupKind(rawValue: kind) else {
                let kinds = GroupKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(.usage, "command.unknown-kind", ["kind": kind, "known": kinds])
            }
            plan.kind = known
        }
        return plan
    }
}
