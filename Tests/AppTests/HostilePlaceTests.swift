import Foundation
import TestSupport
import Testing

/// Paths that are not what they seem, and names made to trick whoever looks at them.
struct HostilePlaceTests {
    @Test("What is no plain file is refused without waiting for it")
    func pipesAndDevices() async throws {
        try await CommandScene.run { scene in
            let pipe = scene.path("room/pipe 2020-01-02.log")
            try scene.write(HostileFile.good, to: "room/2020-01-01.log")
            #expect(mkfifo(pipe, 0o600) == 0)
            let folder = try await scene.banyan("import", "--timezone", "UTC", scene.path("room"))
            #expect(folder.status == 65)
            #expect(folder.errors.contains("\(pipe) is no plain file"), "\(folder.errors)")
            #expect(try await scene.messages() == 40)
            for path in [pipe, "/dev/zero", "/dev/null"] {
                let named = try await scene.banyan("import", path)
                #expect(named.status == 65 && named.errors.contains("\(path) is no plain file"), "\(named.errors)")
            }
        }
    }

    @Test("Links in a ring, a folder called like a log, and hidden files are no trouble")
    func rings() async throws {
        try await CommandScene.run { scene in
            try scene.write(HostileFile.good, to: "room/2020-01-05.log/2020-01-01.log")
            try scene.write("nothing of this is a log", to: "room/.hidden 2020-01-01.log")
            let files = FileManager.default
            try files.createSymbolicLink(atPath: scene.path("room/ring"), withDestinationPath: scene.path("room"))
            try files.createSymbolicLink(atPath: scene.path("room/self"), withDestinationPath: "self")
            try await scene.importing(scene.path("room"))
            #expect(try await scene.messages() == 40)
            let itself = try await scene.banyan("import", scene.path("room/self"))
            #expect(itself.status == 66 && itself.errors.contains("room/self"), "\(itself.errors)")
        }
    }

    @Test("A path that is not there exits with 66, a folder that may not be read with 77; nothing is kept")
    func places() async throws {
        try await CommandScene.run { scene in
            let good = try scene.write(HostileFile.good, to: "room/2020-01-01.log")
            let missing = try await scene.banyan("import", good, scene.path("nowhere"))
            #expect(missing.status == 66 && missing.errors.contains(scene.path("nowhere")), "\(missing.errors)")
            let locked = scene.path("room/locked")
            try FileManager.default.createDirectory(atPath: locked, withIntermediateDirectories: true)
            chmod(locked, 0)
            var banyan = scene.banyan
            banyan.isUnprivileged = true
            let folder = try await banyan("import", scene.path("room"))
            #expect(folder.status == 77 && folder.errors.contains(locked), "\(folder.errors)")
            rmdir(locked)
            chmod(good, 0)
            let file = try await banyan("import", good)
            #expect(file.status != 0 && file.errors.contains(good), "\(file.errors)")
            #expect(try await scene.groups() == "")
        }
    }

    private static let names = [
        "<script>alert(1)</script>", "\u{1B}[31mred", "\u{1B}]0;title\u{7}", "\u{9B}2J", "a\u{202E}b", "\u{2066}x",
        "two\u{2028}lines", "'; DROP TABLE events; --", "%s%n", "{group}", "../../etc/passwd",
    ]

    @Test("Names and files that would move the cursor are shown without what would", arguments: TestEngine.available)
    func names(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let room = "#\u{1B}[2J\u{202E}room"
            let lines = Self.names.enumerated().map {
                "[13:\(10 + $0)] <\($1)> hi ann\n[13:\(10 + $0)] <ann> \($1): so\n"
            }
            let path = "logs/\(room).2020-01-01.log"
            try scene.write(HostileFile.good + lines.joined() + "bad \u{1B}[2J\n", to: path)
            var runs = [try await scene.banyan("import", "--timezone", "UTC", scene.path("logs"))]
            #expect(runs[0].status == 0, "\(runs[0].errors)")
            for words in [
                ["groups"], ["groups", "--format", "json"], ["report", room], ["report", room, "--format", "json"],
                ["verify"], ["verify", room], ["report", "\u{1B}[2J"], ["erase", "\u{1B}[31mnobody", "--yes"],
                ["import", scene.path("\u{1B}[2J")], ["erase", "\u{1B}[31mred", "--yes"],
            ] {
                runs.append(try await scene.banyan.run(words))
            }
            #expect(runs.allSatisfy { $0.signal == nil })
            let shown = runs.flatMap { ($0.output + $0.errors).unicodeScalars }
            let harmful = shown.filter { scalar in
                (scalar.value < 0x20 && scalar != "\n") || (0x7F..<0xA0).contains(scalar.value)
                    || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            }
            #expect(harmful.isEmpty)
            let line = try #require(runs[2].output.split(separator: "\n").first)
            let told = try JSONDecoder().decode(SummaryLine.self, from: Data(line.utf8))
            #expect(told.group.name == room && told.totals.peopleSeen == Self.names.count + 1)
        }
    }
}
