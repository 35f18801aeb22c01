import Foundation
import Storage
import TestSupport
import Testing

@testable import App

/// `--database` and `banyan database`.
struct DatabaseCommandTests {
    private static let log = MadeLog()

    @Test("A backup restored elsewhere tells the same, and takes the next import", arguments: TestEngine.available)
    func backup(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try await scene.importing(Self.log.write(1...5, into: "logs", of: scene))
            let before = try await scene.picture()
            let file = scene.path("copy.backup")
            let backup = try await scene.banyan("database", "backup", file)
            #expect(backup.status == 0 && backup.errors.contains(file), "\(backup.errors)")
            #expect(try await scene.banyan("database", "backup", file).status == 73)
            #expect(try await scene.banyan("database", "restore", file).status == 78)

            try await CommandScene.run(on: engine) { other in
                let restored = try await other.banyan("database", "restore", file)
                #expect(restored.status == 0, "\(restored.errors)")
                #expect(try await other.picture() == before)
                let check = try await other.banyan("database", "check")
                #expect(check.status == 0 && check.output.contains("The database is sound"), "\(check.errors)")
                try await other.importing(Self.log.write(1...6, into: "logs", of: other))
                #expect(try await other.messages() > before.messages)
            }
        }
    }

    @Test("A backup that is cut short restores nothing", arguments: TestEngine.available)
    func damagedBackup(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try await scene.importing(Self.log.write(1...5, into: "logs", of: scene))
            #expect(try await scene.banyan("database", "backup", scene.path("whole")).status == 0)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: scene.path("whole")))
            let cut = try scene.write(bytes.prefix(bytes.count * 2 / 3), to: "cut")
            try await CommandScene.run(on: engine) { other in
                for file in [cut, scene.path("nowhere"), scene.path("logs")] {
                    let run = try await other.banyan("database", "restore", file)
                    #expect(run.status ?? 0 != 0 && run.errors.contains(file), "\(file): \(run.errors)")
                }
                #expect(try await other.groups() == "")
            }
        }
    }

    @Test("A newer database and another program's are refused and left alone", arguments: TestEngine.available)
    func refused(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let store = try await Store.open(DatabaseLocation(scene.banyan.database))
            try await store.write { try $0.execute("CREATE TABLE someone_elses (a INTEGER)") }
            await store.close()
            let folder = try Self.log.write(1...1, into: "logs", of: scene)
            let run = try await scene.banyan("import", folder)
            #expect(run.status == 78 && run.errors.contains("the database of another program"), "\(run.errors)")
        }
        try await CommandScene.run(on: engine) { scene in
            try await scene.importing(Self.log.write(1...1, into: "logs", of: scene))
            let store = try await Store.open(DatabaseLocation(scene.banyan.database))
            let later = Migration("2031-01-01 later", "CREATE TABLE later (a {text}){rows};\n")
            try await store.migrate(Wiring.migrations + [later])
            await store.close()
            for words in [["groups"], ["import", scene.path("logs")], ["verify"], ["erase", "nick1", "--yes"]] {
                let run = try await scene.banyan.run(words)
                #expect(run.status == 78 && run.errors.contains("2031-01-01 later"), "\(words): \(run.errors)")
            }
        }
    }

    @Test("Files that are no database, or may not be written, are refused and stay as they are")
    func unusableFiles() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...1, into: "logs", of: scene)
            try await scene.importing(folder)
            let text = try scene.write("Dear diary, this is no database at all.\n", to: "diary.sqlite")
            let locked = scene.path("locked.sqlite")
            try FileManager.default.copyItem(atPath: scene.banyan.database, toPath: locked)
            chmod(locked, 0o444)
            let before = try Data(contentsOf: URL(fileURLWithPath: locked))
            var banyan = scene.banyan
            banyan.isUnprivileged = true
            for (path, status, message) in [
                (text, 78, "is not a database file"), (locked, 77, "cannot be written to"),
                (scene.path("logs"), 64, "is a folder"), (scene.path("nowhere/a.sqlite"), 66, "does not exist"),
                ("mysql://host/a", 64, "No database was named"),
            ] as [(String, Int32, String)] {
                let run = try await banyan("import", "--database", path, folder)
                #expect(run.status == status && run.errors.contains(message), "\(path): \(run.errors)")
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: locked)) == before)
            #expect(try String(contentsOfFile: text, encoding: .utf8).hasPrefix("Dear diary"))
        }
    }

    @Test("A server that is away is given up soon; the message has no password")
    func awayServer() async throws {
        try await CommandScene.run { scene in
            let url = "postgres://banyan:geheim@127.0.0.1:9/none"
            let run = try await scene.banyan("groups", "--database", url)
            #expect(run.status == 69 && run.errors.contains("cannot be reached"), "\(run.errors)")
            #expect(run.seconds < 90 && !run.errors.contains("geheim"))
            let odd = try await scene.banyan("groups", "--database", "postgres://banyan:ge@heim@127.0.0.1/none")
            #expect(odd.status == 64 && !odd.errors.contains("heim"), "\(odd.errors)")
        }
    }

    @Test("A wrong password is told as such", .enabled(if: TestEngine.postgresURL != nil))
    func wrongPassword() async throws {
        try await CommandScene.run(on: .postgres) { scene in
            let parts = scene.banyan.database.split(separator: "@", maxSplits: 1)
            let wrong = "postgres://banyan:geheim@\(parts[1])"
            let run = try await scene.banyan("groups", "--database", wrong)
            #expect(run.status == 77 && run.errors.contains("Check the user and the password"), "\(run.errors)")
            #expect(!run.errors.contains("geheim"))
        }
    }

    @Test("Without --database the file lies in the data folder, which is made where need be")
    func defaultPlace() async throws {
        try await CommandScene.run { scene in
            var banyan = scene.banyan
            banyan.environment = ["BANYAN_DATABASE": "", "XDG_DATA_HOME": scene.path("data")]
            let run = try await banyan("database", "migrate")
            #expect(run.status == 0, "\(run.errors)")
            #expect(FileManager.default.fileExists(atPath: scene.path("data/banyan/banyan.sqlite")))
            // One file: what the database's log held has been brought home.
            let left = try FileManager.default.contentsOfDirectory(atPath: scene.path("data/banyan"))
            #expect(left == ["banyan.sqlite"])
        }
    }
}
