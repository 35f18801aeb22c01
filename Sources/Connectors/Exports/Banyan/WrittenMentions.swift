import Kernel

/// The people a message mentions as our formats write them: `id`, `id=name` or `=name`, with spaces between.
///
/// A space, `=`, `%` or control character within an id or a name is written as `%` and two hexadecimal digits; a `%`
/// that begins nothing of the kind stands for itself.
enum WrittenMentions {
    /// Nil where nobody is mentioned.
    static func text(_ mentions: [Party]) -> String? {
        let parts = mentions.filter { $0.id?.isEmpty == false || !$0.name.isEmpty }.map { party in
            let id = party.id.map(escaped) ?? ""
            return party.name.isEmpty ? id : id + "=" + escaped(party.name)
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    static func parties(_ text: ByteView) -> [Party] {
        var parties: [Party] = []
        var start = 0
        while start < text.count {
            let end = text.firstIndex(of: UInt8(ascii: " "), from: start) ?? text.count
            if let party = party(text.slice(start, end)) { parties.append(party) }
            start = end + 1
        }
        return parties
    }

    private static func party(_ part: ByteView) -> Party? {
        guard let mark = part.firstIndex(of: UInt8(ascii: "="), from: 0) else {
            return part.isEmpty ? nil : Party(name: "", id: plain(part))
        }
        let (id, name) = (plain(part.slice(0, mark)), plain(part.dropping(mark + 1)))
        return id.isEmpty && name.isEmpty ? nil : Party(name: name, id: id.isEmpty ? nil : id)
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isSpecial(byte) { bytes += "%\(Hexadecimal.text([byte]))".utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte <= 32 || byte == 127 || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "%")
    }

    private static func plain(_ text: ByteView) -> String {
        guard text.firstIndex(of: UInt8(ascii: "%"), from: 0) != nil else { return text.string }
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count, let high = Hexadecimal.value(text[index + 1]),
                let low = Hexadecimal.value(text[index + 2]), high << 4 | low != 0
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
