internal import CQREncode
internal import Reports

/// A text as a square of light and dark that a telephone's camera reads (ISO/IEC 18004), with the middle level of repair.
struct QRPicture: Sendable {
    /// Modules along a side, without the quiet zone.
    let side: Int
    /// Row by row from the top, whether each module is dark.
    let isDark: [Bool]

    /// Light modules around it, without which cameras do not find it.
    static let quiet = 4

    /// Nil where the text is empty or too long for the largest one (some 2,300 bytes).
    init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(0), let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1)
        else { return nil }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        guard let modules = code.pointee.data else { return nil }
        // The lowest bit is the colour, the others are the library's own notes.
        isDark = (0..<side * side).map { modules[$0] & 1 == 1 }
    }

    /// The dark modules as the path of an SVG, a run of neighbours in a row as one rectangle.
    var path: String {
        var path = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                let start = column
                while column < side, isDark[row * side + column] { column += 1 }
                let length = column - start
                if length > 0 { path += "M\(start + Self.quiet) \(row + Self.quiet)h\(length)v1h-\(length)z" }
                column += 1
            }
        }
        return path
    }

    /// Black on white in the dark style, too: not every camera reads it the other way round.
    func write(label: String, to page: inout HTML) {
        let width = side + 2 * Self.quiet
        page.element(
            "svg", .class("qr"), .named("viewBox", "0 0 \(width) \(width)"), .named("role", "img"), .label(label),
            .named("shape-rendering", "crispEdges")
        ) { svg in
            svg.element("rect", .named("width", "\(width)"), .named("height", "\(width)"), .named("fill", "#fff")) {
                _ in
            }
            svg.element("path", .named("d", path), .named("fill", "#000")) { _ in }
        }
    }
}
