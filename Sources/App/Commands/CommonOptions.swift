import ArgumentParser
import Bulletins
import Desk
import Foundation
import Importing
import Insight
import Kernel
import Notices
import Record
import Rounds
import Storage
import Tables
import Web

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: .words("database"))
    var database: String?

    @Option(help: .words("lang"))
    var lang: String?

    @Option(help: .words("config"))
    var config: String?

    func console() throws -> Console { try Console(language: lang) }

    /// What is set, by flags before the environment before the file.
    ///
    /// - Parameter flags: What the command's own flags say.
    func settings(_ flags: [SettingKey: SettingValue] = [:]) throws -> Settings {
        var flags = flags
        if let database { flags[.database] = .text(database) }
        return try Settings(flags: flags, environment: ProcessInfo.processInfo.environment, file: config)
    }

    /// Where the database is.
    func location() throws -> DatabaseLocation {
        if let database { return try DatabaseLocation(database) }
        if let named = try settings().text(.database) { return try DatabaseLocation(named) }
        return try DatabaseLocation(CommonOptions.standingFolder() + "/banyan.sqlite")
    }

    /// The folder of what belongs to the database but lies outside it: beside the file, or the data folder for a server.
    func dataFolder() throws -> String {
        guard let path = try location().path else { return try CommonOptions.standingFolder() }
        return URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    /// A person's own data folder, made where it is not there.
    private static func standingFolder() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share"
        let folder = data + "/banyan"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Fault(.cannotWrite, "command.no-data-folder", ["path": folder], cause: String(describing: error))
        }
        return folder
    }

    /// What to do where there is no database yet.
    enum Absence: Sendable {
        /// Say so: a command that only reads must not take a mistyped path for an empty database.
        case refuse
        case make
        /// Work with an empty one that is gone afterwards.
        case borrow
    }

    /// Opens the database for the time of `body`, brought to this program's version.
    ///
    /// - Parameter countsLater: Whether `body` itself sees to the counts that an earlier version did not keep, which may
    ///   take long; the tables are there in any case.
    func withStore<T: Sendable>(
        whereNone absence: Absence = .refuse, options: StoreOptions = .init(), countsLater: Bool = false,
        _ body: (Store) async throws -> T
    ) async throws -> T {
        let location = try location()
        guard let path = location.path, !FileManager.default.fileExists(atPath: path) else {
            return try await CommonOptions.withStore(at: location, options, countsLater: countsLater, body)
        }
        switch absence {
        case .refuse: throw Fault(.notFound, "command.no-database", ["path": path])
        case .make: return try await CommonOptions.withStore(at: location, options, countsLater: countsLater, body)
        case .borrow:
            let name = "banyan-\(ProcessInfo.processInfo.processIdentifier)"
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let borrowed = try DatabaseLocation(folder.appendingPathComponent("empty.sqlite").path)
            return try await CommonOptions.withStore(at: borrowed, options, body)
        }
    }

    private static func withStore<T: Sendable>(
        at location: DatabaseLocation, _ options: StoreOptions, countsLater: Bool = false,
        _ body: (Store) async throws -> T
    ) async throws -> T {
        let store = try await Store.open(location, options: options)
        do {
            if countsLater { try await store.migrate(Wiring.migrations) } else { try await Wiring.bringUp(store) }
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }
}

/// How the parts of the program are put together.
enum Wiring {
    static let migrations = ProgramMigrations.all
    static let reactors: [any Reactor] = [LinkIndex()]
    /// The process as a holder of leases.
    static let owner = "process \(ProcessInfo.processInfo.processIdentifier)"

    /// Who stands in the audit log for what a command does.
    static var caller: Actor { .commandLine(NSUserName()) }

    /// Brings a database to this program's version: its tables, and the counts that an earlier version did not keep.
    static func bringUp(_ store: Store) async throws {
        try await store.migrate(migrations)
        let record = RecordStore(world: World.real())
        for group in try await store.read({ try record.unsettledGroups(in: $0) }) {
            try await store.write { try record.settle(group, in: $0) }
        }
        while try await store.write({ try record.indexNames(limit: 5000, in: $0) }) > 0 {}
    }

    /// Lets every reactor read what is new in the log.
    static func catchUp(_ store: Store, _ world: World) async throws {
        let runner = ReactorRunner(store: store, world: world, owner: owner)
        for reactor in reactors { _ = try await runner.catchUp(reactor) }
        try await StandingKeeper(store: store, world: world).refreshAll()
        try await PersonKeeper(store: store).refreshAll()
        let outlook = OutlookKeeper(store: store, world: world)
        let today = try await today(store, world)
        if try await outlook.isDue(on: today) { try await outlook.renew(on: today) }
        try await TodayKeeper(store: store, world: world).refresh()
        try await alertKeeper(store, world).refreshAll()
    }

    /// Keeps alerts, and tells programs and mailboxes of them.
    static func alertKeeper(_ store: Store, _ world: World) -> AlertKeeper {
        AlertKeeper(store: store, world: world, outlet: .notices(NoticeStore(world: world)))
    }

    /// Lets what is new in the log be read for needs.
    static func readNeeds(_ store: Store, _ runner: ReactorRunner) async throws {
        guard try await store.read({ try NeedIndex.isBehind(in: $0) }) else { return }
        try await store.write { try NeedIndex.renew(in: $0) }
        _ = try await runner.catchUp(NeedIndex())
    }

    /// The day in the community's zone; in UTC where nobody has said which that is.
    static func today(_ store: Store, _ world: World) async throws -> CivilDay {
        let named = try await store.read { try Community.stored(in: $0)?.zone }
        var zone = named.flatMap { CivilZone($0) } ?? .utc
        return zone.civil(world.now()).day
    }
}

/// The one group that a person means.
func group(called name: String, in transaction: Transaction) throws -> Group {
    let found = try Group.find(called: name, in: transaction)
    if found.count == 1 { return found[0] }
    if found.isEmpty { throw Fault(.notFound, "record.no-such-group", ["group": name]) }
    let names = found.map { "\($0.network)/\($0.name)" }.joined(separator: ", ")
    throw Fault(.badInput, "command.several-groups", ["group": name, "found": names])
}

/// A day of the command line.
func civilDay(_ text: String?, option: String) throws -> CivilDay? {
    guard let text else { return nil }
    guard let day = CivilDay(text) else { throw Fault(.usage, "command.not-a-day", ["option": option, "value": text]) }
    return day
}
