package import Kernel

/// Writes events as our JSONL, which reads back as the same events.
package struct JSONLWriter {
    private var bytes: [UInt8] = []

    package init(_ heading: ExportHeading) {
        heading.write(into: &bytes)
        bytes.append(10)
    }

    package mutating func add(_ event: Event) {
        let key = WrittenKey(event.key)
        let reply = WrittenKey(event.replyTo)
        var object = JSONObject()
        object.add("time", event.instant.description, into: &bytes)
        object.add("kind", event.kind.name, into: &bytes)
        object.add("id", key.id, into: &bytes)
        object.add("key", key.hexadecimal, into: &bytes)
        object.add("sender", event.sender.name, into: &bytes)
        object.add("sender_id", event.sender.id, into: &bytes)
        object.add("target", event.target?.name, into: &bytes)
        object.add("target_id", event.target?.id, into: &bytes)
        object.add("text", event.text, into: &bytes)
        object.add("reply_to", reply.id, into: &bytes)
        object.add("reply_to_key", reply.hexadecimal, into: &bytes)
        object.add("scene", event.scene, into: &bytes)
        object.add("place", number: event.order, into: &bytes)
        object.add("mentions", WrittenMentions.text(event.mentions), into: &bytes)
        object.end(&bytes)
        bytes.append(10)
    }

    /// What has been written since the last call.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}

/// Writes one flat object, member by member.
struct JSONObject {
    private var isEmpty = true

    /// Adds a member unless its text is nil.
    mutating func add(_ name: StaticString, _ text: String?, into bytes: inout [UInt8]) {
        guard let text else { return }
        begin(name, &bytes)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 10: bytes += "\\n".utf8
            case 0: bytes += "\u{FFFD}".utf8
            case 1..<32: bytes += "\\u00\(Hexadecimal.text([byte]))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func add(_ name: StaticString, number: Int64, into bytes: inout [UInt8]) {
        begin(name, &bytes)
        bytes += String(number).utf8
    }

    mutating func add(_ name: StaticString, bool: Bool, into bytes: inout [UInt8]) {
        begin(name, &bytes)
        bytes += (bool ? "true" : "false").utf8
    }

    func end(_ bytes: inout [UInt8]) {
        if isEmpty { bytes.append(UInt8(ascii: "{")) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func begin(_ name: StaticString, _ bytes: inout [UInt8]) {
        bytes.append(isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
        isEmpty = false
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes += "\":".utf8
    }
}
