package import Insight
package import Kernel

/// A community's report as one HTML file: complete without a script, and with charts where it runs.
package struct CommunityPage: Sendable {
    let report: CommunityReport
    let countedAt: Instant
    let zone: String
    let words: PageWords
    let assets: PageAssets
    let isKept: Bool

    /// More groups than this are in the table of all of them only as a count; CSV has every one.
    private static let mostLines = 500
    /// The longest of the lists beside it.
    private static let mostListed = 20

    /// - Parameters:
    ///   - zone: Of the community; the time of counting is told in it.
    ///   - isKept: Whether the library of the charts comes in later (`KeptPage`).
    package init(
        _ report: CommunityReport, countedAt: Instant, zone: String, catalogue: TextCatalogue, assets: PageAssets,
        isKept: Bool = false
    ) {
        self.report = report
        self.countedAt = countedAt
        self.zone = zone
        words = PageWords(catalogue)
        self.assets = assets
        self.isKept = isKept
    }

    private var title: String { words.catalogue(report.titleKey, report.titleValues(words.report)) }
    private var hasCharts: Bool { assets.charts != nil && !report.lines.isEmpty }

    /// The file, UTF-8.
    package func html() -> [UInt8] {
        let frame = PageFrame(
            title: title, words: words, assets: assets, charts: hasCharts ? (isKept ? .later : .inside) : .none)
        return frame.html { page in
            page.element("main") { main in
                addHeader(to: &main)
                write(to: &main)
            }
            page.element("footer") { $0.element("p", text: words("footer")) }
        }
    }

    private func addHeader(to page: inout HTML) {
        page.element("header") { header in
            header.element("div", .class("brand")) { brand in
                brand.trusted(PageFrame.mark.utf8)
                brand.element("span", text: words("brand"))
            }
            header.element("h1") { $0.element("bdi", text: title) }
            header.element("div", .class("facts")) { facts in
                let values = [
                    "from": words.report.fullDate(report.window.from), "to": words.report.fullDate(report.window.to),
                    "days": words.report.quantity(report.window.count, .days),
                ]
                facts.element("span", text: words("window", values))
                facts.element("span", text: words("zone", ["zone": zone]))
                var civil = CivilZone(zone) ?? .utc
                facts.element("span", text: words("counted", ["time": words.time(civil.wallTime(countedAt))]))
            }
        }
    }

    private func write(to page: inout HTML) {
        page.element("section", .class("result"), .id("result")) { section in
            section.element("h2", text: words("result"))
            for sentence in report.sentences(words.report) {
                section.element("p") { $0.strong(words.strong(sentence.key, sentence.values)) }
            }
        }
        guard !report.lines.isEmpty else { return }
        AdviceSection(words: words, advice: report.advice, hasDefinitions: false).write(to: &page)
        CourseSection(words: words, courses: report.courses).write(to: &page)
        addTiles(to: &page)
        addDays(to: &page)
        addLists(to: &page)
        LivesSection(report.lives, kind: nil, catalogue: words.catalogue).write(to: &page)
        addAll(to: &page)
    }

    // MARK: - Figures

    private func addTiles(to page: inout HTML) {
        let (totals, before) = (report.totals, report.totalsBefore)
        page.element("section", .id("figures")) { section in
            section.element("h2", text: words("figures"))
            section.element("p", .class("why"), text: words.catalogue("community.figures.why"))
            section.element("dl", .class("tiles")) { list in
                addTile(words.catalogue("community.groups"), report.lines.count, before: nil, to: &list)
                addTile(words.catalogue("community.talking"), report.talking, before: nil, to: &list)
                addTile(
                    words.name("active"), report.active, before: report.activeBefore > 0 ? report.activeBefore : nil,
                    to: &list)
                addTile(words.name("messages"), totals.messages, before: before?.messages, to: &list)
                addTile(words.name("members"), totals.members, before: before?.members, to: &list)
                addTile(words.name("joins"), totals.joins, before: before?.joins, to: &list)
                addTile(words.name("leaves"), totals.leaves, before: before?.leaves, isBetter: false, to: &list)
            }
        }
    }

    private func addTile(_ name: String, _ now: Int, before: Int?, isBetter: Bool = true, to list: inout HTML) {
        list.element("div", .class("tile")) { tile in
            tile.element("dt", text: name)
            tile.element("dd") { value in
                value.text(ReportWords.count(now))
                guard let before else { return }
                let change = ratio(now - before, of: before).map { ReportWords.change($0) } ?? ReportWords.nothing
                let look = now == before ? nil : Attribute.class((now > before) == isBetter ? "up" : "down")
                let values = ["change": change, "before": ReportWords.count(before)]
                value.element("small", look, text: words("change.was", values))
            }
        }
    }

    private func addDays(to page: inout HTML) {
        guard report.days.count > 1 else { return }
        let names = [words("column.messages"), words.catalogue("community.talking")]
        var table = DataTable(
            words.catalogue("community.days"),
            [.init(title: words("column.date"), isNumber: false)] + names.map { .init(title: $0) })
        for day in report.days {
            table.add(
                .init(words.report.date(day.day)), .init(ReportWords.count(day.messages)),
                .init(ReportWords.count(day.groups)))
        }
        page.element("section", .id("days")) { section in
            section.element("h2", text: words.catalogue("community.days"))
            Chart(
                id: "days", title: words.catalogue("community.days"),
                labels: report.days.map { words.report.shortDate($0.day) },
                series: [
                    .init(name: names[0], form: .bars, values: report.days.map { Double($0.messages) }, colour: "bar"),
                    .init(
                        name: names[1], form: .line, values: report.days.map { Double($0.groups) },
                        colour: "persimmon", isRight: true),
                ]
            ).write(table: table, words: words, to: &section)
        }
    }

    // MARK: - Groups

    private func addLists(to page: inout HTML) {
        let lists = report.lists
        guard !lists.isEmpty else { return }
        page.element("section", .id("groups")) { section in
            section.element("h2", text: words.catalogue("community.changes"))
            section.element("div", .class("cols")) { columns in
                for list in lists {
                    columns.element("div") { column in
                        let title = words.catalogue("community.list." + list.key)
                        column.element("h3", text: title)
                        var table = DataTable(title, heads(["group", "before", "now", "ratio"]))
                        for line in list.lines.prefix(Self.mostListed) {
                            table.rows.append([
                                .name(line.label.name), count(line.before?.active), count(line.now.active),
                                .init(ReportWords.percent(line.now.activeRatio)),
                            ])
                        }
                        table.write(to: &column)
                        if list.lines.count > Self.mostListed {
                            let more = ReportWords.count(list.lines.count - Self.mostListed)
                            column.element("p", .class("why"), text: words.catalogue("community.more", ["count": more]))
                        }
                    }
                }
            }
        }
    }

    private func addAll(to page: inout HTML) {
        page.element("section", .id("all")) { section in
            section.element("h2", text: words.catalogue("community.all"))
            var table = DataTable(
                words.catalogue("community.all"),
                heads(["group", "members", "before", "now", "ratio", "messages", "joins", "leaves"]))
            for line in report.lines.prefix(Self.mostLines) {
                let kind = line.label.kind.map { words.kind($0) } ?? words.network(line.label.network)
                table.rows.append([
                    .name(line.label.name, note: kind), count(line.now.members), count(line.before?.active),
                    count(line.now.active), .init(ReportWords.percent(line.now.activeRatio)),
                    count(line.now.messages), count(line.now.joins), count(line.now.leaves),
                ])
            }
            table.write(to: &section)
            if report.lines.count > Self.mostLines {
                let more = ReportWords.count(report.lines.count - Self.mostLines)
                section.element("p", .class("why"), text: words.catalogue("community.more", ["count": more]))
            }
        }
    }

    private func heads(_ keys: [String]) -> [DataTable.Column] {
        keys.map { .init(title: words.catalogue("community.column." + $0), isNumber: $0 != "group") }
    }

    private func count(_ number: Int?) -> DataTable.Cell {
        .init(number.map { ReportWords.count($0) } ?? ReportWords.nothing)
    }
}
