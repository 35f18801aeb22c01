internal import Insight
internal import Kernel

extension ReportPage {
    /// A figure large enough to be seen from afar.
    private struct Tile {
        var key: String
        var name: String?
        var value: String
        var note: String?
        /// What it was in the window before, where that is told apart from the note.
        var change: String?
        /// Whether the change is for the better; nil where it is neither.
        var isBetter: Bool?
    }

    func addTiles(to page: inout HTML) {
        page.element("section", .id("figures")) { section in
            section.element("h2", text: words("figures"))
            section.element("p", .class("why"), text: comparison)
            section.element("dl", .class("tiles")) { list in
                for tile in tiles { list.element("div", .class("tile")) { write(tile, to: &$0) } }
            }
        }
    }

    private var comparison: String {
        guard let window = report.window, report.previous != nil else { return words("figures.alone") }
        let before = window.previous
        let values = ["from": words.report.date(before.from), "to": words.report.date(before.to)]
        return words("figures.why", values)
    }

    private func write(_ tile: Tile, to element: inout HTML) {
        element.element("dt") { $0.element("a", .href("#def-" + tile.key), text: tile.name ?? words.name(tile.key)) }
        element.element("dd") { value in
            value.text(tile.value)
            let look = tile.isBetter.map { Attribute.class($0 ? "up" : "down") }
            if let change = tile.change {
                value.element("small", look, text: change)
                if let note = tile.note { value.element("small", text: note) }
            } else if let note = tile.note {
                value.element("small", look, text: note)
            }
        }
    }

    private var tiles: [Tile] {
        let (totals, previous) = (report.totals, report.previous)
        var tiles = [
            counted("members", totals.members, before: previous?.members),
            counted("active", totals.active, before: previous?.active),
            counted("messages", totals.sums.messages, before: previous?.sums.messages), coming,
        ]
        let members = of(totals.monthlyActive, totals.members)
        let wait = report.value.responseTimeMedian.map { words("tile.middle", ["time": words.report.duration($0)]) }
        let carrying = of(report.value.carrying, report.value.messages)
        tiles += [
            share("active_ratio", totals.activeRatio, before: previous?.activeRatio, note: members),
            share("answered_ratio", report.value.answeredRatio, before: previous?.answeredRatio, note: wait),
            share("carrying_share", report.value.carryingShare, before: previous?.carryingShare, note: carrying),
        ].compactMap { $0 }
        if report.graph.edges > 0, let tile = share("connected", report.graph.connected, before: previous?.connected) {
            tiles.append(tile)
        }
        return tiles
    }

    private func of(_ part: Int, _ whole: Int) -> String {
        words("tile.of", ["part": ReportWords.count(part), "whole": ReportWords.count(whole)])
    }

    /// A share, and how many points of a hundred it moved by.
    private func share(_ key: String, _ now: Double?, before: Double?, note: String? = nil) -> Tile? {
        guard let now else { return nil }
        var tile = Tile(key: key, value: ReportWords.percent(now), note: note)
        guard let before else { return tile }
        let points = ReportWords.points(from: before, to: now)
        tile.change = words("change.points", ["points": points, "before": ReportWords.percent(before)])
        tile.isBetter = points == "0" ? nil : now > before
        return tile
    }

    private func counted(_ key: String, _ now: Int, before: Int?) -> Tile {
        var tile = Tile(key: key, value: ReportWords.count(now))
        guard let before else { return tile }
        let change = ratio(now - before, of: before).map { ReportWords.change($0) } ?? ReportWords.nothing
        tile.note = words("change.was", ["change": change, "before": ReportWords.count(before)])
        tile.isBetter = now == before ? nil : now > before
        return tile
    }

    /// Who came and went, as far as the source tells.
    private var coming: Tile {
        let sums = report.totals.sums
        if knowsNoJoins {
            var tile = counted("joins_implied", sums.joinsImplied, before: report.previous?.sums.joinsImplied)
            tile.isBetter = nil
            return tile
        }
        let net = sums.joins - sums.leaves
        let sign = net > 0 ? "+" : ""
        return Tile(
            key: "joins", name: words("tile.joins-leaves"),
            value: ReportWords.count(sums.joins) + " / " + ReportWords.count(sums.leaves),
            note: words("change.net", ["net": sign + ReportWords.count(net)]), isBetter: net == 0 ? nil : net > 0)
    }
}
