internal import Kernel

/// Who is who in an export, where messages have a name and an id but lines about joining have names alone.
///
/// An export names everybody as they are called when it is made, so a name leads to one id, unless two share it. For
/// that the file is gone through once more, when the first bare name comes.
struct TelegramPeople {
    /// More names than any group has people; what a file has beyond them stays without ids.
    private static let mostNames = 500_000
    private static let longestName = 512

    private let file: ExportFile
    private let section: Int?
    private var pool = NamePool()
    /// The id behind each name; nil for names that several share.
    private var ids: [String: String?]?

    init(_ file: ExportFile, section: Int?) {
        self.file = file
        self.section = section
    }

    /// Nil where there is neither a name nor an id. A deleted account has an id alone.
    mutating func party(_ name: JSONValue?, _ id: JSONValue?) -> Party? {
        let id = id?.string.map(TelegramPeople.id)
        let name = name?.view.flatMap { $0.isEmpty || $0.count > TelegramPeople.longestName ? nil : $0 }
        if let name { return Party(name: pool.name(name), id: id) }
        return id.map { Party(name: $0, id: $0) }
    }

    mutating func party(named name: ByteView) -> Party {
        let name = name.prefix(TelegramPeople.longestName).string
        if ids == nil { ids = (try? collect()) ?? [:] }
        return Party(name: name, id: ids?[name] ?? nil)
    }

    /// An id as exports of today have it: `user12`. Those of before 2021 have numbers, in which the kind is a bit.
    static func id(_ text: String) -> String {
        guard let number = UInt64(text) else { return text }
        switch number >> 32 {
        case 1: return "chat\(number & 0xFFFF_FFFF)"
        case 2: return "channel\(number & 0xFFFF_FFFF)"
        default: return "user\(number)"
        }
    }

    private func collect() throws -> [String: String?] {
        let source = LineSource(try TextDecoder(file.open(), encoding: .utf8, mark: 0))
        var elements = JSONElements(TelegramJSON.chatPaths)
        var tree = JSONTree()
        var found: [String: String?] = [:]
        while let element = try elements.next(source), found.count < TelegramPeople.mostNames {
            if let section, element.array != section {
                if element.array > section { break }
                elements.passOverArray()
            } else if element.flaw == nil, tree.read(element.bytes) {
                TelegramPeople.note(tree.root["from"], tree.root["from_id"], &found)
                TelegramPeople.note(tree.root["actor"], tree.root["actor_id"], &found)
            }
        }
        return found
    }

    private static func note(_ name: JSONValue?, _ id: JSONValue?, _ found: inout [String: String?]) {
        guard let name = name?.string, let id = id?.string.map(TelegramPeople.id), name.utf8.count <= longestName else {
            return
        }
        if let known = found[name] {
            if known != id { found[name] = .some(nil) }
        } else {
            found[name] = id
        }
    }
}
