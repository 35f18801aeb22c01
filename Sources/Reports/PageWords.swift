internal import Insight
internal import Kernel

/// The words of the pages, with numbers and dates as the text report writes them.
struct PageWords: Sendable {
    let catalogue: TextCatalogue
    let report: ReportWords
    /// Where people have pages of their own, before their id; nil in a report that stands alone.
    var peopleBase: String?

    init(_ catalogue: TextCatalogue) {
        self.catalogue = catalogue
        report = ReportWords(text: catalogue)
    }

    func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String { catalogue("page." + key, values) }

    /// What a figure is called.
    func name(_ figure: String) -> String { self("name." + figure) }

    /// A figure that decided a stage, with its value.
    func reason(_ reason: StageReason) -> String {
        let value =
            switch reason.key {
            case "active_ratio": ReportWords.percent(reason.value)
            case "growth_rate": ReportWords.change(reason.value)
            default: ReportWords.count(Int(reason.value.rounded()))
            }
        return name(reason.key) + self("reason.sep") + value
    }

    func strong(_ key: String, _ values: [String: String]) -> String {
        catalogue(key, values.mapValues(PageWords.marked))
    }

    /// Marks that no text has: they are of the private use area, and taken out of what people wrote.
    static let begin: Unicode.Scalar = "\u{E000}"
    static let end: Unicode.Scalar = "\u{E001}"

    private static func marked(_ value: String) -> String {
        var marked = String.UnicodeScalarView()
        marked.append(begin)
        marked.append(contentsOf: value.unicodeScalars.lazy.filter { $0 != begin && $0 != end })
        marked.append(end)
        return String(marked)
    }
}

extension HTML {
    /// Writes a text of `PageWords.strong`: what was filled in stands out.
    mutating func strong(_ text: String) {
        var rest = text.unicodeScalars[...]
        while let begin = rest.firstIndex(of: PageWords.begin), let end = rest[begin...].firstIndex(of: PageWords.end) {
            self.text(String(rest[..<begin]))
            element("b", text: String(rest[rest.index(after: begin)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        self.text(String(rest))
    }
}
