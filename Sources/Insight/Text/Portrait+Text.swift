package import Kernel
internal import Record

/// The words of portraits, as pages and texts say them.
package struct PortraitWords: Sendable {
    let catalogue: TextCatalogue

    package init(_ catalogue: TextCatalogue) { self.catalogue = catalogue }

    package func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        catalogue("portrait." + key, values)
    }

    package func facet(_ key: PortraitFacet.Key) -> String { self("facet." + key.rawValue) }
    /// What a facet is counted of and how.
    package func why(_ facet: PortraitFacet) -> String {
        self("facet.\(facet.key.rawValue).why", ["of": ReportWords.count(facet.of)])
    }

    /// What a sort is called; a way of joining in the source's own words where we have none.
    package func slice(_ facet: PortraitFacet.Key, _ key: String) -> String {
        if facet == .channels {
            let known = "page.scene." + key
            return key == "unknown" ? self("channels.unknown") : catalogue.has(known) ? catalogue(known) : key.printable
        }
        let name = "portrait.\((facet == .speaksIn ? .siblings : facet).rawValue).\(key)"
        return catalogue.has(name) ? catalogue(name) : key
    }

    /// A need, or a trade said to be one.
    package func hint(_ one: MemberHint) -> String {
        switch one.hint {
        case .need(let need): slice(.needs, need.rawValue)
        case .trade(let trade): catalogue("web.members.trade", ["trade": slice(.trades, trade.rawValue)])
        }
    }

    package func sort(_ sort: String) -> String { self("sort." + sort) }

    /// `12 % (8–18 %)`
    package static func interval(_ share: CountedShare) -> String {
        guard let interval = share.interval else { return ReportWords.nothing }
        return ReportWords.percent(interval.low) + " – " + ReportWords.percent(interval.high)
    }

    /// A difference of shares in points of a hundred, with its sign.
    package static func points(_ value: Double) -> String {
        let points = Int((value * 100).rounded())
        return points > 0 ? "+\(points)" : points < 0 ? "−\(-points)" : "0"
    }
}

extension GroupPortrait {
    /// The portrait as a page of at most 72 columns.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = PortraitWords(catalogue)
        var page = TextPage()
        page.add(words("text.title", ["group": group.name.printable]).cut(to: TextPage.width))
        if let window { page.add(ReportWords(text: catalogue).days(window)) }
        if isCompetitor { page.add(words("competitor")) }
        page.add(
            words("text.counts", ["members": ReportWords.count(members), "spoke": ReportWords.count(spoke)]))
        for facet in facets where facet.of > 0 && !facet.slices.isEmpty {
            page.begin(words.facet(facet.key))
            for line in words.why(facet).wrapped(to: TextPage.width - 2) { page.add("  " + line) }
            let most = facet.slices.map(\.count).max() ?? 0
            for slice in facet.slices where slice.count > 0 {
                let share = CountedShare(slice.count, of: facet.of)
                page.add(
                    "  " + words.slice(facet.key, slice.key).cut(to: 21).padded(to: 22)
                        + ReportWords.count(slice.count).aligned(to: 7)
                        + ReportWords.percent(share.share).aligned(to: 7)
                        + PortraitWords.interval(share).aligned(to: 13) + " "
                        + BlockChart.bar(slice.count, most: most, width: 16))
            }
        }
        return page.text
    }
}

extension PortraitComparison {
    /// The differences as a page of at most 72 columns.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = PortraitWords(catalogue)
        let report = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(words("compare.title"))
        for (key, portrait) in [("first", first), ("second", second)] {
            let mark = portrait.isCompetitor ? " · " + words("competitor") : ""
            let name = report("compare.\(key)", ["group": portrait.group.name.printable]) + mark
            page.add(name.cut(to: TextPage.width))
            if let window = portrait.window { page.add("   " + report.days(window)) }
        }
        for facet in PortraitFacet.Key.allCases {
            let lines = lines.filter { $0.facet == facet }
            guard !lines.isEmpty else { continue }
            page.begin(words.facet(facet))
            for line in lines {
                let difference = line.difference
                let interval = difference.map {
                    "\(PortraitWords.points($0.low)) … \(PortraitWords.points($0.high))"
                }
                page.add(
                    "  " + words.slice(facet, line.key).cut(to: 21).padded(to: 22)
                        + ReportWords.percent(line.first.share).aligned(to: 7)
                        + ReportWords.percent(line.second.share).aligned(to: 7)
                        + (difference.map { PortraitWords.points($0.value) } ?? ReportWords.nothing).aligned(to: 8)
                        + (interval ?? "").aligned(to: 14) + (line.isSure ? " *" : ""))
            }
        }
        page.add("")
        for line in words("compare.note").wrapped(to: TextPage.width) { page.add(line) }
        return page.text
    }
}
