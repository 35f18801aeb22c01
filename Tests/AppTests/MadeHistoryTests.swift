import Connectors
import Foundation
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import App
@testable import Simulation

/// The histories that newcomers are shown and speed is measured with.
struct MadeHistoryTests {
    private static let lastDay = CivilDay(year: 2026, month: 11, day: 22)!

    @Test("The same seed makes the same events, another makes others", arguments: ["reading", "bargains", "mothers"])
    func determinism(name: String) throws {
        let story = try GroupStory.load(name)
        let first = Array(MadeHistory(story, seed: 7, ending: Self.lastDay))
        let again = Array(MadeHistory(story, seed: 7, ending: Self.lastDay))
        let other = Array(MadeHistory(story, seed: 8, ending: Self.lastDay))
        #expect(first == again)
        #expect(first != other)
    }

    @Test("Events are in order, each with a key of its own, within the days asked for", arguments: [1, 2])
    func order(seed: Int) throws {
        var zone = try #require(CivilZone(MadeHistory.zone))
        let begin = zone.start(of: Self.lastDay.advanced(by: -119))
        let end = zone.start(of: Self.lastDay.advanced(by: 1))
        var flaws: [String] = []
        for story in try GroupStory.all() {
            let events = Array(MadeHistory(story, seed: UInt64(seed), ending: Self.lastDay))
            let instants = events.map(\.instant)
            let isOrdered = zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 }
            if !isOrdered { flaws.append("\(story.name): order") }
            if Set(events.map(\.key)).count != events.count { flaws.append("\(story.name): keys") }
            if instants.contains(where: { $0 < begin || $0 >= end }) { flaws.append("\(story.name): days") }
            flaws += Self.flaws(of: events).map { "\(story.name): \($0)" }
        }
        #expect(flaws.isEmpty, "\(flaws.prefix(10).joined(separator: "\n"))")
    }

    @Test("The stories show in the numbers, and the record verifies", arguments: [1, 20_261_123] as [UInt64])
    func stories(seed: UInt64) async throws {
        try await TestEngine.sqlite.withStore(Wiring.migrations) { store in
            let record = RecordStore(world: .still(at: Instant(seconds: 1_795_400_000)))
            let groups = SampleGroups(record: record, seed: seed, lastDay: Self.lastDay)
            let samples = try await groups.make(in: store)
            #expect(samples.map(\.isNew) == [true, true, true])
            let reports = try await Self.reports(of: samples, in: store)
            let (reading, bargains, mothers) = (reports[0], reports[1], reports[2])
            #expect(reports.allSatisfy { $0.data?.count == 120 && $0.data?.to == Self.lastDay })

            #expect(reading.totals.activeRatio ?? 0 > 0.7)
            #expect(reading.totals.churnRate ?? 1 < 0.15)

            #expect(bargains.totals.sums.messages > 100 * 28)
            #expect(bargains.totals.activeRatio ?? 1 < 0.5)
            #expect(bargains.totals.sums.leaves > bargains.previous?.sums.leaves ?? .max)

            #expect(mothers.days.suffix(14).reduce(0) { $0 + $1.messages } < 14)
            #expect(mothers.previous?.sums.messages ?? 0 > 20 * mothers.totals.sums.messages)
            #expect(mothers.previous?.sums.leaves ?? 0 > 40)

            let differences = try await store.read { transaction in
                try samples.flatMap { try record.verify($0.group, in: transaction) }
            }
            #expect(differences.isEmpty)
        }
    }

    @Test("A second welcome changes nothing, even on another day and with another seed")
    func twice() async throws {
        try await TestEngine.sqlite.withStore(Wiring.migrations) { store in
            let record = RecordStore(world: .still(at: Instant(seconds: 1_795_400_000)))
            let first = SampleGroups(record: record, seed: 1, lastDay: Self.lastDay)
            let samples = try await first.make(in: store)
            let before = try await Self.reports(of: samples, in: store)
            let second = SampleGroups(record: record, seed: 2, lastDay: Self.lastDay.advanced(by: 1))
            let again = try await second.make(in: store)
            #expect(again.map(\.isNew) == [false, false, false])
            #expect(try await Self.reports(of: again, in: store) == before)
        }
    }

    @Test(
        "A line of an exchange is read into its parts",
        arguments: [
            ("a words", "a", nil, EventKind.text, 0, false, "words"),
            ("b>2? two words", "b", 2, EventKind.text, 0, true, "two words"),
            ("c?/sticker", "c", nil, EventKind.sticker, 0, true, nil),
            ("o>1/link+9 there", "o", 1, EventKind.link, 9, false, "there"),
        ] as [(String, Character, Int?, EventKind, Int, Bool, String?)])
    func lines(
        text: String, role: Character, answers: Int?, kind: EventKind, later: Int, optional: Bool, words: String?
    ) throws {
        let line = try #require(ScriptLine(text))
        #expect(line.role == role && line.answers == answers && line.kind == kind)
        #expect(line.minutesLater == later && line.isOptional == optional && line.words == words)
    }

    @Test(
        "What is no line of an exchange is refused",
        arguments: ["", "a", "> words", "a>x words", "a/song words", "a! b"])
    func badLines(text: String) {
        #expect(ScriptLine(text) == nil)
    }

    @Test("Commands to copy name the program and the database as they were named, fit for a shell")
    func hints() {
        let hints = CommandHints(program: ".build/release/banyan", database: "my data.sqlite", language: nil)
        #expect(hints("report", "读书群") == "     .build/release/banyan report 读书群 --database 'my data.sqlite'")
        #expect(hints.own("groups") == "     .build/release/banyan groups")
        #expect(CommandHints.quoted("it's") == "'it'\\''s'")
    }
}

/// The histories that speed is measured with.
struct BenchHistoryTests {
    @Test("A made log is read as what was written: so many messages, arrivals, departures and renames")
    func days() throws {
        let process = ProcessInfo.processInfo.processIdentifier
        let folder = FileManager.default.temporaryDirectory.path + "/banyan-bench-\(process)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = BenchHistory(seed: 3, speakers: 300, messagesPerDay: 400)
        let written = try bench.writeDays(messages: 3_000, under: folder + "/days")
        let (path, large) = try bench.writeFile(bytes: 200_000, under: folder + "/one")
        #expect(written.messages == 3_000 && written.files == 8)
        #expect(large.bytes >= 200_000 && large.bytes < 201_000)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/days")
        let files = names.map { "\(folder)/days/\($0)" }
        for (paths, expected) in [(files, written), ([path], large)] {
            let counts = try Self.count(paths)
            #expect(counts[.text] == expected.messages && counts[.rename] == expected.renames)
            #expect(counts[nil] == 0)
            #expect(counts[.arrival] == expected.arrivals && counts[.departure] == expected.departures)
        }
        let again = try bench.writeFile(bytes: 200_000, under: folder + "/again")
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: again.path)))
    }

    /// Different events by kind, and bad lines as those without one.
    private static func count(_ paths: [String]) throws -> [EventKind?: Int] {
        var counts: [EventKind?: Int] = [:]
        var keys: Set<EventKey> = []
        for path in paths {
            var reader = try ExportReader(path: path, options: ReadOptions(zone: .utc))
            var badLines = 0
            while let chunk = try reader.next(maximumEvents: 1_000) {
                for event in chunk.events where keys.insert(event.key).inserted { counts[event.kind, default: 0] += 1 }
                badLines = chunk.badLineCount
            }
            counts[nil, default: 0] += badLines
        }
        return counts
    }
}

// MARK: - Looking at histories

extension MadeHistoryTests {
    private static func reports(of samples: [SampleGroups.Sample], in store: Store) async throws -> [GroupReport] {
        try await store.read { transaction in
            try samples.map { try GroupReport.load(group: $0.group.id, window: .last28Days, in: transaction) }
        }
    }

    /// What could not have happened: words of somebody who is not there, an answer to nothing, a slot left open.
    private static func flaws(of events: [Event]) -> [String] {
        var flaws: [String] = []
        var present: Set<String> = []
        var keys: Set<EventKey> = []
        for event in events {
            let who = event.sender.id ?? ""
            if event.kind == .join {
                if !present.insert(who).inserted { flaws.append("\(event.sender.name) joins again") }
            } else if !present.contains(who) {
                flaws.append("\(event.sender.name) is not there")
            }
            if event.kind == .leave { present.remove(who) }
            if event.kind == .removal { present.remove(event.target?.id ?? "") }
            if let answered = event.replyTo, !keys.contains(answered) { flaws.append("an answer to nothing") }
            if event.text?.contains("{") ?? false { flaws.append("an open slot: \(event.text ?? "")") }
            keys.insert(event.key)
        }
        return flaws
    }
}
