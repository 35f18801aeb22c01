internal import Foundation
internal import FoundationXML

/// A small piece of XML as a tree, within bounds: what chat programs keep in a message.
final class XMLPayload {
    /// More than this is no payload.
    static let longest = 512 << 10
    private static let deepest = 48
    private static let mostElements = 20_000

    let name: String
    let attributes: [String: String]
    private(set) var text = ""
    private(set) var children: [XMLPayload] = []

    private init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// Nil where it is no XML, or too large, too deep, or has a document type (which could define entities).
    static func parse(_ bytes: ByteView) -> XMLPayload? {
        guard bytes.count <= longest, bytes.firstIndex(of: "<!DOCTYPE") == nil, bytes.firstIndex(of: "<!ENTITY") == nil
        else { return nil }
        let builder = Builder()
        let parser = XMLParser(data: Data(bytes: bytes.base, count: bytes.count))
        parser.shouldResolveExternalEntities = false
        parser.delegate = builder
        guard parser.parse(), builder.isWhole else { return nil }
        return builder.root
    }

    /// The first child of a name, however its letters are cased.
    subscript(_ name: String) -> XMLPayload? {
        children.first { $0.name == name } ?? children.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The text of the first child of a name, without space around it; nil where there is none.
    func text(of name: String) -> String? {
        guard let text = self[name]?.text.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else {
            return nil
        }
        return text
    }

    /// All children of a name.
    func all(_ name: String) -> [XMLPayload] { children.filter { $0.name == name } }

    private final class Builder: NSObject, XMLParserDelegate {
        private(set) var root: XMLPayload?
        private var open: [XMLPayload] = []
        private var count = 0
        private var isWithinBounds = true

        var isWhole: Bool { root != nil && open.isEmpty && isWithinBounds }

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            count += 1
            guard count <= XMLPayload.mostElements, open.count < XMLPayload.deepest else {
                isWithinBounds = false
                return parser.abortParsing()
            }
            let element = XMLPayload(name: elementName, attributes: attributes)
            if let parent = open.last { parent.children.append(element) } else { root = root ?? element }
            open.append(element)
        }

        func parser(
            _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
        ) {
            _ = open.popLast()
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.text += string }

        func parser(_ parser: XMLParser, foundCDATA block: Data) {
            open.last?.text += String(decoding: block, as: UTF8.self)
        }
    }
}
