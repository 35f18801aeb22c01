/// A table of a page; every chart has one.
struct DataTable: Sendable {
    struct Column: Sendable {
        var title: String
        /// Numbers stand at the right, under each other.
        var isNumber = true
    }

    struct Cell: Sendable {
        var text: String
        /// How dark its ground is, 0…9; nil for none.
        var tint: Int?
        /// The length of a bar in its ground, 0…1.
        var bar: Double?
        /// Small words under the text.
        var note: String?
        /// Whether a person chose the text, so that its direction of writing must stay its own.
        var isName = false
        /// Where it leads.
        var link: String?

        init(_ text: String) { self.text = text }

        static func name(_ text: String, note: String? = nil) -> Cell {
            var cell = Cell(text)
            cell.isName = true
            cell.note = note
            return cell
        }
    }

    var columns: [Column]
    var rows: [[Cell]] = []
    /// What it shows, for who cannot see it.
    var caption: String
    var isDense = false

    init(_ caption: String, _ columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    mutating func add(_ cells: Cell...) { rows.append(cells) }

    func write(to page: inout HTML) {
        page.element("div", .class("scroll"), .named("tabindex", "0"), .named("role", "group"), .label(caption)) {
            $0.element("table", .class(isDense ? "data dense" : "data")) { table in
                table.element("caption", .class("unseen"), text: caption)
                table.element("thead") { head in
                    head.element("tr") { row in
                        for column in columns {
                            let kind = column.isNumber ? Attribute.class("r") : nil
                            row.element("th", .scope("col"), kind, text: column.title)
                        }
                    }
                }
                table.element("tbody") { body in
                    for cells in rows { body.element("tr") { write(cells, to: &$0) } }
                }
            }
        }
    }

    private func write(_ cells: [Cell], to row: inout HTML) {
        for (index, cell) in cells.enumerated() {
            if index == 0 {
                row.element("th", .scope("row"), columns[0].isNumber ? .class("r") : nil) { write(cell, to: &$0) }
            } else {
                row.element("td", attributes(of: cell, columns[index])) { write(cell, to: &$0) }
            }
        }
    }

    private func attributes(of cell: Cell, _ column: Column) -> Attribute? {
        var classes = column.isNumber ? ["r"] : []
        if let tint = cell.tint { classes.append("t\(min(9, max(0, tint)))") }
        return classes.isEmpty ? nil : .class(classes.joined(separator: " "))
    }

    private func write(_ cell: Cell, to element: inout HTML) {
        if let link = cell.link {
            element.element("a", .href(link)) { $0.element("bdi", text: cell.text) }
        } else if cell.isName {
            element.element("bdi", text: cell.text)
        } else {
            element.text(cell.text)
        }
        if let bar = cell.bar {
            let width = Int((max(0, min(1, bar)) * 100).rounded())
            element.element("i", .class("bar"), .named("aria-hidden", "true")) {
                $0.element("b", .style("width:\(width)%"), text: "")
            }
        }
        if let note = cell.note { element.element("small", text: note) }
    }
}
