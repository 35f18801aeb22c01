package import Insight
package import Kernel

/// The sections of a report, one by one, for pages that show some of them in a frame of their own.
package struct ReportParts: Sendable {
    /// What a page can ask for.
    package enum Part: Sendable {
        case result, advice, tiles, activity, rhythm, people, holders, questions, retention, survival, days, links
        case joining, graph, anomalies, details, health, forecast
    }

    private let page: ReportPage

    /// - Parameter peopleBase: What comes before somebody's id in the path of their page; nil where names lead nowhere.
    package init(_ report: GroupReport, countedAt: Instant, catalogue: TextCatalogue, peopleBase: String? = nil) {
        page = ReportPage(
            report, countedAt: countedAt, catalogue: catalogue, assets: PageAssets(style: [], script: [], charts: nil),
            peopleBase: peopleBase)
    }

    /// Whether there is anything to report.
    package var hasFigures: Bool { page.hasFigures }

    package func write(_ part: Part, to html: inout HTML) {
        switch part {
        case .result: page.addResult(to: &html)
        case .advice: page.addAdvice(to: &html)
        case .tiles: page.addTiles(to: &html)
        case .activity: page.addActivity(to: &html)
        case .rhythm: page.addRhythm(to: &html)
        case .people: page.addPeople(to: &html)
        case .holders: page.addHolders(to: &html)
        case .questions: page.addOpenQuestions(to: &html)
        case .retention: page.addRetention(to: &html)
        case .survival: page.addSurvival(to: &html)
        case .days: page.addDays(to: &html)
        case .links: page.addSharedLinks(to: &html)
        case .joining: page.addJoining(to: &html)
        case .graph: page.addGraph(to: &html)
        case .anomalies: page.addAnomalies(to: &html)
        case .details: page.addDetails(to: &html)
        case .health: page.addHealth(to: &html)
        case .forecast: page.addForecast(to: &html)
        }
    }

    /// What some figures mean; links of the sections lead there.
    package func definitions(_ keys: [String], to html: inout HTML) { page.addDefinitions(keys, to: &html) }

    package static let allDefinitions = ReportPage.definitions
}

extension ReportPage {
    fileprivate func addHolders(to page: inout HTML) {
        guard report.people.core.count + report.people.answerers.count > 0 else { return }
        page.element("section", .id("holders")) { section in
            section.element("h2", text: words("holders"))
            addRanked("core", report.people.core, column: "core", to: &section)
            addRanked("answerers", report.people.answerers, column: "answers", to: &section)
            addNames("bridges", report.people.bridges, why: "people.bridges.why", to: &section)
        }
    }

    fileprivate func addOpenQuestions(to page: inout HTML) {
        guard report.value.questions > 0 else { return }
        page.element("section", .id("questions")) { addQuestions(to: &$0) }
    }

    fileprivate func addDays(to page: inout HTML) {
        guard report.busiestDays.count > 1 || !report.noise.days.isEmpty else { return }
        page.element("section", .id("days"), .class("cols")) { section in
            addBusiest(to: &section)
            addNoise(to: &section)
        }
    }

    fileprivate func addSharedLinks(to page: inout HTML) {
        guard !report.links.isEmpty else { return }
        page.element("section", .id("links")) { addLinks(to: &$0) }
    }
}

/// The words for kinds, stages and networks, and where a figure's definition is, for other pages.
package struct ReportTerms: Sendable {
    private let words: PageWords

    package init(_ catalogue: TextCatalogue) { words = PageWords(catalogue) }

    package func network(_ network: String) -> String { words.network(network) }
    package func kind(_ kind: String) -> String { words.kind(kind) }
    package func stage(_ stage: GroupStage) -> String { words.stage(stage) }
    /// The class of a stage's tag.
    package func look(of stage: GroupStage) -> String { stage.look }
    package func person(_ name: String?) -> String { words.person(name) }
    package func figure(_ key: String) -> String { words.name(key) }
    package func definition(_ key: String) -> String { words("def." + key) }
    package func reason(_ reason: StageReason) -> String { words.reason(reason) }
    package func time(_ wall: WallTime) -> String { words.time(wall) }
    package func finding(_ advice: Advice) -> String {
        words.catalogue(words.report.findingKey(of: advice), words.report.values(of: advice))
    }
}
