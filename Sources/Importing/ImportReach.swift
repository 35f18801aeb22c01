internal import Connectors
internal import Kernel
internal import Record
internal import Storage
internal import Synchronization

/// How far the exports of an import reach.
///
/// A path that a person names is one export. All its groups of one network were looked at when it was made, so each is
/// known until the last event of any of them: a group in which nothing came after its last event was silent from then on.
final class ImportReach: Sendable {
    private struct Export: Hashable {
        let path: String
        let network: String
    }

    private struct Reach {
        var last: Instant?
        var groups: [GroupID: Group] = [:]
    }

    private let paths: [String]
    private let reaches = Mutex<[Export: Reach]>([:])

    init(_ paths: [String]) { self.paths = paths.map(ExportWalk.absolute) }

    /// Notes a file that has been read.
    func note(_ file: SurveyedFile) {
        guard let last = file.lastInstant else { return }
        let export = Export(path: path(holding: file.path), network: file.description.network)
        reaches.withLock { $0[export, default: Reach()].last = max($0[export]?.last ?? last, last) }
    }

    /// Notes into which group files were taken.
    func note(_ group: Group, of files: [ExportWalk.File]) {
        let holders = Set(files.map { path(holding: $0.path) })
        reaches.withLock { reaches in
            for path in holders {
                reaches[Export(path: path, network: group.network), default: Reach()].groups[group.id] = group
            }
        }
    }

    /// Writes to every group how far it is known.
    func write(to store: Store, _ record: RecordStore) async throws {
        let reached = reaches.withLock { reaches in
            reaches.values.flatMap { reach in
                reach.groups.values.compactMap { group in reach.last.map { (group, $0) } }
            }
        }
        let ordered = reached.sorted { ($0.0.shard, $0.0.id) < ($1.0.shard, $1.0.id) }
        guard !ordered.isEmpty else { return }
        try await store.write { transaction in
            for (group, last) in ordered { try record.note(observedUntil: last, of: group, in: transaction) }
        }
    }

    /// The path that was named and under which a file lies; of two the nearer.
    private func path(holding file: String) -> String {
        let holders = paths.filter { file == $0 || file.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
        return holders.max { $0.utf8.count < $1.utf8.count } ?? file
    }
}
