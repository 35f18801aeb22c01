internal import Insight
internal import Kernel
internal import Reports

/// A line as wide as a word that shows how many spoke on each day, with the same in words.
struct SparkLine {
    let values: [Int]

    static let width = 96
    static let height = 24

    /// The path of an SVG of `width` × `height`.
    var path: String {
        guard values.count > 1, let most = values.max() else { return "" }
        let top = Double(max(1, most))
        return values.enumerated().map { index, value in
            let x = Double(index) * Double(Self.width) / Double(values.count - 1)
            let y = Double(Self.height - 2) - Double(value) / top * Double(Self.height - 4)
            return "\(index == 0 ? "M" : "L")\(Self.tenths(x)) \(Self.tenths(y))"
        }.joined()
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }

    func write(kind: String, look: Look, to cell: inout HTML) {
        guard let most = values.max(), let least = values.min(), let last = values.last, values.count > 1 else {
            return cell.text(ReportWords.nothing)
        }
        let words = look(
            "groups.spark",
            [
                "least": ReportWords.count(least), "most": ReportWords.count(most), "last": ReportWords.count(last),
                "days": String(values.count),
            ])
        cell.element(
            "svg", .class("spark " + kind), .named("viewBox", "0 0 \(Self.width) \(Self.height)"),
            .named("role", "img"), .label(words), .named("preserveAspectRatio", "none")
        ) { svg in
            svg.element("title", text: words)
            svg.element(
                "path", .named("d", path), .named("fill", "none"), .named("stroke", "currentColor"),
                .named("stroke-width", "1.6"), .named("stroke-linejoin", "round")
            ) { _ in }
        }
    }
}
