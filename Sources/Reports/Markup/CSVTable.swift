package import Insight

/// Comma-separated values for spreadsheets: RFC 4180 with a byte order mark.
package struct CSVTable: Sendable {
    package enum Cell: Sendable {
        case nothing
        case text(String)
        /// Written as it stands.
        case number(String)
    }

    package private(set) var bytes: [UInt8] = Array("\u{FEFF}".utf8)

    package init(columns: [String]) { add(columns.map { .text($0) }) }

    package mutating func add(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .nothing: break
            case .number(let digits): bytes += digits.utf8
            case .text(let text): add(text)
            }
        }
        bytes += "\r\n".utf8
    }

    /// What a spreadsheet may take for the beginning of a formula, at its narrow and its full width.
    private static let formulaStarts: Set<Character> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "＝", "＋", "－", "＠",
    ]

    private mutating func add(_ text: String) {
        var text = text
        if let first = text.first, CSVTable.formulaStarts.contains(first) { text = "'" + text }
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D]
        guard text.utf8.contains(where: special.contains) else {
            bytes += text.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension CSVTable.Cell {
    /// A value of JSON; lists and objects do not come here.
    package init(_ value: JSONValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .integer, .number, .boolean:
            var digits: [UInt8] = []
            value.append(to: &digits)
            self = .number(String(decoding: digits, as: UTF8.self))
        case .null, .array, .object: self = .nothing
        }
    }
}
