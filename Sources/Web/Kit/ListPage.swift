internal import Insight
internal import Kernel
internal import Reports

/// How a list is asked for: filters, order and place, all of them in the URL, so that a list can be kept and sent.
struct ListQuery: Sendable {
    var fields: FormFields

    static let pageSize = 50

    init(_ fields: FormFields) { self.fields = fields }

    /// Words to look for; nil where nothing was entered.
    var words: String? { fields.text("q") }
    /// The column it is ordered by, and whether downwards.
    var sort: String? { fields["sort"] }
    var isDescending: Bool { fields["order"] == "down" }
    /// Behind which row the page begins: what the row before said of itself.
    var after: String? { fields.text("after") }

    /// The path of the same list with a field changed; the place in it is given up unless it is what changes.
    func path(_ base: String, _ changes: [(String, String?)]) -> String {
        var copy = fields
        copy.set("after", nil)
        for (name, value) in changes { copy.set(name, value) }
        copy.set("token", nil)
        let query = copy.encoded
        return query.isEmpty ? base : base + "?" + query
    }
}

/// A place in an ordered list: the value of the order's column and the row's id, as one text for a URL.
struct ListPlace: Sendable, Equatable {
    let value: String
    let id: Int64

    init(value: String, id: Int64) {
        self.value = value
        self.id = id
    }

    /// Nil where the text is no place.
    init?(_ text: String) {
        guard let dot = text.lastIndex(of: "."), let id = Int64(text[text.index(after: dot)...]) else { return nil }
        self.init(value: String(text[..<dot]), id: id)
    }

    var text: String { "\(value).\(id)" }
}

/// The head of a list's column, which orders it.
struct SortHead {
    let look: Look
    let query: ListQuery
    let base: String

    func write(_ column: String, label: String, isNumber: Bool, standard: String, to row: inout HTML) {
        let isHere = (query.sort ?? standard) == column
        // Names begin with the first, numbers with the largest.
        let isDown = isHere ? query.isDescending || (query.fields["order"] == nil && isNumber) : false
        let next = isHere ? (isDown ? "up" : "down") : (isNumber ? "down" : "up")
        row.element(
            "th", .scope("col"), isNumber ? .class("r") : nil,
            isHere ? .named("aria-sort", isDown ? "descending" : "ascending") : nil
        ) { head in
            head.element("a", .href(query.path(base, [("sort", column), ("order", next)]))) { link in
                link.text(label)
                if isHere { link.element("span", .named("aria-hidden", "true"), text: isDown ? " ↓" : " ↑") }
            }
        }
    }
}

/// The foot of a list: which rows these are, and the way to the next.
struct ListFoot {
    let look: Look
    let query: ListQuery
    let base: String

    /// - Parameter next: The place of the last row shown where more follow.
    func write(count: Int, total: Int?, next: ListPlace?, to page: inout HTML) {
        page.element("nav", .class("foot"), .label(look("list.pages"))) { foot in
            var text = look("list.count", ["count": ReportWords.count(count)])
            if let total {
                text = look("list.count-of", ["count": ReportWords.count(count), "total": ReportWords.count(total)])
            }
            foot.element("span", text: text)
            if query.after != nil { foot.element("a", .href(query.path(base, [])), text: look("list.first")) }
            if let next {
                foot.element(
                    "a", .href(query.path(base, [("after", next.text)])), .named("rel", "next"), text: look("list.next")
                )
            }
        }
    }
}
