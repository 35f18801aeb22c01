internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Reports
internal import Synchronization

/// Styles, scripts and pictures of the pages, read once, each under a name with a digest of its content: a browser may
/// keep it for good, and a new version has another name.
struct AssetShelf: Sendable {
    private struct Asset: Sendable {
        let path: String
        let type: String
        let bytes: [UInt8]
        let isPackable: Bool
    }

    private let byName: [String: Asset]
    private let byPath: [String: Asset]
    private let packed = PackedAssets()

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "woff2": "font/woff2", "png": "image/png",
    ]

    /// Reads the program's own assets, and those that set-up put beside them.
    static func load() -> AssetShelf {
        var files: [String: [UInt8]] = [:]
        let own = Bundle.module.resourceURL?.appendingPathComponent("Assets")
        for folder in [own].compactMap({ $0 }) {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
                guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)) else { continue }
                files[name] = [UInt8](data)
            }
        }
        let shared = PageAssets.shared
        files["report.css"] = shared.style
        files["report.js"] = shared.script
        files[PageAssets.chartsFile] = shared.charts
        return AssetShelf(files)
    }

    init(_ files: [String: [UInt8]]) {
        var byName: [String: Asset] = [:]
        var byPath: [String: Asset] = [:]
        for (name, bytes) in files {
            let parts = name.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let type = Self.types[String(name.split(separator: ".").last ?? "")] else {
                continue
            }
            let path = "/assets/\(parts[0]).\(ContentTag.of(bytes)).\(parts[1])"
            let isPackable = !type.hasPrefix("font") && !type.hasSuffix("png")
            let asset = Asset(path: path, type: type, bytes: bytes, isPackable: isPackable)
            byName[name] = asset
            byPath[path] = asset
        }
        self.byName = byName
        self.byPath = byPath
    }

    func has(_ name: String) -> Bool { byName[name] != nil }

    /// Where a browser finds it.
    func path(_ name: String) -> String { byName[name]?.path ?? "/assets/" + name }

    /// The answer to a request for a path of the shelf; nil where it has no such thing.
    func answer(_ request: Request) -> Response? {
        guard let asset = byPath[request.uri.path] else { return nil }
        var headers: HTTPFields = [
            .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable", .vary: "Accept-Encoding",
        ]
        var bytes = asset.bytes
        if asset.isPackable, request.takesGzip, let packed = packed.bytes(asset.path, of: asset.bytes) {
            headers[.contentEncoding] = "gzip"
            bytes = packed
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// Assets as they go over the wire, each packed when it is first asked for: a start does not wait for that.
private final class PackedAssets: Sendable {
    private let known = Mutex<[String: [UInt8]]>([:])

    func bytes(_ path: String, of bytes: [UInt8]) -> [UInt8]? {
        known.withLock { known in
            if let packed = known[path] { return packed }
            let packed = Gzip.packed(bytes, level: 9)
            known[path] = packed
            return packed
        }
    }
}
