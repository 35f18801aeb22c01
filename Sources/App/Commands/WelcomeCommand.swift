import ArgumentParser
import Foundation
import Insight
import Kernel
import Record
import Simulation
import Storage

/// `banyan welcome`
struct WelcomeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "welcome", abstract: Help.text("welcome"),
        discussion: Help.text("welcome.more"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("welcome.seed")) var seed: UInt64 = 1

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        try await common.withStore(whereNone: .make) { store in
            var zone = CivilZone(MadeHistory.zone) ?? .utc
            // Today is not over: the histories end with yesterday.
            let yesterday = zone.civil(world.now()).day.advanced(by: -1)
            let groups = SampleGroups(record: RecordStore(world: world), seed: seed, lastDay: yesterday)
            let samples = try await groups.make(in: store)
            try await Wiring.catchUp(store, world)
            let text = try await store.read { [commands] transaction in
                try WelcomeText(samples: samples, commands: commands, catalogue: console.catalogue).text(transaction)
            }
            console.print(text)
        }
    }

    private var commands: CommandHints {
        let standing = ProcessInfo.processInfo.environment["BANYAN_DATABASE"] ?? ""
        let named = common.database.flatMap { $0 == standing ? nil : $0 }
        return CommandHints(program: CommandLine.arguments.first ?? "banyan", database: named, language: common.lang)
    }
}

/// Command lines to copy, for the program and the database as they were named.
struct CommandHints: Sendable {
    let program: String
    /// The database of the samples where it must be named; nil where it is the one meant anyway.
    let database: String?
    let language: String?

    /// A command on the samples.
    func callAsFunction(_ words: String...) -> String {
        line(words + (database.map { ["--database", $0] } ?? []))
    }

    /// A command on the person's own database.
    func own(_ words: String...) -> String { line(words) }

    var help: String { "     " + CommandHints.quoted(program) + " --help" }

    private func line(_ words: [String]) -> String {
        let all = [program] + words + (language.map { ["--lang", $0] } ?? [])
        return "     " + all.map(CommandHints.quoted).joined(separator: " ")
    }

    /// As a shell takes it for one word.
    static func quoted(_ word: String) -> String {
        let isPlain = word.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || "0123456789-_./:=@%+,".unicodeScalars.contains(scalar)
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

/// What a newcomer reads: three groups, the report of one, and what to do next.
struct WelcomeText {
    let samples: [SampleGroups.Sample]
    let commands: CommandHints
    let catalogue: TextCatalogue

    func text(_ transaction: Transaction) throws -> String {
        let summaries = try GroupSummary.all(in: transaction).filter { $0.group.network == MadeHistory.network }
        var parts = [catalogue("welcome.greeting"), GroupSummary.text(summaries, catalogue)]
        parts.append(try comparison(transaction))
        var life: DayRange?
        if let last = samples.last {
            let report = try GroupReport.load(group: last.group.id, window: .all, in: transaction)
            let look = ["weeks": catalogue("report.course.weeks"), "retention": catalogue("report.retention")]
            let title = catalogue("welcome.report", ["group": last.group.name])
            parts.append(title + "\n" + catalogue("welcome.look", look))
            parts.append(report.text(catalogue))
            life = report.data
        }
        parts.append(next(life))
        return parts.map { $0.trimmingCharacters(in: .newlines) }.joined(separator: "\n\n")
    }

    /// What the numbers of each group come to.
    private func comparison(_ transaction: Transaction) throws -> String {
        var lines = [catalogue("welcome.compare")]
        for sample in samples {
            let report = try GroupReport.load(group: sample.group.id, window: .last28Days, in: transaction)
            let totals = report.totals
            let share = Int(((totals.activeRatio ?? 0) * 100).rounded())
            let figures = [
                "messages": String(Int((Double(totals.sums.messages) / 28).rounded())),
                "members": String(totals.members), "active": String(totals.monthlyActive), "share": "\(share)%",
                "leaves": String(totals.sums.leaves),
            ]
            lines.append("  " + sample.group.name)
            lines.append("     " + catalogue("welcome.figures", figures))
            lines.append("     " + catalogue("welcome.\(sample.story.name)"))
        }
        return lines.joined(separator: "\n")
    }

    private func next(_ life: DayRange?) -> String {
        let file = catalogue("welcome.own.file")
        let own = catalogue("welcome.own.group")
        let here = CivilZone.ofThisMachine.name
        // A machine without a zone of its own tells nothing about where its owner's group is.
        let zone = here == "UTC" || here.hasPrefix("Etc/") ? MadeHistory.zone : here
        var lines = [catalogue("welcome.next"), ""]
        lines += [catalogue("welcome.own")]
        lines += [commands.own("import", file, "--group", own, "--timezone", zone)]
        lines += ["   " + catalogue("welcome.own.report"), commands.own("report", own)]
        lines += ["   " + catalogue("welcome.own.formats")]
        if commands.database != nil { lines += ["   " + catalogue("welcome.own.apart")] }
        lines += ["", catalogue("welcome.more")]
        lines += samples.dropLast().map { commands("report", $0.group.name) }
        if let last = samples.last, let life, let days = turningDays(of: last.story, life) {
            lines += [catalogue("welcome.quarrel", ["group": last.group.name])]
            lines += [commands("report", last.group.name, "--from", "\(days.from)", "--to", "\(days.to)")]
        }
        lines += ["", catalogue("welcome.list"), commands("groups"), commands.help]
        return lines.joined(separator: "\n")
    }

    /// A week before and a week after the first thing that was bound to happen.
    private func turningDays(of story: GroupStory, _ life: DayRange) -> DayRange? {
        guard let turn = story.scheduled?.first else { return nil }
        let day = life.from.advanced(by: turn.day)
        return DayRange(from: day.advanced(by: -7), to: day.advanced(by: 7))
    }
}
