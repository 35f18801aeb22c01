package import Insight
package import Kernel

/// The reports of a folder, a line for each group, in the format of the reports.
package struct ReportIndex: Sendable {
    /// What the index says of one group.
    package struct Entry: Sendable {
        package let file: String
        let group: GroupLabel
        let window: DayRange?
        let stage: GroupStage?
        let members: Int
        let active: Int
        let activeBefore: Int?
        let messages: Int
        /// The first thing its report advises, in words; nil where it advises nothing.
        let advice: String?
        let severity: Advice.Severity?

        /// - Parameter file: The name of the report's file in the folder.
        package init(_ report: GroupReport, file: String, catalogue: TextCatalogue) {
            self.file = file
            group = report.group
            window = report.window
            stage = report.stage?.stage
            members = report.totals.members
            active = report.totals.active
            activeBefore = report.previous?.active
            messages = report.totals.sums.messages
            let first = report.advice.first
            let words = ReportWords(text: catalogue)
            advice = first.map { catalogue(words.findingKey(of: $0), words.values(of: $0)) }
            severity = first?.severity
        }
    }

    package private(set) var entries: [Entry] = []
    let words: PageWords

    package init(catalogue: TextCatalogue) { words = PageWords(catalogue) }

    package mutating func add(_ entry: Entry) { entries.append(entry) }

    // MARK: - Formats

    package func html(assets: PageAssets) -> [UInt8] {
        PageFrame(title: words("all.title"), words: words, assets: assets, charts: .none).html { page in
            page.element("main") { main in
                main.element("header") { header in
                    header.element("div", .class("brand")) { brand in
                        brand.trusted(PageFrame.mark.utf8)
                        brand.element("span", text: words("brand"))
                    }
                    header.element("h1", text: words("all.title"))
                    let groups = words.report.quantity(entries.count, .groups)
                    header.element("p", .class("facts"), text: words("all.why", ["groups": groups]))
                }
                addTable(to: &main)
            }
            page.element("footer") { $0.element("p", text: words("footer")) }
        }
    }

    private func addTable(to page: inout HTML) {
        page.element("div", .class("scroll")) { $0.element("table", .class("data groups")) { addTableRows(to: &$0) } }
    }

    private func addTableRows(to table: inout HTML) {
        let numbers = ["members", "active", "messages"].map { words("column." + $0) }
        table.element("thead") { head in
            head.element("tr") { row in
                row.element("th", .scope("col"), text: words("all.group"))
                row.element("th", .scope("col"), text: words("all.stage"))
                for number in numbers { row.element("th", .scope("col"), .class("r"), text: number) }
                row.element("th", .scope("col"), text: words("all.advice"))
                row.element("th", .scope("col"), text: words("all.last"))
            }
        }
        table.element("tbody") { body in
            for entry in entries { body.element("tr") { add(entry, to: &$0) } }
        }
    }

    private func add(_ entry: Entry, to row: inout HTML) {
        row.element("th", .scope("row")) { cell in
            cell.element("a", .href(ReportIndex.link(to: entry.file))) { $0.element("bdi", text: entry.group.name) }
            let facts = [words.network(entry.group.network)] + (entry.group.kind.map { [words.kind($0)] } ?? [])
            cell.element("small", text: facts.joined(separator: " · "))
        }
        row.element("td") { cell in
            if let stage = entry.stage { cell.element("span", .class("tag " + stage.look), text: words.stage(stage)) }
        }
        row.element("td", .class("r"), text: ReportWords.count(entry.members))
        row.element("td", .class("r")) { cell in
            cell.text(ReportWords.count(entry.active))
            guard let before = entry.activeBefore, let change = ratio(entry.active - before, of: before) else { return }
            cell.element("small", .class(change < 0 ? "down" : "up"), text: ReportWords.change(change))
        }
        row.element("td", .class("r"), text: ReportWords.count(entry.messages))
        row.element("td", .class("first"), text: entry.advice ?? "")
        row.element("td", text: entry.window.map { "\($0.to)" } ?? ReportWords.nothing)
    }

    /// A name of a file as it may stand in a link.
    private static func link(to file: String) -> String {
        var link = "./"
        for byte in file.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                link.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                link += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return link
    }

    package func csv() -> [UInt8] {
        var table = CSVTable(columns: [
            "file", "network", "group", "kind", "stage", "from", "to", "members", "active", "messages", "advice",
        ])
        for entry in entries {
            table.add([
                .text(entry.file), .text(entry.group.network), .text(entry.group.name), .text(entry.group.kind ?? ""),
                .text(entry.stage?.rawValue ?? ""), .text(entry.window.map { "\($0.from)" } ?? ""),
                .text(entry.window.map { "\($0.to)" } ?? ""), .number(String(entry.members)),
                .number(String(entry.active)), .number(String(entry.messages)), .text(entry.advice ?? ""),
            ])
        }
        return table.bytes
    }

    /// A list of objects, one a line.
    package func json() -> [UInt8] {
        var bytes: [UInt8] = Array("[".utf8)
        for (index, entry) in entries.enumerated() {
            bytes += (index == 0 ? "\n" : ",\n").utf8
            JSONValue.object([
                ("active", .integer(entry.active)), ("advice", JSONValue(entry.advice)),
                ("file", .string(entry.file)), ("from", JSONValue(entry.window.map { "\($0.from)" })),
                ("group", .string(entry.group.name)), ("kind", JSONValue(entry.group.kind)),
                ("members", .integer(entry.members)), ("messages", .integer(entry.messages)),
                ("network", .string(entry.group.network)), ("stage", JSONValue(entry.stage?.rawValue)),
                ("to", JSONValue(entry.window.map { "\($0.to)" })),
            ]).append(to: &bytes)
        }
        return bytes + "\n]\n".utf8
    }

    package func text() -> [UInt8] {
        var lines = [words("all.title"), words("all.why", ["groups": words.report.quantity(entries.count, .groups)])]
        for entry in entries {
            let stage = entry.stage.map { words.stage($0) }
            let facts = [
                words.network(entry.group.network), stage, words.report.quantity(entry.members, .members),
                words.report.quantity(entry.messages, .messages),
            ]
            lines += ["", entry.group.name.printable, "  " + facts.compactMap { $0 }.joined(separator: " · ")]
            if let advice = entry.advice { lines += advice.wrapped(to: 66).map { "  " + $0 } }
            lines.append("  → " + entry.file)
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
