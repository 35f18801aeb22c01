/// What the start of a file tells of the JSON document in it: which members it has, before any of it is read.
///
/// Lenient, as the start may be cut anywhere, and small whatever the file holds.
struct JSONStart {
    private static let deepest = 6
    private static let longestName = 64
    private static let longestValue = 256

    /// Whether the document is an object or an array.
    private(set) var isObject = false
    private(set) var isArray = false
    /// Every member met, and elements, as `guild.name`, `messages[].text`, `[].ts`.
    private(set) var paths: Set<String> = []
    /// The first text or number met at each path.
    private var values: [String: String] = [:]

    private var containers: [Container] = []

    private struct Container {
        let isArray: Bool
        /// What stands before the names of its members.
        let prefix: String
    }

    /// - Parameter start: The first bytes of a file, as UTF-8 without a byte order mark.
    init(_ start: [UInt8]) {
        start.withView { bytes in
            var at = 0
            JSONStart.skipSpace(bytes, &at)
            guard at < bytes.count else { return }
            isObject = bytes[at] == UInt8(ascii: "{")
            isArray = bytes[at] == UInt8(ascii: "[")
            guard isObject || isArray, takeValue(bytes, &at, path: "") else { return }
            while !containers.isEmpty, goOn(bytes, &at) {}
        }
    }

    func has(_ path: String) -> Bool { paths.contains(path) }

    /// The first text or number at `path`, where it was not cut.
    subscript(_ path: String) -> String? { values[path] }

    /// Whether something begins as JSON does, so that it is worth a look.
    static func isLikely(_ start: [UInt8]) -> Bool {
        start.first { !JSONBytes.isSpace($0) }.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } ?? false
    }

    /// Takes one member, element or end of the open container; false where the bytes end or are no JSON.
    private mutating func goOn(_ bytes: ByteView, _ at: inout Int) -> Bool {
        let container = containers[containers.count - 1]
        JSONStart.skipSpace(bytes, &at)
        if bytes.has(",", at: at) {
            at += 1
            JSONStart.skipSpace(bytes, &at)
        }
        guard at < bytes.count else { return false }
        if bytes[at] == UInt8(ascii: "]") || bytes[at] == UInt8(ascii: "}") {
            containers.removeLast()
            at += 1
            return true
        }
        if container.isArray { return takeValue(bytes, &at, path: container.prefix) }
        guard bytes[at] == UInt8(ascii: "\""), let name = JSONStart.scan(bytes, &at), name.count >= 2 else {
            return false
        }
        JSONStart.skipSpace(bytes, &at)
        guard bytes.has(":", at: at) else { return false }
        at += 1
        JSONStart.skipSpace(bytes, &at)
        let isShort = name.count <= JSONStart.longestName
        return takeValue(bytes, &at, path: isShort ? container.prefix + name.slice(1, name.count - 1).string : nil)
    }

    /// - Parameter path: Nil for what is of no interest.
    private mutating func takeValue(_ bytes: ByteView, _ at: inout Int, path: String?) -> Bool {
        guard at < bytes.count else { return false }
        if let path, !path.isEmpty { paths.insert(path) }
        let isArray = bytes[at] == UInt8(ascii: "[")
        if let path, isArray || bytes[at] == UInt8(ascii: "{"), containers.count < JSONStart.deepest {
            containers.append(Container(isArray: isArray, prefix: path + (isArray ? "[]" : path.isEmpty ? "" : ".")))
            at += 1
            return true
        }
        guard let value = JSONStart.scan(bytes, &at) else { return false }
        if let path, values[path] == nil, value.count <= JSONStart.longestValue {
            var tree = JSONTree()
            if tree.read(value), let text = tree.root.string { values[path] = text }
        }
        return true
    }

    private static func scan(_ bytes: ByteView, _ at: inout Int) -> ByteView? {
        let start = at
        var scan = JSONScan()
        return scan.reachesEnd(bytes, &at) ? bytes.slice(start, at) : nil
    }

    private static func skipSpace(_ bytes: ByteView, _ at: inout Int) {
        while at < bytes.count, JSONBytes.isSpace(bytes.base[at]) { at += 1 }
    }
}
