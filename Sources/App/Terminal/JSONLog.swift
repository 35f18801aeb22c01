import Foundation
import Insight
import Kernel
import Logging

/// How the log of the server is written.
enum LogFormat: String, Sendable, CaseIterable {
    case text, json

    func logger(_ label: String, level: Logger.Level, world: World) -> Logger {
        var logger =
            switch self {
            case .text: Logger(label: label) { StreamLogHandler.standardError(label: $0) }
            case .json:
                Logger(label: label) { JSONLog(label: $0, now: world.now) { FileHandle.standardError.write($0) } }
            }
        logger.logLevel = level
        return logger
    }
}

/// Writes each message as one line of JSON: `time`, `level`, `label`, `message`, and `metadata` where there is any.
struct JSONLog: LogHandler {
    let label: String
    let now: @Sendable () -> Instant
    let write: @Sendable (Data) -> Void
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, now: @escaping @Sendable () -> Instant, write: @escaping @Sendable (Data) -> Void) {
        self.label = label
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let added = event.metadata { all.merge(added) { $1 } }
        var pairs: [(key: String, value: JSONValue)] = [
            ("label", .string(label)), ("level", .string(event.level.rawValue)),
            ("message", .string(event.message.description)), ("time", .string(now().description)),
        ]
        if !all.isEmpty { pairs.append(("metadata", .object(all.map { ($0.key, .string("\($0.value)")) }))) }
        write(JSONValue.object(pairs).data + [UInt8(ascii: "\n")])
    }
}
