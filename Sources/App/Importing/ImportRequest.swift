import Connectors
import Kernel
import Record

/// What a person asks an import to do.
struct ImportRequest: Sendable {
    var paths: [String]
    /// A name of `ExportFormats.names`; nil to go by the content.
    var format: String?
    /// Into which group; nil for what the files say.
    var group: String?
    var kind: GroupKind?
    /// The IANA zone of wall times, and of a new group's days.
    var zone: String?
    var bots: [String] = []
    var bridges: [String] = []
    /// Who "you" is in exports that call their owner so.
    var ownName: String?
    /// Only events of these civil days, both included.
    var since: CivilDay?
    var until: CivilDay?
    /// Reads and reports, keeps nothing.
    var isDryRun = false
    /// Where to list the lines that could not be read.
    var errorsPath: String?

    /// Throws where what was asked cannot be meant, before anything is read.
    func check() throws {
        if let format, !ExportFormats.names.contains(format) {
            let known = ExportFormats.names.joined(separator: ", ")
            throw Fault(.usage, "exports.no-such-format", ["name": format, "known": known])
        }
        if let zone, CivilZone(zone) == nil { throw Fault(.usage, "record.unknown-zone", ["zone": zone]) }
        if let group,
            group.isEmpty || group.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            throw Fault(.usage, "import.bad-group-name")
        }
        if let since, let until, since > until {
            throw Fault(.usage, "import.since-after-until", ["since": since.description, "until": until.description])
        }
    }
}

/// What an import did.
struct ImportSummary: Sendable {
    struct GroupLine: Sendable, Equatable {
        var name: String
        var files = 0
        /// Files that had been taken before, whole.
        var filesKnown = 0
        var added = 0
        var known = 0
    }

    struct LinePlace: Sendable, Equatable {
        /// `path:line`
        var place: String
        var excerpt: String
    }

    var groups: [GroupLine] = []
    /// Files with nothing in them that belong to no group.
    var emptyFiles: [String] = []
    /// Files that were passed over because they are none of the history.
    var skipped: [ExportWalk.Skipped] = []
    var lines = 0
    var badLines = 0
    var firstBadLine: LinePlace?
    var repairedLines = 0
    /// Files that could not be read, as texts to show.
    var refused: [Fault] = []
    var warnings: [ExportWarning] = []
    /// Whether the person stopped it before the end.
    var wasStopped = false

    var added: Int { groups.reduce(0) { $0 + $1.added } }
}
