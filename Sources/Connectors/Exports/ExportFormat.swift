internal import Kernel

/// A way in which chat histories are written to files. One file of this folder each; `ExportFormats.all` lists them.
///
/// A format reads records from a `LineSource`, as many lines to a record as it likes, and hands events to an
/// `EventSink`, which gives them their keys and places and counts what could not be read.
protocol ExportFormat: Sendable {
    /// What `--format` calls it.
    static var name: String { get }
    /// What a line of it looks like, for a person whose file was not recognised; the same in every language.
    static var example: String { get }
    /// How well the start of a file fits; nil where it does not.
    static func recognise(_ sample: ExportSample) -> Recognition?
    /// What the start of a file tells about the whole; never fails.
    static func describe(_ sample: ExportSample, _ description: inout ExportDescription)
    /// Fails where the file cannot be read at all (a log without a date).
    init(_ opening: ExportOpening) throws
    /// Reads on until the sink is full; false at the end of the file.
    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool
}

/// A format whose files may hold several groups, one after the other or mixed.
///
/// Each section is imported as if it were a file of its own: the reader of section n is opened with it, reads the file
/// from the start, and hands out nothing of the others.
protocol SectionedFormat: ExportFormat {
    /// The groups of a file, in order; none where it holds only what is no group (talk between two).
    ///
    /// - Parameter source: The file from its start, for looking through.
    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection]
}

/// One group of a file that may hold several.
package struct ExportSection: Sendable, Equatable {
    /// Which of the file's sections; what the number means is the format's own affair.
    let number: Int
    /// Nil: as the file is called.
    let groupName: String?

    init(number: Int, groupName: String?) {
        self.number = number
        self.groupName = groupName
    }
}

/// A format in which every line stands for itself.
protocol LineFormat: ExportFormat {
    /// Reads a line that is neither blank nor flawed: one event, one bad line, or one line passed over.
    mutating func take(_ line: ByteView, into sink: inout EventSink)
}

extension LineFormat {
    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let line = try source.next() else { return false }
            if sink.begin(line, number: source.number) { take(line.bytes, into: &sink) }
        }
        return true
    }
}

/// How sure a format is of a file, 0…100.
struct Recognition {
    let confidence: Int
}

/// The first lines of a file, as UTF-8, for formats to recognise it by.
struct ExportSample {
    /// At most this many lines that are not blank.
    static let lineCount = 256

    let name: ExportName
    let lines: [[UInt8]]
    /// The start of the file, at most 32 KiB of it, as UTF-8: for documents that do not go by lines.
    let start: [UInt8]
    /// Whether the file has no line that is not blank.
    let isEmpty: Bool

    /// How many of a hundred lines `test` holds for; nil where there are no lines.
    func share(of test: (ByteView) -> Bool) -> Int? {
        lines.isEmpty ? nil : lines.count { $0.withView(test) } * 100 / lines.count
    }

    /// That share as a recognition, where it is at least one half.
    func recognition(_ test: (ByteView) -> Bool) -> Recognition? {
        guard let share = share(of: test), share >= 50 else { return nil }
        return Recognition(confidence: share)
    }
}

/// What a format is given to start with.
struct ExportOpening {
    let file: ExportFile
    let sample: ExportSample
    let description: ExportDescription
    let zone: CivilZone
    /// Who "you" is in this file's words, where the person importing has said.
    let ownName: String?

    var path: String { file.path }
    /// Which section is asked for; nil for a file that is one group's.
    var section: Int? { description.section }
}

/// All formats that are understood. A new one is its file and a line here.
package enum ExportFormats {
    static let all: [any ExportFormat.Type] = [
        EmptyExport.self, MatrixExport.self, ZulipExport.self, WeChatChatlog.self, WeChatChatLab.self,
        JSONLExport.self, WeChatCSV.self, CSVExport.self, IRCMircHTML.self, IRCPidginHTML.self, IRCZNC.self,
        IRCPlain.self, TelegramJSON.self, SlackExport.self, WhatsApp.self, QQ.self, DiscordCSV.self,
        DiscordText.self, DiscordJSON.self, TelegramHTML.self,
    ]

    /// The names that `--format` takes, besides `auto`.
    package static var names: [String] { all.map { $0.name }.filter { $0 != EmptyExport.name } }

    static func named(_ name: String) throws -> any ExportFormat.Type {
        if let format = all.first(where: { $0.name == name }) { return format }
        throw Fault(.usage, "exports.no-such-format", ["name": name, "known": names.joined(separator: ", ")])
    }

    static func recognise(_ sample: ExportSample, path: String) throws -> any ExportFormat.Type {
        var best: (format: any ExportFormat.Type, confidence: Int)?
        for format in all {
            guard let confidence = format.recognise(sample)?.confidence else { continue }
            if confidence > best?.confidence ?? -1 { best = (format, confidence) }
        }
        if let best { return best.format }
        throw Fault(.badInput, "exports.unknown-format", ["path": path])
    }

    /// What was looked for in a file of no known format: a line for each format, with what it looks like.
    package static var examples: String {
        all.filter { $0.name != EmptyExport.name }.map { "  \($0.name): \($0.example)" }.joined(separator: "\n")
    }
}

/// A file in which nothing is written: no events, and nothing wrong with it.
struct EmptyExport: LineFormat {
    static let name = "empty"
    static let example = ""

    static func recognise(_ sample: ExportSample) -> Recognition? {
        sample.isEmpty ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {}

    init(_ opening: ExportOpening) {}

    mutating func take(_ line: ByteView, into sink: inout EventSink) { sink.bad("exports.bad.not-understood") }
}
