internal import Insight
internal import Kernel

// Who carries the group, who is new, who stays and who goes.

extension ReportPage {
    func addPeople(to page: inout HTML) {
        let people = report.people
        let lists = [people.core, people.speakers, people.answerers, people.bridges, people.newcomers, people.silent]
        guard lists.contains(where: { $0.count > 0 }) else { return }
        page.element("section", .id("people")) { section in
            section.element("h2", text: words("people"))
            section.element("div", .class("flow")) { columns in
                addSpeakers(to: &columns)
                addRanked("core", people.core, column: "core", to: &columns)
                addRanked("answerers", people.answerers, column: "answers", to: &columns)
                addNames("bridges", people.bridges, why: "people.bridges.why", to: &columns)
                let newcomers = knowsNoJoins ? "people.newcomers.seen" : "people.newcomers.why"
                addNames("newcomers", people.newcomers, why: newcomers, showsDay: true, to: &columns)
                addNames("silent", people.silent, why: "people.silent.why", to: &columns)
                addNames("leaving", people.leaving, why: "people.leaving.why", showsDay: true, to: &columns)
            }
        }
    }

    private func begin(_ key: String, why: String, count: Int, to block: inout HTML) {
        block.element("h3", text: words("people." + key))
        block.element("p", .class("why")) {
            $0.strong(words.strong("page." + why, ["count": words.report.quantity(count, .people)]))
        }
    }

    private func addSpeakers(to page: inout HTML) {
        let speakers = report.people.speakers
        guard speakers.count > 0, report.totals.sums.messages > 0 else { return }
        page.element("div") { block in
            begin("speakers", why: "people.speakers.why", count: speakers.count, to: &block)
            var table = DataTable(
                words("people.speakers"),
                [
                    .init(title: words("column.name"), isNumber: false), .init(title: words("column.messages")),
                    .init(title: words("column.share")),
                ])
            for person in speakers.first {
                let share = ratio(person.messages, of: report.totals.sums.messages)
                var cell = DataTable.Cell(ReportWords.percent(share))
                cell.bar = ratio(person.messages, of: speakers.first[0].messages)
                table.add(words.person(person.id, person.name), .init(ReportWords.count(person.messages)), cell)
            }
            table.write(to: &block)
        }
    }

    func addRanked(_ key: String, _ list: PeopleList, column: String, to page: inout HTML) {
        guard list.count > 0 else { return }
        page.element("div") { block in
            begin(key, why: "people.\(key).why", count: list.count, to: &block)
            var table = DataTable(
                words("people." + key),
                [
                    .init(title: words("column.name"), isNumber: false), .init(title: words("column." + column)),
                    .init(title: words("column.messages")),
                ])
            for person in list.first {
                table.add(
                    words.person(person.id, person.name),
                    .init(person.figure.map(ReportWords.count) ?? ReportWords.nothing),
                    .init(ReportWords.count(person.messages)))
            }
            table.write(to: &block)
        }
    }

    func addNames(
        _ key: String, _ list: PeopleList, why: String, showsDay: Bool = false, to page: inout HTML
    ) {
        guard list.count > 0 else { return }
        page.element("div") { block in
            begin(key, why: why, count: list.count, to: &block)
            block.element("ul", .class("names")) { names in
                for person in list.first {
                    names.element("li") { name in
                        words.write(person.id, person.name, to: &name)
                        if showsDay, let day = person.day {
                            name.element("small", text: " " + words.report.shortDate(day))
                        }
                    }
                }
                if list.count > list.first.count {
                    let count = words.report.quantity(list.count, .people)
                    names.element("li") { $0.element("small", text: words("and-more", ["count": count])) }
                }
            }
        }
    }

    // MARK: - Retention

    /// The latest weeks that are shown, and how far each is followed.
    private static let cohortsShown = 26
    private static let weeksFollowed = 12

    func addRetention(to page: inout HTML) {
        guard !report.retention.isEmpty, report.totals.peopleSeen > 0 else { return }
        let shown = Array(report.retention.suffix(ReportPage.cohortsShown))
        let weeks = min(ReportPage.weeksFollowed, shown.map(\.active.count).max() ?? 0)
        page.element("section", .id("retention")) { section in
            section.element("h2", text: words("retention"))
            section.element("p", .class("why")) { why in
                var text = words(knowsNoJoins ? "retention.why.seen" : "retention.why")
                if shown.count < report.retention.count {
                    text += " " + words("retention.cut", ["weeks": String(shown.count)])
                }
                why.text(text)
            }
            let titles = (0..<weeks).map { week in
                words.report(week == 0 ? "retention.first" : "retention.week", ["week": String(week)])
            }
            var table = DataTable(
                words("retention"),
                [.init(title: words("column.week"), isNumber: false), .init(title: words.report("retention.size"))]
                    + titles.map { .init(title: $0) })
            table.isDense = true
            for cohort in shown { table.rows.append(cells(of: cohort, weeks: weeks)) }
            table.write(to: &section)
            addRetentionCurve(report.retention, weeks: weeks, to: &section)
        }
    }

    private func cells(of cohort: Cohort, weeks: Int) -> [DataTable.Cell] {
        let isOfThisYear = cohort.week.date.year == report.window?.to.date.year
        let date = isOfThisYear ? words.report.shortDate(cohort.week) : "\(cohort.week)"
        var cells: [DataTable.Cell] = [
            .init(words.report("retention.cohort", ["date": date])), .init(ReportWords.count(cohort.size)),
        ]
        for week in 0..<weeks {
            let share = week < cohort.active.count ? cohort.active[week].flatMap { ratio($0, of: cohort.size) } : nil
            var cell = DataTable.Cell(share.map { ReportWords.percent($0) } ?? "")
            cell.tint = share.map { Int(($0 * 9).rounded(.up)) }
            cells.append(cell)
        }
        return cells
    }
}
