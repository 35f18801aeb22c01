import Foundation
import TestSupport
import Testing

/// The options of `banyan import`.
struct ImportOptionTests {
    private static let log = MadeLog()

    @Test("--dry-run says what there is and keeps nothing", arguments: TestEngine.available)
    func dryRun(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let folder = try Self.log.write(1...3, into: "logs", of: scene)
            let run = try await scene.importing("--dry-run", folder)
            #expect(run.errors.contains("120 events in 3 files"), "\(run.errors)")
            #expect(try await scene.groups() == "")
        }
    }

    @Test("--since and --until take their days and no other; the rest comes with the next import")
    func days() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...10, into: "logs", of: scene)
            try await scene.importing("--since", "2020-01-03", "--until", "2020-01-05", folder)
            let part = try await scene.groups()
            #expect(part.contains("\"first_day\":\"2020-01-03\"") && part.contains("\"last_day\":\"2020-01-05\""))
            try await scene.importing(folder)
            let told = try await scene.picture()
            let whole = try await CommandScene.run { other in
                try await other.importing(Self.log.write(1...10, into: "logs", of: other))
                return try await other.picture()
            }
            #expect(told == whole)
        }
    }

    @Test("A program named with a second import takes its lines out of the counts", arguments: TestEngine.available)
    func bots(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let text = "[10:00] <ann> hi\n[10:01] <robo> beep\n[10:02] <relay> <cy> hello ann\n[10:03] <relay> up\n"
            let folder = scene.path("logs")
            try scene.write(text, to: "logs/#den.2020-01-01.log")
            try await scene.importing(folder)
            let before = try Self.totals(try await scene.groups())
            try await scene.importing("--bot", "Robo", folder)
            let bots = try Self.totals(try await scene.groups())
            try await scene.importing("--bridge", "relay", folder)
            let bridged = try Self.totals(try await scene.groups())
            #expect(before == [4, 0, 3])
            #expect(bots == [3, 1, 2])
            #expect(bridged == [2, 2, 2])
            #expect(try await scene.picture().verify == "agrees")
        }
    }

    /// Messages of people, of programs, and how many people there are.
    private static func totals(_ line: String) throws -> [Int] {
        let totals = try JSONDecoder().decode(SummaryLine.self, from: Data(line.utf8)).totals
        return [totals.messages, totals.messagesOfBots, totals.peopleSeen]
    }

    @Test("A refused file leaves a known group as it was, its programs too")
    func refusedBots() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...2, into: "logs", of: scene)
            try await scene.importing(folder)
            let before = try await scene.groups()
            let bad = try scene.write("bad\nworse\n[10:00] <a> b\n[10:00] <a> c\n", to: "logs/#made.2020-02-01.log")
            let run = try await scene.banyan("import", "--timezone", "UTC", "--bot", "nick1", bad)
            #expect(run.status == 65 && run.errors.contains("2 of 4 lines"), "\(run.errors)")
            #expect(try await scene.groups() == before)
        }
    }

    @Test("A group keeps its time zone; another is refused and changes nothing", arguments: TestEngine.available)
    func zones(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let folder = try Self.log.write(1...3, into: "logs", of: scene)
            let made = try await scene.banyan("import", "--timezone", "Asia/Shanghai", folder)
            let before = try await scene.picture()
            let other = try await scene.banyan("import", "--timezone", "UTC", "--bot", "nick1", folder)
            let unknown = try await scene.banyan("import", "--timezone", "Mars/Olympus", folder)
            #expect(made.status == 0 && before.groups.contains("\"zone\":\"Asia/Shanghai\""))
            #expect(other.status == 65 && other.errors.contains("time zone Asia/Shanghai"), "\(other.errors)")
            #expect(unknown.status == 64 && unknown.errors.contains("Mars/Olympus"), "\(unknown.errors)")
            // Without the option the group's own zone holds, whatever that of the machine.
            let same = try await scene.banyan("import", folder)
            #expect(same.status == 0)
            #expect(try await scene.picture() == before)
        }
    }

    @Test("--group names the group of all files, and --kind its kind")
    func names() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...2, into: "logs", of: scene)
            try MadeLog(channel: "#other").write(3...3, into: "logs", of: scene)
            try await scene.importing("--group", "Book club", "--kind", "study", folder)
            let groups = try await scene.groups()
            #expect(groups.contains("{\"kind\":\"study\",\"name\":\"Book club\",\"network\":\"irc\",\"zone\":\"UTC\"}"))
            #expect(groups.split(separator: "\n").count == 1)
        }
    }

    /// Words after `import`, the status, and what the message holds; `LOGS` stands for a folder of good files.
    private static let wrong: [([String], Int32, String)] = [
        (["--kind", "circus", "LOGS"], 64, "no kind of group circus"),
        (["--since", "yesterday", "LOGS"], 64, "--since takes a day such as 2026-11-23, not yesterday"),
        (["--until", "2020-02-30", "LOGS"], 64, "--until takes a day"),
        (["--format", "papyrus", "LOGS"], 64, "no format “papyrus”"),
        (["--errors", "/nonexistent/list", "LOGS"], 73, "/nonexistent/list (--errors) cannot be written"),
        (["--since", "2020-01-02", "--until", "2020-01-01", "LOGS"], 64, "2020-01-02"),
        (["--lang", "tlh", "LOGS"], 64, "no language tlh"),
        ([], 64, "Missing expected argument"),
        (["--colour", "LOGS"], 64, "Unknown option '--colour'"),
        (["LOGS", "/nonexistent"], 66, "There is nothing at /nonexistent"),
    ]

    @Test("Wrong options are refused with what is wrong, and nothing is kept")
    func wrongOptions() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...2, into: "logs", of: scene)
            var flaws: [String] = []
            for (words, status, message) in Self.wrong {
                let run = try await scene.banyan.run(["import"] + words.map { $0 == "LOGS" ? folder : $0 })
                let isRight = run.status == status && run.errors.contains(message)
                if !isRight { flaws.append("\(words): \(run.status ?? -1) \(run.errors)") }
                if try await scene.groups() != "" { flaws.append("\(words) left something") }
            }
            #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n"))")
        }
    }
}
