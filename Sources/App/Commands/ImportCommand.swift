import ArgumentParser
import Connectors
import Desk
import Importing
import Kernel
import Record
import Storage

/// `banyan import PATH…`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: Help.text("import"),
        discussion: Help.text("import.more", ["formats": ExportFormats.names.joined(separator: ", ")]))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("import.paths")) var paths: [String]
    @Option(help: .words("import.format")) var format = "auto"
    @Option(help: .words("import.group")) var group: String?
    @Option(help: .words("import.kind", ["kinds": GroupKind.allCases.map(\.rawValue).joined(separator: ", ")]))
    var kind: String?
    @Option(help: .words("import.timezone")) var timezone: String?
    @Option(help: .words("import.bot")) var bot: [String] = []
    @Option(help: .words("import.bridge"))
    var bridge: [String] = []
    @Option(name: .customLong("self"), help: .words("import.self")) var ownName: String?
    @Option(help: .words("import.since")) var since: String?
    @Option(help: .words("import.until")) var until: String?
    @Flag(help: .words("import.dry-run")) var dryRun = false
    @Option(help: .words("import.errors")) var errors: String?

    func run() async throws {
        let console = try common.console()
        let request = try request()
        let interruption = Interruption()
        let world = World.real()
        try request.check()
        // A file of any size is imported in the same memory; arenas would each keep what their busiest moment took.
        Heap.limitArenas()
        try await common.withStore(whereNone: dryRun ? .borrow : .make) { store in
            let importer = Importer(
                store: store, record: RecordStore(world: world),
                progress: TrimmedProgress(ProgressLine(console.catalogue)),
                catalogue: console.catalogue, shouldStop: { interruption.wasRequested })
            let summary = try await importer.run(request)
            if !request.isDryRun {
                try await ImportCommand.note(summary, in: store, world)
                Heap.trim()
                try await Wiring.catchUp(store, world)
            }
            ImportSummaryText(summary: summary, isDryRun: request.isDryRun, catalogue: console.catalogue).tell(console)
            if summary.wasStopped { throw ExitCode(130) }
            if !summary.refused.isEmpty { throw ExitCode(Fault.Code.badInput.rawValue) }
        }
    }

    /// An import that found nothing to take in has changed nothing.
    private static func note(_ summary: ImportSummary, in store: Store, _ world: World) async throws {
        guard !summary.groups.isEmpty else { return }
        let desk = DataDesk(store: store, record: RecordStore(world: world))
        try await desk.noteImported(
            groups: summary.groups.count, events: summary.groups.reduce(0) { $0 + $1.added },
            files: summary.groups.reduce(0) { $0 + $1.files }, by: Wiring.caller, at: world.now())
    }

    private func request() throws -> ImportRequest {
        var request = ImportRequest(paths: paths)
        request.format = format == "auto" ? nil : format
        request.group = group
        request.zone = timezone
        request.bots = bot
        request.bridges = bridge
        request.ownName = ownName
        request.since = try civilDay(since, option: "--since")
        request.until = try civilDay(until, option: "--until")
        request.isDryRun = dryRun
        request.errorsPath = errors
        if let kind {
            guard let known = GroupKind(rawValue: kind) else {
                let kinds = GroupKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(.usage, "command.unknown-kind", ["kind": kind, "known": kinds])
            }
            request.kind = known
        }
        return request
    }
}

/// What an import says at its end.
struct ImportSummaryText {
    let summary: ImportSummary
    let isDryRun: Bool
    let catalogue: TextCatalogue

    func tell(_ console: Console) {
        for group in summary.groups {
            console.tell(
                isDryRun ? "import.group-dry" : "import.group",
                [
                    "group": group.name, "files": String(group.files), "known-files": String(group.filesKnown),
                    "added": String(group.added), "known": String(group.known),
                ])
        }
        if let skipped = summary.skipped.first {
            console.tell(
                "import.skipped",
                [
                    "files": String(summary.skipped.count), "path": skipped.path, "reason": catalogue(skipped.text),
                ])
        }
        for warning in summary.warnings { console.tell(warning.text, warning.values) }
        if summary.repairedLines > 0 { console.tell("import.repaired", ["lines": String(summary.repairedLines)]) }
        if summary.badLines > 0 {
            console.tell(
                "import.bad-lines",
                [
                    "bad": String(summary.badLines), "lines": String(summary.lines),
                    "place": summary.firstBadLine?.place ?? "", "excerpt": summary.firstBadLine?.excerpt ?? "",
                ])
        }
        tellRefused(console)
        if let path = summary.emptyFiles.first {
            console.tell("import.empty-files", ["files": String(summary.emptyFiles.count), "path": path])
        }
        if summary.groups.isEmpty, summary.refused.isEmpty, summary.emptyFiles.isEmpty, !summary.wasStopped {
            console.tell("import.nothing")
        }
        if summary.wasStopped { console.tell("import.stopped") }
    }
    /// How many files that could not be read are named; all are counted.
    private static let mostNamed = 20

    private func tellRefused(_ console: Console) {
        for fault in summary.refused.prefix(Self.mostNamed) { console.tell(text: "banyan: \(catalogue(fault))") }
        if summary.refused.count > Self.mostNamed {
            console.tell("import.more-refused", ["files": String(summary.refused.count - Self.mostNamed)])
        }
        if summary.refused.contains(where: { $0.text == "exports.unknown-format" }) {
            console.tell("import.looked-for", ["formats": ExportFormats.examples])
        }
    }
}
