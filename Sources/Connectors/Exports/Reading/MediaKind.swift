internal import Kernel

/// What a file that was sent is, by its name.
enum MediaKind {
    private static let kinds: [String: EventKind] = {
        let names: [(EventKind, String)] = [
            (.picture, "png jpg jpeg jfif gif webp bmp tif tiff heic heif avif svg"),
            (.voice, "mp3 ogg oga opus wav m4a flac aac amr wma mid"),
            (.video, "mp4 mov webm mkv avi m4v 3gp wmv mpg mpeg"),
            (.sticker, "tgs"),
        ]
        var kinds: [String: EventKind] = [:]
        for (kind, list) in names { for name in list.split(separator: " ") { kinds[String(name)] = kind } }
        return kinds
    }()

    /// - Parameter address: a name, a path or an address; what follows `?` or `#` says nothing.
    static func of(_ address: ByteView) -> EventKind {
        var end = address.count
        if let mark = address.firstIndex(of: UInt8(ascii: "?")) { end = min(end, mark) }
        if let mark = address.firstIndex(of: UInt8(ascii: "#")) { end = min(end, mark) }
        var start = end
        while start > 0, end - start <= 8, address[start - 1] != UInt8(ascii: ".") {
            if address[start - 1] == UInt8(ascii: "/") { return .file }
            start -= 1
        }
        guard start > 0, address[start - 1] == UInt8(ascii: ".") else { return .file }
        return kinds[address.slice(start, end).string.lowercased()] ?? .file
    }

    /// Of two things in one message the one that tells more; the first of two that tell the same.
    static func moreTelling(_ first: EventKind?, _ second: EventKind) -> EventKind {
        guard let first, rank(first) >= rank(second) else { return second }
        return first
    }

    private static func rank(_ kind: EventKind) -> Int {
        switch kind {
        case .file: 4
        case .picture, .video, .voice: 3
        case .sticker: 2
        case .link, .card: 1
        default: 0
        }
    }
}
