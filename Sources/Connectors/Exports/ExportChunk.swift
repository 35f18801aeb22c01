package import Kernel

/// What a file is, as far as its start and its name tell.
package struct ExportDescription: Sendable, Equatable {
    /// The format's name, as `--format` takes it.
    package var format: String
    package var encoding: TextEncoding
    /// The network its people and groups belong to: `irc`, or what the file says; `banyan` where it says nothing.
    package var network: String
    /// What to call the group where nobody says.
    package var groupName: String
    /// Whether `groupName` is written in the file or its name, rather than taken from a folder.
    package var isGroupNameCertain: Bool
    /// The kind of group, where the file says.
    package var groupKind: String?
    /// Whether joining is only presence on this network.
    package var isPresence: Bool
    /// The IANA zone of the file's wall times, where the file says.
    package var zoneName: String?
    /// The day in the file's name.
    package var date: CivilDay?
    package var byteCount: Int?
    /// Which of the file's groups; nil where the file is one group's.
    package var section: Int?

    /// Whether nothing is written in the file, so that it says nothing of network or format.
    package var isEmpty: Bool { format == EmptyExport.name }
}

/// Some of a file's events, and where the reading stands.
package struct ExportChunk: Sendable {
    /// New in this chunk, in file order. May be empty although more follows.
    package var events: [Event]
    /// New in this chunk; what could not be read, and why.
    package var badLines: [BadLine]
    /// Notes about the file as a whole that came up in this chunk, as text keys with their values.
    package var warnings: [ExportWarning]
    /// Counted from the start of the file, as everything below.
    package var linesRead: Int
    package var blankLineCount: Int
    /// Lines that were understood and are no events (mode changes, server notices, markup).
    package var skippedLineCount: Int
    package var badLineCount: Int
    /// Lines in which bytes that mean nothing were replaced by U+FFFD; they are read all the same.
    package var repairedLineCount: Int
    /// Bytes of the file taken so far, for showing progress.
    package var bytesRead: Int
}

/// A line that could not be read.
package struct BadLine: Sendable, Equatable {
    /// From 1.
    package let number: Int
    /// Why: a key of the text catalogue and what fills it.
    package let text: String
    package let values: [String: String]
    /// How the line begins, control characters shown as `·`.
    package let excerpt: String
}

/// Something about a file that a person should know although it could be read.
package struct ExportWarning: Sendable, Equatable {
    package let text: String
    package let values: [String: String]
}
