import Desk
import Foundation
import Kernel
import Logging
import Record
import Storage
import TestSupport

@testable import Importing
@testable import Web

/// An import in the browser, step by step, over a house.
struct ImportScene: Sendable {
    let house: WebHouse

    static let boundary = "----boundary7MA4YWxk"

    /// What a browser sends for files of these names.
    static func body(_ files: [(name: String, text: String)], boundary: String = boundary) -> [UInt8] {
        var body = ""
        for file in files {
            body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(file.name)\"\r\n"
            body += "Content-Type: text/plain\r\n\r\n\(file.text)\r\n"
        }
        return Array((body + "--\(boundary)--\r\n").utf8)
    }

    static let headers = [
        "Content-Type": "multipart/form-data; boundary=\(boundary)", "Sec-Fetch-Site": "same-origin",
    ]

    func upload(_ files: [(name: String, text: String)], by visitor: Visitor) async throws -> Reply {
        try await visitor.send("POST", "/import", Self.headers, Self.body(files))
    }

    var runner: ImportRunner {
        ImportRunner(
            store: house.store, desk: house.site.desk, uploads: house.site.options.uploads, world: house.world,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, afterwards: {})
    }

    /// Two days of two channels, in which people talk.
    static let twoChannels: [(name: String, text: String)] = ["tea", "rice"].flatMap { channel in
        [1, 2].map { day in
            let lines = (0..<40).map { line in
                "[10:\(padded(line, to: 2))] <\(["ann", "bob", "cleo"][line % 3])> \(channel) \(day) \(line)"
            }
            return ("history/\(channel)/2026-11-0\(day).log", lines.joined(separator: "\n") + "\n")
        }
    }

    /// The same files imported by the importer alone, as the command line does, into a database of its own.
    func byCommand(
        _ files: [(name: String, text: String)], _ engine: TestEngine, zone: String
    ) async throws -> [String: RecordPicture] {
        let folder = house.site.options.uploads + "-command"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for file in files {
            let path = URL(fileURLWithPath: folder + "/" + file.name)
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: path)
        }
        return try await engine.withStore(RecordMigrations.all) { store in
            let importer = Importer(
                store: store, record: RecordStore(world: house.world), progress: ImportMeter(),
                catalogue: TextCatalogue(.english), shouldStop: { false })
            var request = ImportRequest(paths: [folder + "/history"])
            request.zone = zone
            _ = try await importer.run(request)
            return try await Self.pictures(of: store)
        }
    }

    static func pictures(of store: Store) async throws -> [String: RecordPicture] {
        try await store.read { transaction in
            var pictures: [String: RecordPicture] = [:]
            for group in try Group.all(in: transaction) {
                pictures[group.name] = try RecordPicture(of: group, in: transaction)
            }
            return pictures
        }
    }

    func differences() async throws -> Int {
        let record = house.site.record
        return try await house.store.read { transaction in
            try Group.all(in: transaction).reduce(0) { try $0 + record.verify($1, in: transaction).count }
        }
    }
}
