package import Desk
internal import Foundation
package import Kernel
package import Record

extension Subject {
    package enum ImportJob {}
}

package typealias ImportJobID = ID<Subject.ImportJob>

/// An import that somebody asked for in the console: an upload, how it is to be read, and what became of it.
package struct ImportJob: Sendable, Equatable {
    /// The raw value is what is stored, and the end of the text key `web.import.state.…`.
    package enum State: String, Sendable, CaseIterable {
        case uploading
        /// All of it is here; somebody has yet to say how it is meant.
        case surveyed
        /// Its turn comes when those before it are through.
        case waiting
        case running
        case done
        case stopped
        case failed

        /// Whether something will become of it without anybody doing anything.
        package var isUnderWay: Bool { self == .waiting || self == .running }
    }

    package let id: ImportJobID
    package let state: State
    package let staff: StaffID
    package let staffName: String
    /// In which its list of bad lines is written.
    package let language: Language
    package let createdAt: Instant
    package let uploadBytes: Int
    /// Whether the files are still here.
    package let hasUpload: Bool
    package internal(set) var choice: ImportChoice
    package let isStopAsked: Bool
    package let startedAt: Instant?
    /// Since when the run under way goes on; a run that was cut off begins another.
    package let runningSince: Instant?
    package let finishedAt: Instant?
    package let progress: ImportJobProgress
    package let lines: Int
    package let badLines: Int
    package let repairedLines: Int
    package let filesPassedOver: Int
    /// Why it failed.
    package let fault: Fault?

    package static func == (left: ImportJob, right: ImportJob) -> Bool {
        left.id == right.id && left.state == right.state && left.progress == right.progress
            && left.isStopAsked == right.isStopAsked
    }
}

/// How an upload is to be read, as somebody has said. What is nil is left to the files.
package struct ImportChoice: Sendable, Equatable {
    package var format: String?
    package var group: String?
    package var kind: GroupKind?
    package var zone: String?
    package var ownName: String?
    package var bots: [String] = []
    /// Whether the upload stays after the import, for a week.
    package var keepsUpload = false

    package init() {}

    /// As the importer takes it.
    package func request(_ paths: [String]) -> ImportRequest {
        var request = ImportRequest(paths: paths)
        request.format = format
        request.group = group
        request.kind = kind
        request.zone = zone
        request.ownName = ownName
        request.bots = bots
        return request
    }
}

/// How far an import has got.
package struct ImportJobProgress: Sendable, Equatable {
    package var bytesInAll = 0
    package var bytes = 0
    package var events = 0

    package init() {}
}

/// What an import did to one group.
package struct ImportJobGroup: Sendable, Equatable {
    package let group: GroupID
    package let name: String
    package let before: Int
    /// Nil until the import has ended.
    package let after: Int?

    package var added: Int { max(0, (after ?? before) - before) }
}

/// Something that an import has to say about its files: a text key and its values.
package struct ImportNote: Sendable, Equatable {
    package let text: String
    package let values: [String: String]
}

/// The values of a text as they are stored.
enum TextValues {
    static func stored(_ values: [String: String]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // No NUL, which PostgreSQL's texts cannot hold.
        let plain = values.mapValues { String(String.UnicodeScalarView($0.unicodeScalars.filter { $0 != "\0" })) }
        guard let data = try? encoder.encode(plain) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    static func read(_ text: String) -> [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
