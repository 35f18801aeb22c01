import ArgumentParser
import Foundation
import Insight
import Kernel
import Record
import Simulation
import Storage

/// `banyan insight VERB`
struct InsightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insight", abstract: Help.text("insight"),
        subcommands: [
            InsightRefreshCommand.self, InsightForecastCommand.self, InsightTopicsCommand.self,
            InsightExpertsCommand.self, PortraitCommand.self,
        ])
}

/// `banyan insight refresh`
struct InsightRefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: Help.text("insight.refresh"), discussion: Help.text("insight.refresh.more"))

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        try await common.withStore { store in
            try await StandingKeeper(store: store, world: world).refreshAll()
            let today = try await Wiring.today(store, world)
            let state = try await OutlookKeeper(store: store, world: world).renew(on: today)
            console.print(state.inUse(ReportWords(text: console.catalogue)))
        }
    }
}

/// `banyan insight forecast [--evaluate | --fit-default FILE]`
struct InsightForecastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast", abstract: Help.text("insight.forecast"),
        discussion: Help.text("insight.forecast.more"))

    @OptionGroup var common: CommonOptions
    @Flag(help: .words("insight.forecast.evaluate")) var evaluate = false
    @Option(help: .words("insight.forecast.fit-default")) var fitDefault: String?
    @Option(help: .words("insight.forecast.rows")) var rows: String?
    @Option(help: .words("compare.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        if let file = fitDefault { return try await DefaultForecast().write(to: file, console) }
        try await common.withStore { store in
            if evaluate {
                let landmarks = try await Landmarks.load(from: store)
                if let rows { try WholeFile.write(Data(landmarks.csv.utf8), to: rows) }
                let state = ForecastState(landmarks)
                switch format {
                case .json: console.print(state.jsonData(standard: .standard))
                case .text: console.print(state.text(console.catalogue))
                }
                return
            }
            var query = StandingQuery()
            query.order = .risk
            let lines = try await store.read { [query] in try query.lines(limit: Int(Int32.max), in: $0) }
            switch format {
            case .json: console.print(StandingLine.forecastJSONLines(lines))
            case .text: console.print(StandingLine.forecastText(lines, console.catalogue))
            }
        }
    }
}

/// Makes the model that comes with the program: from a crowd that nobody lived, in a database that is gone afterwards.
struct DefaultForecast {
    /// Plans of different sizes, so that small groups and large ones are known.
    private static let plans = [(groups: 600, members: 12), (groups: 400, members: 40), (groups: 60, members: 150)]
    private static let days = 200
    private static let seed: UInt64 = 20_261_124

    func write(to file: String, _ console: Console) async throws {
        let place =
            FileManager.default.temporaryDirectory.path
            + "/banyan-forecast-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let store = try await Store.open(DatabaseLocation(place + "/crowd.sqlite"))
        try await store.migrate(Wiring.migrations)
        for (number, plan) in Self.plans.enumerated() {
            // Whatever the day it is made on, the file is the same.
            guard let lastDay = CivilDay(year: 2026, month: 10, day: 31) else { return }
            let plan = CrowdPlan(
                groups: plan.groups, members: plan.members, days: Self.days, seed: Self.seed &+ UInt64(number),
                lastDay: lastDay)
            _ = try await CrowdWriter(plan, store: store, record: RecordStore(world: .real())).run()
        }
        let landmarks = try await Landmarks.load(from: store)
        await store.close()
        let provenance = ForecastModel.Provenance(
            command: "banyan insight forecast --fit-default", groups: Self.plans.reduce(0) { $0 + $1.groups },
            members: Self.plans.reduce(0) { $0 + $1.groups * $1.members }, days: Self.days, seed: Self.seed)
        guard let model = ForecastModel(fittingDefault: landmarks, provenance: provenance) else {
            throw Fault(.internalError, "forecast.test.too-short")
        }
        try WholeFile.write(try model.data(), to: file)
        console.tell("insight.default-written", ["path": file])
    }
}
