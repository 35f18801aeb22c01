import Foundation
import Kernel
import TestSupport
import Testing

@testable import Connectors

/// An event as a reader in Python tells it, or as ours does, for comparing the two.
struct ToldEvent: Decodable, Hashable, Comparable {
    let group: String
    let kind: String
    let instant: Int64
    let sender: String
    let senderID: String
    let target: String
    let targetID: String
    let text: String
    let id: String
    let replyTo: String
    let mentions: [String]

    static func < (left: Self, right: Self) -> Bool {
        (left.group, left.instant, left.kind, left.sender, left.text, left.id)
            < (right.group, right.instant, right.kind, right.sender, right.text, right.id)
    }

    /// Keys that are digests say nothing that the rest does not.
    ///
    /// - Parameter mention: What the other reader tells of somebody mentioned.
    init(_ event: Event, group: String, mention: (Party) -> String = { $0.id ?? "" }) {
        self.group = group
        kind = event.kind.name
        instant = event.instant.milliseconds
        (sender, senderID) = (event.sender.name, event.sender.id ?? "")
        (target, targetID) = (event.target?.name ?? "", event.target?.id ?? "")
        text = event.text ?? ""
        id = WrittenKey(event.key).id ?? ""
        replyTo = WrittenKey(event.replyTo).id ?? ""
        mentions = event.mentions.map(mention)
    }
}

/// Real exports, read a second time by the readers in `Tests/Oracle/formats`.
enum SecondReading {
    /// A folder of real data; nil, with a word about it, where none is at hand.
    static func folder(_ name: String) -> String? {
        guard let root = ProcessInfo.processInfo.environment["BANYAN_REAL_DATA"] else {
            print("Skipped: BANYAN_REAL_DATA is not set, so \(name) is not compared.")
            return nil
        }
        let path = "\(root)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else {
            print("Skipped: there is no \(path).")
            return nil
        }
        return path
    }

    /// Our reading of all that is under a path, and how many lines were bad.
    static func ours(_ paths: [String]) throws -> (events: [ToldEvent], keys: [String: [EventKey]], bad: Int) {
        var events: [ToldEvent] = []
        var keys: [String: [EventKey]] = [:]
        var bad = 0
        let walk = try ExportWalk(paths, options: ReadOptions(zone: .utc))
        if let refused = walk.refused.first { throw refused.fault }
        for group in walk.groups {
            for file in group.files {
                var reader = try ExportReader(
                    file.file, section: file.description.section, options: ReadOptions(zone: .utc))
                while let chunk = try reader.next(maximumEvents: 5000) {
                    events += chunk.events.map { ToldEvent($0, group: group.name) }
                    keys[group.name, default: []] += chunk.events.map(\.key)
                    bad += chunk.badLines.count
                }
            }
        }
        return (events, keys, bad)
    }

    /// What the Python reader of that name tells.
    static func theirs(_ reader: String, _ paths: [String]) throws -> [ToldEvent] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.path + "/Oracle/formats/\(reader).py"
        let (status, told) = try SystemTool.run("/usr/bin/env", ["python3", "-B", script, "UTC"] + paths)
        #expect(status == 0)
        return try told.split(separator: 10).map { try JSONDecoder().decode(ToldEvent.self, from: $0) }
    }
}
