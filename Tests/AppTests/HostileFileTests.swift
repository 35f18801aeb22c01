import Foundation
import TestSupport
import Testing

/// Files that are no chat history, or a broken one.
struct HostileFileTests {
    @Test("Each is refused with its name and leaves nothing, or is read but for its bad lines")
    func files() async throws {
        var flaws: [String] = []
        for file in HostileFile.all {
            try await CommandScene.run { flaws += try await Self.flaws(of: file, $0) }
        }
        #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n"))")
    }

    @Test("Those that can be read make one group on either engine", arguments: TestEngine.available)
    func engines(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let readable = HostileFile.all.filter { $0.status == 0 }
            for file in readable { try scene.write(file.bytes(), to: "room/\(file.name)") }
            try await scene.importing(scene.path("room"))
            let told = try await scene.picture()
            #expect(told.messages == readable.reduce(0) { $0 + $1.kept })
            #expect(told.reports.count == 1 && told.verify == "agrees")
        }
    }

    private static func flaws(of file: HostileFile, _ scene: CommandScene) async throws -> [String] {
        let path = try scene.write(file.bytes(), to: "room/\(file.name)")
        let result = try await scene.banyan("import", "--timezone", "UTC", path)
        var flaws: [String] = []
        if result.status != file.status {
            flaws.append("status \(result.status ?? -1), signal \(result.signal ?? 0): \(result.errors)")
        }
        for words in file.says where !result.errors.contains(words.replacing("FILE", with: path)) {
            flaws.append("does not say “\(words)”: \(result.errors)")
        }
        let told = try await scene.picture()
        if file.kept == 0, told.groups != "" { flaws.append("left a group: \(told.groups)") }
        if told.messages != file.kept { flaws.append("kept \(told.messages)") }
        if told.verify != "agrees" { flaws.append(told.verify) }
        return flaws.map { "\(file.name): \($0)" }
    }

    @Test("A file with too many bad lines leaves nothing, the file before it stays, and --errors lists the lines")
    func tooManyBadLines() async throws {
        try await CommandScene.run { scene in
            try scene.write(HostileFile.good + "oops\n", to: "room/2020-01-01.log")
            let bad = try scene.write(
                HostileFile.good + String(repeating: "bad\u{1B}[2J\n", count: 5), to: "room/2020-01-02.log")
            try scene.write(HostileFile.good, to: "room/2020-01-03.log")
            let list = scene.path("errors.tsv")
            let result = try await scene.banyan(
                "import", "--timezone", "UTC", "--errors", list, scene.path("room"))
            let lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
            #expect(result.status == 65)
            #expect(result.errors.contains("\(bad): 5 of 45 lines"), "\(result.errors)")
            #expect(try await scene.messages() == 40)
            #expect(lines.count == 6)
            #expect(lines[0].hasPrefix("\(scene.path("room/2020-01-01.log")):41\t"))
            #expect(lines[5].hasPrefix("\(bad):45\t") && lines[5].hasSuffix("\tbad·[2J"), "\(lines[5])")
            try scene.write(HostileFile.good, to: "room/2020-01-02.log")
            try await scene.importing(scene.path("room"))
            #expect(try await scene.messages() == 120)
        }
    }

    @Test("A hundred thousand renames are read in reasonable time")
    func renames() async throws {
        try await CommandScene.run { scene in
            let lines = (0..<100_000).map { number in
                let minute = number / 70
                let time = "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
                return "[\(time)] *** n\(number) is now known as n\(number + 1)\n"
            }
            let path = try scene.write(lines.joined(), to: "room/#renames.2020-01-01.log")
            let result = try await scene.importing(path)
            let report = try await scene.banyan("report", "renames", "--format", "json")
            #expect(result.seconds < 110)
            #expect(report.output.contains("\"renames\":100000,"), "\(report.output.prefix(2000))")
        }
    }
}
