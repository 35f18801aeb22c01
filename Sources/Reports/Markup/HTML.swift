/// HTML in the making: names of tags and attributes are literals of the program, everything else is escaped.
package struct HTML: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// An element with content.
    package mutating func element(
        _ tag: StaticString, _ attributes: Attribute?..., content: (inout HTML) -> Void
    ) {
        open(tag, attributes)
        content(&self)
        close(tag)
    }

    /// An element that holds text alone.
    package mutating func element(_ tag: StaticString, _ attributes: Attribute?..., text: String) {
        open(tag, attributes)
        self.text(text)
        close(tag)
    }

    /// An element that never has content, such as `meta`.
    package mutating func void(_ tag: StaticString, _ attributes: Attribute?...) { open(tag, attributes) }

    /// Text between tags.
    package mutating func text(_ text: String) { HTMLText.append(text, to: &bytes) }

    /// Markup or code of the program's own, taken as it is. Nothing that a person wrote may come this way.
    package mutating func trusted(_ markup: some Sequence<UInt8>) { bytes += markup }

    /// Numbers and words for a script of the page, in an element that is never run.
    package mutating func data(_ id: String, json: [UInt8]) {
        element("script", .type("application/json"), .id(id)) { page in
            // `<` begins `</script>`; in JSON it only stands in strings, where it may be escaped.
            for byte in json {
                if byte == UInt8(ascii: "<") { page.bytes += "\\u003c".utf8 } else { page.bytes.append(byte) }
            }
        }
    }

    private mutating func open(_ tag: StaticString, _ attributes: [Attribute?]) {
        bytes.append(UInt8(ascii: "<"))
        append(tag)
        for case let attribute? in attributes {
            bytes.append(UInt8(ascii: " "))
            append(attribute.name)
            guard let value = attribute.value else { continue }
            bytes += "=\"".utf8
            HTMLText.append(value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func close(_ tag: StaticString) {
        bytes += "</".utf8
        append(tag)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}

/// An attribute of an element; its value is escaped when it is written.
package struct Attribute: Sendable {
    let name: StaticString
    /// Nil for an attribute that needs none, such as `open`.
    let value: String?

    package static func id(_ value: String) -> Attribute { Attribute(name: "id", value: value) }
    package static func type(_ value: String) -> Attribute { Attribute(name: "type", value: value) }
    package static func `class`(_ value: String) -> Attribute { Attribute(name: "class", value: value) }
    package static func href(_ value: String) -> Attribute { Attribute(name: "href", value: value) }
    package static func label(_ value: String) -> Attribute { Attribute(name: "aria-label", value: value) }
    package static func title(_ value: String) -> Attribute { Attribute(name: "title", value: value) }
    package static func style(_ value: String) -> Attribute { Attribute(name: "style", value: value) }
    package static func scope(_ value: String) -> Attribute { Attribute(name: "scope", value: value) }
    package static func named(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(name: name, value: value)
    }
    package static func flag(_ name: StaticString) -> Attribute { Attribute(name: name, value: nil) }

    /// A link to the web. Nil for any other scheme: a link in a chat may say `javascript:`.
    package static func web(_ address: String) -> Attribute? {
        let lower = address.prefix(8).lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return nil }
        return .href(address)
    }
}

/// Text as it may stand in HTML, between tags and in quoted attributes.
package enum HTMLText {
    /// Appends text with what HTML takes for markup escaped, and what would turn the text around or is not to be seen
    /// replaced by U+FFFD. White space stays, line ends become spaces.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            var index = 0
            while index < utf8.count {
                let byte = utf8[index]
                if byte >= 0xC2, let length = hiddenLength(utf8, at: index) {
                    bytes += "\u{FFFD}".utf8
                    index += length
                    continue
                }
                append(byte, to: &bytes)
                index += 1
            }
        }
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): bytes += "&amp;".utf8
        case UInt8(ascii: "<"): bytes += "&lt;".utf8
        case UInt8(ascii: ">"): bytes += "&gt;".utf8
        case UInt8(ascii: "\""): bytes += "&quot;".utf8
        case UInt8(ascii: "'"): bytes += "&#39;".utf8
        case 0x09, 0x0A, 0x0D: bytes.append(0x20)
        case 0..<0x20, 0x7F: bytes += "\u{FFFD}".utf8
        default: bytes.append(byte)
        }
    }

    /// How many bytes a character takes that must not be shown as it is: C1 controls, marks, overrides and isolates of
    /// writing direction, line and paragraph separators, and the byte order mark.
    private static func hiddenLength(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        func byte(_ offset: Int) -> UInt8 { index + offset < utf8.count ? utf8[index + offset] : 0 }
        switch (byte(0), byte(1), byte(2)) {
        case (0xC2, 0x80...0x9F, _), (0xD8, 0x9C, _): return 2
        case (0xE2, 0x80, 0x8E...0x8F), (0xE2, 0x80, 0xA8...0xAE), (0xE2, 0x81, 0xA6...0xA9), (0xEF, 0xBB, 0xBF):
            return 3
        default: return nil
        }
    }
}
