package import Kernel

extension GroupComparison {
    /// The comparison as a table of at most 72 columns.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(words("compare.title"))
        for (key, label, window) in [("first", first, firstWindow), ("second", second, secondWindow)] {
            let name = "\(label.name.printable) · \(label.network)"
            page.add(words("compare.\(key)", ["group": name]).cut(to: TextPage.width))
            if let window { page.add("   " + words.days(window)) }
        }
        page.rule()
        let titles = ["figure", "one", "two", "better"].map { words("compare.\($0)") }
        page.add(words.row(titles[0], [titles[1], titles[2], titles[3]]))
        for line in lines {
            let better = line.better.map { words("compare.better.\($0.rawValue)") } ?? ""
            page.add(
                words.row(
                    words("compare.figure.\(line.figure.key)"),
                    [words.shown(line.first, line.figure.unit), words.shown(line.second, line.figure.unit), better]))
        }
        return page.text
    }
}

extension KindComparison {
    /// The comparison as a table of at most 72 columns.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(words("compare.kind.title", ["group": group.name.printable]).cut(to: TextPage.width))
        if let window { page.add(words.days(window)) }
        let values = ["kind": group.kind ?? "", "groups": ReportWords.count(others)]
        page.add(words(isEnough ? "compare.kind.groups" : "compare.kind.few", values))
        page.rule()
        let titles = ["figure", "value", "median", "percentile"].map { words("compare.\($0)") }
        page.add(words.row(titles[0], Array(titles[1...])))
        for line in lines {
            page.add(
                words.row(
                    words("compare.figure.\(line.figure.key)"),
                    [
                        words.shown(line.value, line.figure.unit), words.shown(line.median, line.figure.unit),
                        ReportWords.percent(line.percentile),
                    ]))
        }
        return page.text
    }
}

extension Effect {
    /// What changed, as a table of at most 72 columns.
    package func text(_ catalogue: TextCatalogue) -> String {
        let words = ReportWords(text: catalogue)
        var page = TextPage()
        page.add(words("effect.title", ["group": group.name.printable]).cut(to: TextPage.width))
        let values = ["date": words.fullDate(date), "days": ReportWords.count(days)]
        page.add(words("effect.days", values))
        page.add(words(isPlain ? "effect.plain" : "effect.groups", ["groups": ReportWords.count(comparison.count)]))
        if !leftOut.isEmpty {
            page.add(words("effect.left-out", ["groups": ReportWords.count(leftOut.count)]))
        }
        page.rule()
        let titles = (["before", "after"] + (isPlain ? ["change"] : ["effect", "interval"])).map {
            words("effect.\($0)")
        }
        page.add(Effect.row(words("effect.figure"), titles))
        for line in lines {
            let shown: (Double?) -> String = {
                line.figure == .activeRatio ? ReportWords.percent($0) : ReportWords.decimal($0, places: 1)
            }
            let signed: (Double?) -> String = { ($0 ?? 0) > 0 ? "+" + shown($0) : shown($0) }
            var cells = [shown(line.before), shown(line.after), signed(isPlain ? line.change : line.effect)]
            if !isPlain { cells.append(line.low == nil ? "" : "\(signed(line.low))…\(signed(line.high))") }
            page.add(Effect.row(words("effect.figure.\(line.figure.rawValue)"), cells))
        }
        if !isPlain { page.add(words("effect.note")) }
        return page.text
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let aligned = zip(cells, [10, 10, 10, 18]).map { $0.aligned(to: $1) }
        return name.cut(to: 19).padded(to: 20) + aligned.joined()
    }
}

extension ReportWords {
    /// A value in its unit.
    package func shown(_ value: Double?, _ unit: ComparableFigure.Unit) -> String {
        guard let value else { return ReportWords.nothing }
        return switch unit {
        case .count: ReportWords.count(Int(value))
        case .decimal: ReportWords.decimal(value, places: 1)
        case .share: ReportWords.percent(value)
        case .change: ReportWords.change(value)
        case .seconds: duration(value)
        }
    }

    func days(_ window: DayRange) -> String {
        let values = [
            "from": fullDate(window.from), "to": fullDate(window.to), "days": ReportWords.count(window.count),
        ]
        return self("compare.days", values)
    }

    fileprivate func row(_ name: String, _ cells: [String]) -> String {
        name.cut(to: 27).padded(to: 28) + cells.map { $0.aligned(to: 13) }.joined()
    }
}
