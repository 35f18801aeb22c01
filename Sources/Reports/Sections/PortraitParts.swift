package import Insight
package import Kernel

/// The sections of portraits: of a group, of two side by side, of the community.
package struct PortraitParts: Sendable {
    private let words: PageWords
    private let portrait: PortraitWords

    package init(_ catalogue: TextCatalogue) {
        words = PageWords(catalogue)
        portrait = PortraitWords(catalogue)
    }

    private static let looks = ["business": "persimmon", "knowledge": "sky", "life": "leaf"]

    // MARK: - One group

    /// What people need, as bars beside their figures, and the weeks of it.
    ///
    /// - Parameter evidence: Where a need leads; nil where its messages may not be seen.
    package func needs(_ one: GroupPortrait, evidence: ((String) -> String)?, to page: inout HTML) {
        guard let facet = one[.needs] else { return }
        page.element("section", .id("needs")) { section in
            section.element("h2", text: portrait.facet(.needs))
            guard !facet.slices.isEmpty else {
                return section.element("p", .class("why"), text: portrait("needs.none"))
            }
            section.element("p", .class("why"), text: portrait.why(facet))
            needTable(facet, evidence: evidence).write(to: &section)
            addWeeks(one, to: &section)
        }
    }

    private func needTable(_ facet: PortraitFacet, evidence: ((String) -> String)?) -> DataTable {
        var table = DataTable(
            portrait.facet(.needs),
            [
                .init(title: portrait("column.kind"), isNumber: false), .init(title: portrait("column.messages")),
                .init(title: portrait("column.people")), .init(title: portrait("column.share")),
            ])
        let most = facet.slices.map(\.count).max() ?? 0
        for slice in facet.slices {
            let share = CountedShare(slice.count, of: facet.of)
            var name = DataTable.Cell(portrait.slice(.needs, slice.key))
            name.link = evidence?(slice.key)
            name.note = " " + portrait.sort(GroupPortrait.sort(of: slice.key))
            var people = DataTable.Cell(ReportWords.count(slice.count))
            people.bar = ratio(slice.count, of: most)
            table.add(
                name, .init(ReportWords.count(slice.messages ?? 0)), people, Self.cell(share))
        }
        return table
    }

    /// A share with its interval under it.
    private static func cell(_ share: CountedShare) -> DataTable.Cell {
        var cell = DataTable.Cell(ReportWords.percent(share.share))
        cell.note = " " + PortraitWords.interval(share)
        return cell
    }

    private func addWeeks(_ one: GroupPortrait, to section: inout HTML) {
        let sorts = GroupPortrait.sorts.filter { one.sorts[$0] != nil }
        guard let weeks = sorts.first.flatMap({ one.sorts[$0] }), weeks.count > 1 else { return }
        section.element("h3", text: portrait("needs.weeks"))
        var table = DataTable(
            portrait("needs.weeks"),
            [.init(title: portrait("column.week"), isNumber: false)] + sorts.map { .init(title: portrait.sort($0)) })
        for (index, week) in weeks.enumerated() {
            table.rows.append(
                [.init(words.report.span(week.days))]
                    + sorts.map { .init(ReportWords.count(one.sorts[$0]?[index].people ?? 0)) })
        }
        let series = sorts.map { sort in
            Chart.Series(
                name: portrait.sort(sort), form: .bars,
                values: (one.sorts[sort] ?? []).map { Double($0.people) }, colour: Self.looks[sort] ?? "leaf")
        }
        Chart(
            id: "need-weeks", title: portrait("needs.weeks"), labels: weeks.map { words.report.span($0.days) },
            series: series
        ).write(table: table, words: words, to: &section)
    }

    /// Who the people are: a chart and its table for each way of telling them apart.
    package func facets(_ one: GroupPortrait, to page: inout HTML) {
        page.element("section", .id("facets")) { section in
            section.element("div", .class("cols")) { columns in
                for facet in one.facets where facet.key != .needs && facet.of > 0 && !facet.slices.isEmpty {
                    add(facet, to: &columns)
                }
            }
        }
    }

    private func add(_ facet: PortraitFacet, to columns: inout HTML) {
        columns.element("div", .id("facet-" + facet.key.rawValue)) { block in
            block.element("h3", text: portrait.facet(facet.key))
            block.element("p", .class("why"), text: portrait.why(facet))
            let names = facet.slices.map { portrait.slice(facet.key, $0.key) }
            var table = DataTable(
                portrait.facet(facet.key),
                [
                    .init(title: portrait("column.kind"), isNumber: false),
                    .init(title: portrait(facet.key == .languages ? "column.messages" : "column.people")),
                    .init(title: portrait("column.share")),
                ])
            for (slice, name) in zip(facet.slices, names) {
                let share = CountedShare(slice.count, of: facet.of)
                table.add(
                    .name(name), .init(ReportWords.count(slice.count)), Self.cell(share))
            }
            let series = Chart.Series(
                name: portrait("column.share"), form: .bars,
                values: facet.slices.map { ratio($0.count, of: facet.of) })
            Chart(
                id: "facet-" + facet.key.rawValue, title: portrait.facet(facet.key), labels: names, series: [series],
                unit: .share
            ).write(table: table, words: words, to: &block)
        }
    }

    // MARK: - Two groups

    /// In what two groups' people differ, with intervals.
    package func comparison(_ both: PortraitComparison, to page: inout HTML) {
        page.element("section", .id("against")) { section in
            section.element("h2", text: portrait("compare.title"))
            section.element("p", .class("why"), text: portrait("compare.note"))
            for key in PortraitFacet.Key.allCases {
                let lines = both.lines.filter { $0.facet == key }
                guard !lines.isEmpty else { continue }
                section.element("h3", text: portrait.facet(key))
                table(lines, both, key).write(to: &section)
            }
        }
    }

    private func table(
        _ lines: [PortraitComparison.Line], _ both: PortraitComparison, _ key: PortraitFacet.Key
    ) -> DataTable {
        var table = DataTable(
            portrait.facet(key),
            [
                .init(title: portrait("column.kind"), isNumber: false), .init(title: both.first.group.name),
                .init(title: both.second.group.name), .init(title: portrait("column.difference")),
            ])
        for line in lines {
            func cell(_ share: CountedShare) -> DataTable.Cell {
                var cell = DataTable.Cell(ReportWords.percent(share.share))
                let values = ["count": ReportWords.count(share.count), "of": ReportWords.count(share.of)]
                cell.note = " " + portrait("against.of", values)
                cell.bar = share.share
                return cell
            }
            var difference = DataTable.Cell(line.difference.map { PortraitWords.points($0.value) } ?? "–")
            let interval = line.difference.map {
                "\(PortraitWords.points($0.low)) … \(PortraitWords.points($0.high))"
            }
            let sure = line.isSure ? " · " + portrait("against.sure") : ""
            difference.note = " " + (interval ?? "") + sure
            table.add(.name(portrait.slice(key, line.key)), cell(line.first), cell(line.second), difference)
        }
        return table
    }

    // MARK: - The community

    /// What people need in the groups of each kind.
    package func kinds(_ community: CommunityPortrait, to page: inout HTML) {
        guard !community.kinds.isEmpty else { return }
        page.element("section", .id("kinds")) { section in
            section.element("h2", text: portrait("kinds"))
            section.element("p", .class("why"), text: portrait("kinds.why"))
            var table = DataTable(
                portrait("kinds"),
                [
                    .init(title: portrait("column.group-kind"), isNumber: false),
                    .init(title: portrait("column.people")),
                ] + GroupPortrait.needs.map { .init(title: portrait.slice(.needs, $0)) })
            table.isDense = true
            let most =
                community.kinds.flatMap { kind in kind.needs.values.compactMap { ratio($0, of: kind.spoke) } }
                .max() ?? 0
            for kind in community.kinds {
                let name = kind.kind.isEmpty ? portrait("kinds.none") : words.kind(kind.kind)
                var cells: [DataTable.Cell] = [.init(name), .init(ReportWords.count(kind.spoke))]
                for need in GroupPortrait.needs {
                    let share = ratio(kind.needs[need] ?? 0, of: kind.spoke) ?? 0
                    var cell = DataTable.Cell(share > 0 ? ReportWords.percent(share) : "")
                    cell.tint = share > 0 && most > 0 ? Int((share / most * 9).rounded(.up)) : nil
                    cells.append(cell)
                }
                table.rows.append(cells)
            }
            table.write(to: &section)
        }
    }

    /// The networks that members are on.
    package func networks(_ community: CommunityPortrait, to page: inout HTML) {
        guard !community.networks.isEmpty else { return }
        page.element("section", .id("networks")) { section in
            section.element("h2", text: portrait("networks"))
            let of = ["of": ReportWords.count(community.spoke)]
            section.element("p", .class("why"), text: portrait("networks.why", of))
            var table = DataTable(
                portrait("networks"),
                [
                    .init(title: portrait("column.kind"), isNumber: false), .init(title: portrait("column.people")),
                    .init(title: portrait("column.share")),
                ])
            for network in community.networks {
                var people = DataTable.Cell(ReportWords.count(network.people))
                people.bar = ratio(network.people, of: community.spoke)
                table.add(
                    .init(words.network(network.network)), people,
                    .init(ReportWords.percent(ratio(network.people, of: community.spoke))))
            }
            table.write(to: &section)
        }
    }

    /// A portrait as CSV: a line for each sort of each facet.
    package static func csv(_ one: GroupPortrait) -> [UInt8] {
        var table = CSVTable(columns: ["facet", "key", "count", "of", "share", "low", "high", "messages"])
        for facet in one.facets {
            for slice in facet.slices {
                let share = CountedShare(slice.count, of: facet.of)
                let numbers = [share.share, share.interval?.low, share.interval?.high]
                table.add(
                    [
                        .text(facet.key.rawValue), .text(slice.key), .number(String(slice.count)),
                        .number(String(facet.of)),
                    ] + numbers.map { CSVTable.Cell(JSONValue($0)) } + [CSVTable.Cell(JSONValue(slice.messages))])
            }
        }
        return table.bytes
    }
}
