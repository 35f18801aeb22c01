package import Kernel

extension GroupReport {
    /// The report as an operator would paste it into a chat: at most 72 columns of a fixed-width font.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        addTitle(to: &page, words)
        guard let window else { return page.text }
        addHeadline(to: &page, words)
        addStage(to: &page, words)
        addOutlook(to: &page, words)
        addDetails(to: &page, words)
        addValue(to: &page, words)
        if totals.sums.messages > 0 {
            addCourse(window, to: &page, words)
            addHours(to: &page, words)
        }
        addBestHours(to: &page, words)
        addRetention(to: &page, words)
        addSurvival(to: &page, words)
        if totals.active > 0 { addGraph(to: &page, words) }
        addTopics(to: &page, words)
        addPeople(to: &page, words)
        addJoining(to: &page, words)
        addAnomalies(to: &page, words)
        addAdvice(to: &page, words)
        return page.text
    }

    private func addTitle(to page: inout TextPage, _ words: ReportWords) {
        page.add(group.name.printable.cut(to: TextPage.width))
        guard let window else {
            page.rule()
            return page.add(words("empty"))
        }
        let days = [
            "from": words.fullDate(window.from), "to": words.fullDate(window.to),
            "days": ReportWords.count(window.count),
        ]
        page.add(words(window.count == 1 ? "title.day" : "title.days", days))
        page.add(words("title.zone", ["zone": group.zone]))
        guard let data else { return page.add(words("empty")) }
        if window.from < data.from || data.to < window.to {
            let isOutside = window.to < data.from || data.to < window.from
            let values = ["from": words.fullDate(data.from), "to": words.fullDate(data.to)]
            page.add(words(isOutside ? "window.outside" : "window.partly", values))
        }
    }

    // MARK: - Figures

    /// A figure of the window and of the window before.
    private typealias Figure = (key: String, now: Int, before: Int?)

    private var headline: [Figure] {
        let before = previous?.sums
        let talk: [Figure] = [
            ("messages", totals.sums.messages, before?.messages), ("active", totals.active, previous?.active),
        ]
        var coming: [Figure] = [
            knowsNoJoins
                ? ("newcomers", totals.sums.joinsImplied, before?.joinsImplied)
                : ("joins", totals.sums.joins, before?.joins),
            ("leaves", totals.sums.leaves, before?.leaves),
        ]
        if group.isPresence {
            coming = [
                ("newcomers", totals.sums.joinsImplied, before?.joinsImplied),
                ("sessions", totals.sums.sessions, before?.sessions),
            ]
            // Nobody leaves such a group of their own accord.
            if totals.sums.leaves > 0 { coming.append(("removed", totals.sums.leaves, before?.leaves)) }
        }
        return talk + coming + [("members", totals.members, previous?.members)]
    }

    /// The shares that are held against those of the window before.
    private var shares: [(key: String, now: Double?, before: Double?)] {
        [
            ("active_ratio", totals.activeRatio, previous?.activeRatio),
            ("answered_ratio", value.answeredRatio, previous?.answeredRatio),
            ("carrying_share", value.carryingShare, previous?.carryingShare),
            ("connected", graph.connected, previous?.connected),
        ]
    }

    /// Whether the source tells of nobody's joining, only of what people say: then first being seen is all there is.
    package var knowsNoJoins: Bool {
        group.isPresence || (totals.sums.joins == 0 && totals.sums.joinsImplied > 0)
    }

    private func addHeadline(to page: inout TextPage, _ words: ReportWords) {
        let column = 13
        page.rule()
        if previous != nil {
            let titles = ["now", "before", "change"].map { words("head." + $0).aligned(to: column) }
            page.add(words("head").padded(to: TextPage.width - 3 * column) + titles.joined())
        }
        for figure in headline {
            var line = words("figure." + figure.key).padded(to: TextPage.width - 3 * column)
            line += ReportWords.count(figure.now).aligned(to: column)
            if let before = figure.before {
                line += ReportWords.count(before).aligned(to: column)
                line += ReportWords.change(ratio(figure.now - before, of: before)).aligned(to: column)
            }
            page.add(line)
        }
        for (key, share, before) in shares {
            guard let share, let before else { continue }
            var line = words("figure." + key).padded(to: TextPage.width - 3 * column)
            line += ReportWords.percent(share).aligned(to: column) + ReportWords.percent(before).aligned(to: column)
            page.add(
                line + words("points", ["points": ReportWords.points(from: before, to: share)]).aligned(to: column))
        }
        if let window, previous != nil {
            let previousDays = window.previous
            let values = ["from": words.date(previousDays.from), "to": words.date(previousDays.to)]
            page.add(words("head.note", values))
        }
    }

    private var details: [(key: String, value: String)] {
        var details: [(key: String, value: String)] = [
            ("active_ratio", ReportWords.percent(totals.activeRatio)),
            ("dau", ReportWords.count(totals.dailyActive)),
            ("wau", ReportWords.count(totals.weeklyActive)),
            ("mau", ReportWords.count(totals.monthlyActive)),
            ("stickiness", ReportWords.percent(totals.stickiness)),
            ("messages_per_member", ReportWords.decimal(totals.messagesPerMember, places: 1)),
            ("messages_per_active", ReportWords.decimal(totals.messagesPerActive, places: 1)),
            ("top10_share", ReportWords.percent(totals.topTenthShare)),
            ("gini", ReportWords.decimal(totals.gini, places: 2)),
            ("silent", ReportWords.count(totals.silent)),
            ("people_seen", ReportWords.count(totals.peopleSeen)),
        ]
        if !group.isPresence {
            details.append(("growth_rate", ReportWords.change(totals.growthRate)))
            details.append(("churn_rate", ReportWords.percent(totals.churnRate)))
        }
        if totals.sums.renames > 0 { details.append(("renames", ReportWords.count(totals.sums.renames))) }
        if totals.sums.messagesOfBots > 0 {
            details.append(("messages_bot", ReportWords.count(totals.sums.messagesOfBots)))
        }
        return details
    }

    private func addDetails(to page: inout TextPage, _ words: ReportWords) {
        page.begin(words("details"))
        for detail in details {
            let label = words("detail." + detail.key).padded(to: 21)
            page.add("  " + label + detail.value.aligned(to: 9) + "  " + words("detail.\(detail.key).note"))
        }
    }

    // MARK: - People

    private func addRetention(to page: inout TextPage, _ words: ReportWords) {
        guard let window, !retention.isEmpty else { return }
        let shown = retention.suffix(8)
        let weeks = min(7, shown.map(\.active.count).max() ?? 0)
        page.begin(words("retention"), note: words(knowsNoJoins ? "retention.seen" : "retention.joined"))
        let titles = (0..<weeks).map { week in
            let title = week == 0 ? words("retention.first") : words("retention.week", ["week": String(week)])
            return title.aligned(to: 6)
        }
        page.add("  " + "".padded(to: 16) + words("retention.size").aligned(to: 7) + titles.joined())
        for cohort in shown {
            let isOfThisYear = cohort.week.date.year == window.to.date.year
            let date = isOfThisYear ? words.shortDate(cohort.week) : "\(cohort.week)"
            let cells = cohort.active.prefix(weeks).map { active in
                let share = active.flatMap { ratio($0, of: cohort.size) }
                return (active == nil ? "·" : ReportWords.percent(share)).aligned(to: 6)
            }
            let label = words("retention.cohort", ["date": date]).padded(to: 16)
            page.add("  " + label + ReportWords.count(cohort.size).aligned(to: 7) + cells.joined())
        }
        if shown.contains(where: { $0.active.prefix(weeks).contains(nil) }) { page.add("  " + words("retention.open")) }
    }

    private func addGraph(to page: inout TextPage, _ words: ReportWords) {
        page.begin(words("graph"))
        guard graph.edges > 0 else { return page.add("  " + words("graph.none")) }
        let values = ["edges": ReportWords.count(graph.edges), "weight": ReportWords.count(graph.weight)]
        page.add("  " + words("graph.edges", values))
        let shares: [(key: String, share: Double?)] = [
            ("reciprocity", graph.reciprocity), ("connected", graph.connected),
            ("largest_component", graph.largestComponent), ("density", graph.density),
        ]
        for (key, share) in shares where share != nil {
            page.add("  " + words("graph." + key, ["share": ReportWords.percent(share)]))
        }
    }

    private func addAnomalies(to page: inout TextPage, _ words: ReportWords) {
        var found: [(key: String, count: Int)] = [
            ("joins_of_present", totals.sums.joinsOfPresent), ("leaves_of_absent", totals.sums.leavesOfAbsent),
        ]
        // Where joining is only presence every membership begins with being seen: nothing odd about it.
        if !group.isPresence { found.insert(("joins_implied", totals.sums.joinsImplied), at: 0) }
        guard found.contains(where: { $0.count > 0 }) else { return }
        page.begin(words("anomalies"))
        for (key, count) in found where count > 0 {
            page.add("  " + words("anomalies." + key, ["count": ReportWords.count(count)]))
        }
    }
}
