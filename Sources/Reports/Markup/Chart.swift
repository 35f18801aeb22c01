internal import Insight

/// A chart of a page: what is drawn, in the terms of our own script, which draws it with ECharts.
struct Chart: Sendable {
    enum Form: String, Sendable {
        case bars, line, steps
        /// The lower end of an interval, and its height over it.
        case bandLow, bandHeight
    }

    enum Unit: String, Sendable { case count, share }

    struct Series: Sendable {
        var name: String
        var form: Form
        var values: [Double?]
        /// A colour of the style, without its dashes.
        var colour = "leaf"
        /// Whether its scale stands at the right.
        var isRight = false
        var isDashed = false
        /// Bars of one stack stand on each other.
        var stack: String?
    }

    /// Unique on the page.
    var id: String
    var title: String
    var labels: [String]
    var series: [Series]
    var unit = Unit.count
    /// What stands under the axis, where the labels do not say it.
    var axisName: String?

    private var json: JSONValue {
        .object([
            ("labels", .array(labels.map { .string($0) })),
            ("series", .array(series.map(\.json))),
            ("unit", .string(unit.rawValue)),
            ("axis", JSONValue(axisName)),
        ])
    }

    /// The chart with its table folded away behind it. Without a script the table stands open in its place.
    func write(table: DataTable, words: PageWords, to page: inout HTML) {
        page.element("figure", .class("chart"), .named("data-chart", id)) { figure in
            figure.element("div", .class("canvas"), .named("role", "img"), .label(title), .named("hidden", "")) { _ in }
            figure.element("details", .flag("open")) { details in
                details.element("summary", text: words("table"))
                table.write(to: &details)
            }
        }
        var bytes: [UInt8] = []
        json.append(to: &bytes)
        page.data("chart-" + id, json: bytes)
    }
}

extension Chart.Series {
    fileprivate var json: JSONValue {
        .object([
            ("colour", .string(colour)), ("dashed", .integer(isDashed ? 1 : 0)), ("form", .string(form.rawValue)),
            ("name", .string(name)), ("right", .integer(isRight ? 1 : 0)), ("stack", JSONValue(stack)),
            ("values", .array(values.map { JSONValue($0) })),
        ])
    }
}
