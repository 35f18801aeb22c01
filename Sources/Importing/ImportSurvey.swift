package import Connectors
package import Kernel
package import Record

/// What an upload is, before anything of it is kept: its groups, their formats, and how their first events will be read.
package struct ImportSurvey: Sendable {
    /// One group that would be imported.
    package struct Found: Sendable {
        package let name: String
        package let network: String
        package let formats: [String]
        package let files: Int
        package let bytes: Int
        /// The zone its times are read in.
        package let zone: CivilZone
        /// What the files themselves say of zone and kind.
        package let writtenZone: String?
        package let writtenKind: GroupKind?
        /// The first events, as they will be read.
        package fileprivate(set) var first: [Event] = []
        /// How many events and lines were looked at, and how many of these could not be read.
        package fileprivate(set) var events = 0
        package fileprivate(set) var lines = 0
        package fileprivate(set) var badLines = 0
        package fileprivate(set) var badLine: BadLine?
    }

    /// The groups, no more than are shown; `groupCount` says how many there are.
    package private(set) var groups: [Found] = []
    package private(set) var groupCount = 0
    package private(set) var fileCount = 0
    package private(set) var passedOver = 0
    /// Why files cannot be read at all, at most as many as are shown.
    package private(set) var refused: [Fault] = []
    package private(set) var refusedCount = 0
    /// Who says most in what was looked at, most first.
    package private(set) var busiest: [(name: String, count: Int)] = []

    /// Whether a file was of no format that we know.
    package var hasUnknown: Bool { refused.contains { $0.text == "exports.unknown-format" } }

    /// How many groups are looked into, and how many of their first events are shown.
    package static let mostGroups = 20
    package static let mostFirst = 10
    private static let mostRefused = 10
    private static let mostNames = 12
    /// So many events of all groups together are looked at.
    private static let mostEvents = 20_000

    /// Looks at the start of every file, and reads on in the first of each group.
    ///
    /// - Parameter zone: Of wall times where neither the choice nor a file says.
    package init(_ paths: [String], _ choice: ImportChoice, zone: CivilZone) throws {
        guard !paths.isEmpty else { return }
        let chosen = choice.zone.flatMap { CivilZone($0) }
        let options = ReadOptions(zone: chosen, groupName: choice.group, ownName: choice.ownName)
        let walk = try ExportWalk(paths, format: choice.format, options: options)
        passedOver = walk.skipped.count
        refused = walk.refused.prefix(Self.mostRefused).map(\.fault)
        refusedCount = walk.refused.count
        var counts: [String: Int] = [:]
        let parts = walk.groups.flatMap { group in group.byNetwork.map { (group.name, $0) } }
        groupCount = parts.count
        for (name, files) in parts {
            fileCount += files.count
            guard groups.count < Self.mostGroups, let found = Self.found(name, files, chosen, zone) else { continue }
            var group = found
            let share = Self.mostEvents / min(parts.count, Self.mostGroups)
            read(files, into: &group, options, mostEvents: share, &counts)
            groups.append(group)
        }
        busiest = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostNames)
            .map { ($0.key, $0.value) }
    }

    private static func found(
        _ name: String, _ files: [ExportWalk.File], _ chosen: CivilZone?, _ standard: CivilZone
    ) -> Found? {
        let written = files.filter { !$0.description.isEmpty }.map(\.description)
        guard let first = written.first else { return nil }
        let zoneName = written.lazy.compactMap(\.zoneName).first
        let kind = written.lazy.compactMap(\.groupKind).compactMap(GroupKind.init(rawValue:)).first
        return Found(
            name: name, network: first.network, formats: Set(written.map(\.format)).sorted(), files: files.count,
            bytes: files.reduce(0) { $0 + ($1.description.byteCount ?? 0) },
            zone: chosen ?? zoneName.flatMap { CivilZone($0) } ?? standard, writtenZone: zoneName, writtenKind: kind)
    }

    private mutating func read(
        _ files: [ExportWalk.File], into group: inout Found, _ options: ReadOptions, mostEvents: Int,
        _ counts: inout [String: Int]
    ) {
        var options = options
        options.zone = group.zone
        for file in files where group.events < mostEvents {
            do {
                var reader = try ExportReader(file.file, section: file.description.section, options: options)
                var (lines, bad) = (0, 0)
                while group.events < mostEvents, let chunk = try reader.next(maximumEvents: 2_000) {
                    group.events += chunk.events.count
                    group.first += chunk.events.prefix(Self.mostFirst - group.first.count)
                    for event in chunk.events where event.kind.isMessage || event.kind == .notice {
                        counts[event.sender.name, default: 0] += 1
                    }
                    if group.badLine == nil { group.badLine = chunk.badLines.first }
                    (lines, bad) = (chunk.linesRead - chunk.blankLineCount, chunk.badLineCount)
                }
                group.lines += lines
                group.badLines += bad
            } catch {
                refusedCount += 1
                let fault =
                    error as? Fault ?? Fault(.inputOutput, "exports.unreadable", ["path": file.path, "reason": ""])
                if refused.count < Self.mostRefused { refused.append(fault) }
            }
        }
    }
}
