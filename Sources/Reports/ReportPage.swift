package import Insight
package import Kernel

/// A group's report as one HTML file: complete without a script, and with charts where it runs.
///
/// It asks nothing of the network, and its policy lets no script run but the program's own.
package struct ReportPage: Sendable {
    /// Where the page will lie.
    package enum Place: Sendable {
        /// By itself, with the library of the charts inside it.
        case alone
        /// In a folder with an index and the library beside it.
        case inFolder(index: String)
        /// In the database, where the library would only take room: see `KeptPage`.
        case kept
    }

    let report: GroupReport
    let advice: [Advice]
    let countedAt: Instant
    let words: PageWords
    let assets: PageAssets
    let place: Place
    /// How long all groups live; told beside the group's own figures where it is there.
    package var lives: GroupSurvival?

    /// - Parameter countedAt: When the figures were read.
    package init(
        _ report: GroupReport, countedAt: Instant, catalogue: TextCatalogue, assets: PageAssets, place: Place = .alone,
        peopleBase: String? = nil
    ) {
        self.report = report
        advice = report.advice
        self.countedAt = countedAt
        var words = PageWords(catalogue)
        words.peopleBase = peopleBase
        self.words = words
        self.assets = assets
        self.place = place
    }

    /// The file, UTF-8.
    package func html() -> [UInt8] {
        let frame = PageFrame(
            title: words("title", ["group": report.group.name]), words: words, assets: assets,
            charts: charts)
        return frame.html { page in
            page.element("main") { main in
                addHeader(to: &main)
                addNotes(to: &main)
                if hasFigures { addBody(to: &main) }
            }
            page.element("footer") { footer in
                footer.element("p", text: words("footer"))
                if hasFigures { footer.element("p", text: words("footer.members")) }
                if hasCharts, isInFolder {
                    footer.element("p", .class("screen"), text: words("charts-beside", ["file": PageAssets.chartsFile]))
                }
            }
        }
    }

    private func addBody(to page: inout HTML) {
        addResult(to: &page)
        addAdvice(to: &page)
        addHealth(to: &page)
        addForecast(to: &page)
        addTiles(to: &page)
        addActivity(to: &page)
        addRhythm(to: &page)
        addPeople(to: &page)
        if let portrait = report.portrait, portrait[.needs]?.slices.isEmpty == false {
            PortraitParts(words.catalogue).needs(portrait, evidence: nil, to: &page)
        }
        addRetention(to: &page)
        addSurvival(to: &page)
        if let lives {
            LivesSection(lives, kind: report.group.kind, catalogue: words.catalogue).write(to: &page)
        }
        addTopics(to: &page)
        addTalk(to: &page)
        addJoining(to: &page)
        addGraph(to: &page)
        addAnomalies(to: &page)
        addDetails(to: &page)
        addDefinitions(to: &page)
    }

    /// Whether there is anything to report.
    var hasFigures: Bool { report.window != nil && report.data != nil }

    private var hasCharts: Bool { hasFigures && assets.charts != nil && report.totals.sums.messages > 0 }

    private var charts: PageFrame.Charts {
        guard hasCharts else { return .none }
        return switch place {
        case .alone: .inside
        case .inFolder: .beside
        case .kept: .later
        }
    }

    private var isInFolder: Bool {
        if case .inFolder = place { return true }
        return false
    }

    /// Whether the source tells of nobody's joining, only of what people say.
    var knowsNoJoins: Bool { report.knowsNoJoins }

    // MARK: - Head of the page

    private func addHeader(to page: inout HTML) {
        page.element("header") { header in
            header.element("div", .class("brand")) { brand in
                brand.trusted(PageFrame.mark.utf8)
                brand.element("span", text: words("brand"))
                if case .inFolder(let index) = place { brand.element("a", .href(index), text: words("index")) }
            }
            header.element("h1") { $0.element("bdi", text: report.group.name) }
            header.element("div", .class("facts")) { addFacts(to: &$0) }
        }
    }

    private func addFacts(to facts: inout HTML) {
        facts.element("span", text: words.network(report.group.network))
        if let kind = report.group.kind { facts.element("span", text: words.kind(kind)) }
        if let stage = report.stage {
            facts.element("a", .class("tag " + stage.stage.look), .href("#def-stage"), text: words.stage(stage.stage))
        }
        if let window = report.window {
            let values = [
                "from": words.report.fullDate(window.from), "to": words.report.fullDate(window.to),
                "days": words.report.quantity(window.count, .days),
            ]
            facts.element("span", text: words("window", values))
        }
        facts.element("span", text: words("zone", ["zone": report.group.zone]))
        facts.element("span", text: words("counted", ["time": countedTime]))
    }

    private var countedTime: String {
        var zone = CivilZone(report.group.zone) ?? .utc
        return words.time(zone.wallTime(countedAt))
    }

    private func addNotes(to page: inout HTML) {
        guard let window = report.window, let data = report.data else {
            return page.element("p", .class("aside"), text: words.report("empty"))
        }
        if window.from < data.from || data.to < window.to {
            let isOutside = window.to < data.from || data.to < window.from
            let values = ["from": words.report.fullDate(data.from), "to": words.report.fullDate(data.to)]
            let text = words.report(isOutside ? "window.outside" : "window.partly", values)
            page.element("p", .class("aside"), text: text)
        }
        if assets.charts == nil { page.element("p", .class("aside screen"), text: words("no-charts")) }
    }
}

extension GroupStage {
    /// The class of its tag.
    var look: String {
        switch self {
        case .closed: "bad"
        case .fading: "warn"
        case .growing: "good"
        case .seed, .active: ""
        }
    }
}

extension PageWords {
    /// A network, a kind or a way of joining that has no text shows as the source has it.
    private func known(_ prefix: String, _ word: String) -> String {
        let text = self(prefix + word)
        return text == "page." + prefix + word ? word : text
    }

    func network(_ network: String) -> String { known("network.", network) }
    func kind(_ kind: String) -> String { known("kind.", kind) }
    func stage(_ stage: GroupStage) -> String { self("stage.\(stage.rawValue)") }
    func scene(_ scene: String?) -> String { scene.map { known("scene.", $0) } ?? self("scene.none") }

    /// A name, cut where it is a text of its own, or what stands for one that was erased.
    func person(_ name: String?) -> String { name?.cut(to: 48) ?? self("erased") }

    /// A cell with a name that leads to the person's page, where there is one.
    func person(_ id: Int64, _ name: String?) -> DataTable.Cell {
        var cell = DataTable.Cell.name(person(name))
        cell.link = peopleBase.map { $0 + String(id) }
        return cell
    }

    func write(_ id: Int64, _ name: String?, to element: inout HTML) {
        guard let peopleBase else { return element.element("bdi", text: person(name)) }
        element.element("a", .href(peopleBase + String(id))) { $0.element("bdi", text: person(name)) }
    }

    /// A day with its weekday, and with its year where that is not the one of the report.
    func day(_ day: CivilDay, near other: CivilDay?) -> String {
        day.date.year == other?.date.year ? report.date(day) : report.fullDate(day)
    }

    /// A day with the hour and the minute.
    func time(_ wall: WallTime, near other: CivilDay? = nil) -> String {
        let minutes = Int(wall.millisecondOfDay / 60_000)
        return day(wall.day, near: other) + " \(minutes / 60):\(padded(minutes % 60, to: 2))"
    }
}
