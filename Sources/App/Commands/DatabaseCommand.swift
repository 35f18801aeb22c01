import ArgumentParser
import Desk
import Foundation
import Kernel
import Record
import Storage

/// `banyan database check|backup|restore|migrate`
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: Help.text("database-command"),
        subcommands: [Check.self, Backup.self, Restore.self, Migrate.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("database.check"),
            discussion: Help.text("database.check.more"))

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let console = try common.console()
            try await common.withStore { store in
                let report = try await store.check()
                guard report.isSound else {
                    console.print(
                        console.catalogue("database.damaged", ["problems": report.problems.joined(separator: "\n")]))
                    throw ExitCode(1)
                }
                let rows = report.tables.reduce(0) { $0 + $1.rows }
                console.print(
                    console.catalogue(
                        "database.sound", ["tables": String(report.tables.count), "rows": String(rows)]))
            }
        }
    }

    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("database.backup"))

        @OptionGroup var common: CommonOptions
        @Argument(help: .words("database.backup.file")) var file: String

        func run() async throws {
            let console = try common.console()
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
            guard FileManager.default.fileExists(atPath: folder) else {
                throw Fault(.cannotWrite, "command.no-folder", ["path": folder])
            }
            try await common.withStore { try await $0.backup(to: file) }
            console.tell("database.backed-up", ["path": file])
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("database.restore"))

        @OptionGroup var common: CommonOptions
        @Argument(help: .words("database.restore.file")) var file: String

        func run() async throws {
            let console = try common.console()
            guard FileManager.default.fileExists(atPath: file) else {
                throw Fault(.notFound, "exports.not-found", ["path": file])
            }
            let store = try await Store.open(common.location())
            do {
                try await store.restore(from: file, Wiring.migrations)
                try await Wiring.bringUp(store)
                let world = World.real()
                let desk = DataDesk(store: store, record: RecordStore(world: world))
                let name = URL(fileURLWithPath: file).lastPathComponent
                try await desk.noteRestored(from: name, by: Wiring.caller, at: world.now())
            } catch {
                await store.close()
                throw error
            }
            await store.close()
            console.tell("database.restored", ["path": file])
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("database.migrate"))

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let console = try common.console()
            try await common.withStore(whereNone: .make) { _ in }
            console.tell("database.migrated", ["name": Wiring.migrations.last?.name ?? ""])
        }
    }
}
