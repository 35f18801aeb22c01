package import Kernel

/// Writes events as our CSV, which reads back as the same events.
package struct CSVWriter {
    private var bytes: [UInt8] = []

    package init(_ heading: ExportHeading) {
        bytes += "#banyan ".utf8
        heading.write(into: &bytes)
        bytes += "\r\n".utf8
        bytes += EventColumn.names.joined(separator: ",").utf8
        bytes += "\r\n".utf8
    }

    package mutating func add(_ event: Event) {
        let key = WrittenKey(event.key)
        let reply = WrittenKey(event.replyTo)
        bytes += event.instant.description.utf8
        add(event.kind.name)
        add(key.id)
        add(key.hexadecimal)
        add(event.sender.name)
        add(event.sender.id)
        add(event.target?.name)
        add(event.target?.id)
        add(event.text)
        add(reply.id)
        add(reply.hexadecimal)
        add(event.scene)
        add(String(event.order))
        add(WrittenMentions.text(event.mentions))
        bytes += "\r\n".utf8
    }

    /// What has been written since the last call.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// One more field: nothing for nil, quotes for an empty text and wherever they are needed.
    private mutating func add(_ field: String?) {
        bytes.append(UInt8(ascii: ","))
        guard let field else { return }
        let special = Set(",;\t\"\r\n #".utf8)
        if !field.isEmpty, !field.utf8.contains(where: { special.contains($0) || $0 == 0 }) {
            bytes += field.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in field.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            if byte == 0 { bytes += "\u{FFFD}".utf8 } else { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
