internal import Foundation
internal import Hummingbird
internal import Kernel
internal import NIOCore

/// A copy of the database on its way to whoever asked for it.
final class BackupFile: Sendable {
    let path: String

    private static let piece = 256 << 10

    init(folder: String, world: World) throws {
        path = folder + "/backup-\(world.ids.next() as ID<BackupFile>).partial"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(.cannotWrite, "web.data.backup.no-room", cause: "\(error)")
        }
    }

    deinit { unlink(path) }

    /// Reads the file piece by piece while it is sent; it is removed with the last who holds it.
    func body() throws -> ResponseBody {
        let path = path
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return ResponseBody(contentLength: size) { [self] writer in
            defer { withExtendedLifetime(self) {} }
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            while let data = try file.read(upToCount: Self.piece), !data.isEmpty {
                try await writer.write(ByteBuffer(bytes: data))
            }
            try await writer.finish(nil)
        }
    }
}

/// Sizes in words.
enum ByteCount {
    static func text(_ bytes: Int64) -> String {
        let units = ["B", "KB", "MB", "GB", "TB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        return unit == 0 ? "\(bytes) B" : "\(Double(Int(value * 10)) / 10) \(units[unit])"
    }
}
