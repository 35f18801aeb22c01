package import Connectors
package import Kernel
package import Record
package import Storage

/// Brings exported chat histories into the record.
///
/// Every file is surveyed before anything of it is kept, then taken in batches, each with a note of how far it has got:
/// an import that was cut, by a person or by power, goes on where it stopped when the same command is given again.
package struct Importer: Sendable {
    let store: Store
    let record: RecordStore
    let progress: any ImportListener
    /// The language of the reasons in the list of bad lines.
    let catalogue: TextCatalogue
    let gate: ImportGate
    /// Asked between batches.
    let shouldStop: @Sendable () -> Bool
    private let mostAtOnce: Int

    /// A late history is written in transactions as large as the group already is, at least this many events, so that
    /// the group is folded anew only as often as it doubles.
    private static let fewestLate = 200_000
    /// As many others are written at once where nobody else waits to write, and fewer at first so that somebody who watches
    /// sees it move: a day of a group is written but once or twice, and a stop loses half a second.
    private static let mostAlone = 40_000

    /// - Parameter isAlone: Whether nobody waits to write meanwhile; else its transactions are short.
    package init(
        store: Store, record: RecordStore, progress: any ImportListener, catalogue: TextCatalogue,
        gate: ImportGate = .open, isAlone: Bool = true, shouldStop: @escaping @Sendable () -> Bool
    ) {
        mostAtOnce = isAlone ? Self.mostAlone : EventFeed.batchSize
        self.store = store
        self.record = record
        self.progress = progress
        self.catalogue = catalogue
        self.gate = gate
        self.shouldStop = shouldStop
    }

    package func run(_ request: ImportRequest) async throws -> ImportSummary {
        try request.check()
        let walk = try ExportWalk(request.paths, format: request.format, options: try readOptions(request, nil))
        try await admit(walk)
        let report = try ImportReport(
            errorsPath: request.errorsPath, shownPath: request.shownPath, catalogue, progress: progress)
        progress.begin(files: walk.groups.reduce(0) { $0 + $1.files.count }, bytes: walk.byteCount)
        report.note(refused: walk.refused.map(\.fault))
        let reach = ImportReach(request.paths)
        do {
            for group in walk.groups {
                for files in group.byNetwork where !shouldStop() {
                    try await take(files, of: group.name, request, report, reach)
                }
            }
            if !shouldStop() { try await reach.write(to: store, record) }
        } catch {
            progress.end()
            try report.close()
            throw error
        }
        progress.end()
        try report.close()
        var summary = report.summary
        summary.skipped = walk.skipped
        summary.wasStopped = shouldStop()
        return summary
    }

    /// Asks the gate about every group that is there, before anything is read.
    private func admit(_ walk: ExportWalk) async throws {
        let groups = walk.groups
        try await store.read { [gate] transaction in
            for group in groups {
                for network in Set(group.files.map(\.description.network)) {
                    guard let known = try Group.find(network: network, name: group.name, in: transaction) else {
                        continue
                    }
                    try gate.admit(known)
                }
            }
        }
    }

    private func readOptions(_ request: ImportRequest, _ group: Group?) throws -> ReadOptions {
        let name = request.zone ?? group?.zone
        let zone = try name.map { name in
            guard let zone = CivilZone(name) else { throw Fault(.badInput, "record.unknown-zone", ["zone": name]) }
            return zone
        }
        return ReadOptions(zone: zone, groupName: request.group, ownName: request.ownName)
    }

    private func take(
        _ files: [ExportWalk.File], of name: String, _ request: ImportRequest, _ report: ImportReport,
        _ reach: ImportReach
    ) async throws {
        guard let first = files.first(where: { !$0.description.isEmpty })?.description else {
            return report.note(empty: files.map(\.path))
        }
        let known = try await store.read { transaction in
            try Group.find(network: first.network, name: name, in: transaction)
        }
        let zone =
            request.zone ?? known?.zone ?? files.lazy.compactMap(\.description.zoneName).first
            ?? CivilZone.ofThisMachine.name
        var options = try readOptions(request, known)
        options.zone = CivilZone(zone)
        guard let civil = options.zone else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        let span = EventSpan(since: request.since, until: request.until, zone: civil)
        let plan = ReadingPlan(format: request.format, options: options)
        report.begin(group: name)
        if request.isDryRun { return try survey(files, span, plan, report) }
        let written = files.lazy.compactMap(\.description.groupKind).compactMap(GroupKind.init(rawValue:)).first
        let kind = request.kind ?? (known?.kind == nil ? written : nil)
        let open: @Sendable (Transaction) throws -> Group = { [record] transaction in
            try record.openGroup(
                network: first.network, name: name, kind: kind, zone: zone, isPresence: first.isPresence,
                in: transaction)
        }
        let taken = try await store.read { [record] transaction -> [Int64: Int] in
            guard let known else { return [:] }
            // One that cannot take these files says so before they are read.
            _ = try open(transaction)
            return try record.importedEvents(of: known, in: transaction)
        }
        let feed = EventFeed(
            files: files, span: span, plan: plan, takenBefore: { taken[$0] ?? 0 },
            onFile: { file, isKnown in
                try report.take(file, isKnown: isKnown)
                reach.note(file)
            },
            onRefusal: { report.note(refused: [$0]) })
        // The group is opened when there is something to keep: a file that is refused leaves no trace.
        let start = try feed.nextWithEvents()
        if known == nil, start == nil { return }
        let group = try await store.write { [record, gate] transaction in
            let isNew = try Group.find(network: first.network, name: name, in: transaction) == nil
            let group = try open(transaction)
            try gate.opened(group, isNew, transaction)
            if let kind { try record.setKind(kind, of: group, in: transaction) }
            try record.addBots(GroupBots(bots: request.bots, bridges: request.bridges), to: group, in: transaction)
            return group
        }
        try await write(start, feed, to: group, report)
        reach.note(group, of: files)
    }

    /// Writes stretch after stretch of batches while the next is read.
    private func write(
        _ start: EventBatch?, _ feed: EventFeed, to group: Group, _ report: ImportReport
    ) async throws {
        let ahead = ReadAhead(feed)
        // Reading tells the report of each file it comes to.
        defer { ahead.settle() }
        var upcoming = start
        var most = EventFeed.batchSize
        while let batch = upcoming, !shouldStop() {
            let written = try await write(batch, ahead, most: most, to: group)
            most = min(most * 2, mostAtOnce)
            report.add(written.outcome, bytes: written.bytes)
            // What was read ahead may have failed; what was written before it stays.
            upcoming = try ahead.next()
        }
    }

    /// Takes a batch and some more in one transaction: the rollups are written once for all.
    private func write(
        _ first: EventBatch, _ ahead: ReadAhead, most: Int, to group: Group
    ) async throws -> (outcome: AppendOutcome, bytes: Int) {
        try await store.write { [record, shouldStop] transaction in
            let mostLate = max(Self.fewestLate, try record.eventCount(of: group, in: transaction))
            var bytes = 0
            var upcoming: EventBatch? = first
            var last: EventBatch?
            let outcome = try record.append(to: group, in: transaction) { soFar in
                for progress in last?.progress ?? [] { try record.note(progress, of: group, in: transaction) }
                // Should the next file have to be refused, what was taken before it stays; the feed tells again.
                if last != nil {
                    let isFull = soFar.added >= (soFar.late > 0 ? mostLate : most) || soFar.known >= most
                    upcoming = isFull || shouldStop() ? nil : try? ahead.next()
                }
                last = upcoming
                bytes += upcoming?.bytes ?? 0
                return upcoming?.events
            }
            return (outcome, bytes)
        }
    }

    private func survey(
        _ files: [ExportWalk.File], _ span: EventSpan, _ plan: ReadingPlan, _ report: ImportReport
    ) throws {
        for file in files where !shouldStop() {
            let surveyed = try SurveyedFile(file, span: span, reading: plan)
            try report.take(surveyed, isKnown: false)
            report.add(AppendOutcome(added: surveyed.events), bytes: file.description.byteCount ?? 0)
        }
    }
}

extension ExportWalk.Group {
    /// The files by the network they are of: a name may be in use on two. Empty files go with whatever comes first.
    var byNetwork: [[ExportWalk.File]] {
        var networks: [String] = []
        for file in files where !file.description.isEmpty && !networks.contains(file.description.network) {
            networks.append(file.description.network)
        }
        guard networks.count > 1 else { return [files] }
        return networks.map { network in
            files.filter { ($0.description.isEmpty ? networks[0] : $0.description.network) == network }
        }
    }
}

extension ExportWalk {
    package var byteCount: Int {
        groups.reduce(0) { sum, group in group.files.reduce(sum) { $0 + ($1.description.byteCount ?? 0) } }
    }
}
