import Foundation
import Kernel
import TestSupport
import Testing

/// A folder of files and an empty database for one test of the built program; gone afterwards.
struct CommandScene: Sendable {
    let folder: URL
    var banyan: CommandRunner

    static func run<T: Sendable>(
        on engine: TestEngine = .sqlite, _ body: (CommandScene) async throws -> T
    ) async throws -> T {
        try await engine.withDatabase { database in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            return try await body(CommandScene(folder: folder, banyan: CommandRunner(database: database)))
        }
    }

    /// A path under the folder.
    func path(_ name: String) -> String { folder.path + "/" + name }

    /// Writes a file, and the folders it lies in, and gives its path.
    @discardableResult
    func write(_ bytes: Data, to name: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        let parent = file.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try bytes.write(to: file)
        return file.path
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    /// Imports with times in UTC and expects that all went well.
    @discardableResult
    func importing(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> CommandResult
    {
        let result = try await banyan.run(["import", "--timezone", "UTC"] + words)
        #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
        return result
    }

    /// What `groups --format json` says, a line a group; nothing where no database has been made yet.
    func groups() async throws -> String {
        let result = try await banyan("groups", "--format", "json")
        if result.status == 66, result.errors.contains("There is no database") { return "" }
        guard result.status == 0 else { return "groups failed: \(result.errors)" }
        // The last line is of all groups together.
        return result.output.split(separator: "\n").filter { $0.contains("\"group\":") }.map { $0 + "\n" }.joined()
    }

    /// Everything the program tells of a record: all groups, the whole report of each, and whether it verifies.
    func picture() async throws -> RecordTold {
        let groups = try await groups()
        var told = RecordTold(groups: groups)
        if groups.isEmpty { return told }
        for line in groups.split(separator: "\n") {
            let summary = try JSONDecoder().decode(SummaryLine.self, from: Data(line.utf8))
            told.messages += summary.totals.messages
            let name = "\(summary.group.network)/\(summary.group.name)"
            let report = try await banyan("report", name, "--all", "--format", "json")
            told.reports[name] =
                report.status == 0 ? try RecordTold.plain(report.outputBytes) : "failed: \(report.errors)"
        }
        let verify = try await banyan("verify")
        told.verify = verify.status == 0 ? "agrees" : verify.output + verify.errors
        return told
    }

    /// How many messages the record holds, of all groups.
    func messages() async throws -> Int {
        try await groups().split(separator: "\n").reduce(0) { sum, line in
            try sum + JSONDecoder().decode(SummaryLine.self, from: Data(line.utf8)).totals.messages
        }
    }
}

/// What the program tells of a record; equal where two records are.
struct RecordTold: Equatable, Sendable {
    var groups: String
    var reports: [String: String] = [:]
    var verify = "agrees"
    var messages = 0

    /// A report without the ids of people, which are different in every database.
    static func plain(_ report: Data) throws -> String { try without(["id"], report) }

    /// The counts alone, which outlive names and words.
    var counts: RecordTold {
        get throws {
            var told = self
            told.reports = try reports.mapValues { report in
                try RecordTold.without(["name", "text", "asker", "links_all_time"], Data(report.utf8))
            }
            return told
        }
    }

    private static func without(_ keys: Set<String>, _ report: Data) throws -> String {
        func stripped(_ value: Any) -> Any {
            if let list = value as? [Any] { return list.map(stripped) }
            guard let object = value as? [String: Any] else { return value }
            return object.filter { !keys.contains($0.key) }.mapValues(stripped)
        }
        let value = try JSONSerialization.jsonObject(with: report)
        let bytes = try JSONSerialization.data(withJSONObject: stripped(value), options: [.sortedKeys])
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The first thing in which another differs from this, for a failed test to show.
    func difference(from other: RecordTold) -> String? {
        if groups != other.groups { return "groups:\n\(groups)\n\(other.groups)" }
        for (name, report) in reports where other.reports[name] != report {
            return "report of \(name):\n\(report)\n\(other.reports[name] ?? "–")"
        }
        return verify == other.verify ? nil : "verify: \(verify) \(other.verify)"
    }
}

/// A line of `groups --format json`, as far as the tests read it.
struct SummaryLine: Decodable {
    struct Label: Decodable {
        let name: String
        let network: String
        let zone: String
        let kind: String?
    }

    struct Totals: Decodable {
        let messages: Int
        let messagesOfBots: Int
        let peopleSeen: Int

        enum CodingKeys: String, CodingKey {
            case messages
            case messagesOfBots = "messages_bot"
            case peopleSeen = "people_seen"
        }
    }

    let group: Label
    let totals: Totals
}
