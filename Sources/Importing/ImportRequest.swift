package import Connectors
package import Kernel
package import Record

/// What a person asks an import to do.
package struct ImportRequest: Sendable {
    package var paths: [String]
    /// A name of `ExportFormats.names`; nil to go by the content.
    package var format: String?
    /// Into which group; nil for what the files say.
    package var group: String?
    package var kind: GroupKind?
    /// The IANA zone of wall times, and of a new group's days.
    package var zone: String?
    package var bots: [String] = []
    package var bridges: [String] = []
    /// Who "you" is in exports that call their owner so.
    package var ownName: String?
    /// Only events of these civil days, both included.
    package var since: CivilDay?
    package var until: CivilDay?
    /// Reads and reports, keeps nothing.
    package var isDryRun = false
    /// Where to list the lines that could not be read.
    package var errorsPath: String?
    /// How a path stands in that list; as it is, unless the files lie where the reader has never been.
    package var shownPath: @Sendable (String) -> String = { $0 }

    package init(paths: [String]) { self.paths = paths }

    /// Throws where what was asked cannot be meant, before anything is read.
    package func check() throws {
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
package struct ImportSummary: Sendable {
    package struct GroupLine: Sendable, Equatable {
        package var name: String
        package var files = 0
        /// Files that had been taken before, whole.
        package var filesKnown = 0
        package var added = 0
        package var known = 0
    }

    package struct LinePlace: Sendable, Equatable {
        /// `path:line`
        package var place: String
        package var excerpt: String
    }

    package var groups: [GroupLine] = []
    /// Files with nothing in them that belong to no group.
    package var emptyFiles: [String] = []
    /// Files that were passed over because they are none of the history.
    package var skipped: [ExportWalk.Skipped] = []
    package var lines = 0
    package var badLines = 0
    package var firstBadLine: LinePlace?
    package var repairedLines = 0
    /// Files that could not be read, as texts to show.
    package var refused: [Fault] = []
    package var warnings: [ExportWarning] = []
    /// Whether the person stopped it before the end.
    package var wasStopped = false

    package var added: Int { groups.reduce(0) { $0 + $1.added } }
}
