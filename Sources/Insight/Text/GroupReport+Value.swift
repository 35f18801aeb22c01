internal import Kernel

// What talk was good for, where the group stands, when to publish.

extension GroupReport {
    /// Where the group stands in its life, with the figures that say so, and when it died.
    func addStage(to page: inout TextPage, _ words: ReportWords) {
        guard let stage else { return }
        page.begin(words("stage", ["stage": words("stage.\(stage.stage.rawValue)")]))
        let reasons = stage.reasons.map { words("reason.\($0.key)", ["value": StageReason.shown($0)]) }
        page.add("  " + words.list(reasons))
        guard let death else { return }
        page.add("  " + words(death.revived ? "death.revived" : "death", ["day": words.fullDate(death.day)]))
    }

    func addValue(to page: inout TextPage, _ words: ReportWords) {
        guard totals.sums.messages > 0 || value.questions > 0 else { return }
        page.begin(words("value"))
        if value.questions > 0 {
            var values = [
                "questions": ReportWords.count(value.questions), "share": ReportWords.percent(value.answeredRatio),
            ]
            values["time"] = value.responseTimeMedian.map { words.duration($0) }
            page.add("  " + words(value.answered > 0 ? "value.answered" : "value.questions", values))
        } else {
            page.add("  " + words("value.none"))
        }
        let shares: [(key: String, share: Double?)] = [
            ("attention", value.attention), ("benefit", value.benefit), ("carrying_share", value.carryingShare),
        ]
        for (key, share) in shares where share != nil {
            page.add("  " + words("value." + key, ["share": ReportWords.percent(share)]))
        }
        if let last = noise.days.last {
            let values = [
                "days": ReportWords.count(noise.days.count), "messages": ReportWords.count(noise.messages),
                "last": words.date(last.day),
            ]
            page.add("  " + words("value.noise", values))
        }
        addUnanswered(to: &page, words)
    }

    private func addUnanswered(to page: inout TextPage, _ words: ReportWords) {
        guard !value.unanswered.isEmpty else { return }
        page.add("  " + words("value.unanswered", ["count": ReportWords.count(value.unansweredCount)]))
        for question in value.unanswered.prefix(5) {
            let asker = question.asker?.printable.cut(to: 16) ?? words("erased")
            let line = "    \(words.shortDate(question.day))  \(asker): \(question.text?.printable ?? words("erased"))"
            page.add(line.cut(to: TextPage.width))
        }
    }

    func addBestHours(to page: inout TextPage, _ words: ReportWords) {
        let lists = [("workdays", bestHours.workdays), ("weekends", bestHours.weekends)]
        guard lists.contains(where: { !$0.1.isEmpty }) else { return }
        page.begin(words("best_hours"), note: words("best_hours.note"))
        for (key, hours) in lists where !hours.isEmpty {
            let shown = hours.map { hour in
                let speakers = ReportWords.decimal(hour.speakers, places: 1)
                return words("best_hours.hour", ["hour": String(hour.hour), "speakers": speakers])
            }
            page.add("  " + words("best_hours.\(key)").padded(to: 14) + shown.joined(separator: "  "))
        }
    }
}

extension StageReason {
    /// Its value as a report writes it.
    fileprivate static func shown(_ reason: StageReason) -> String {
        switch reason.key {
        case "active_ratio": ReportWords.percent(reason.value)
        case "growth_rate": ReportWords.change(reason.value)
        default: ReportWords.count(Int(reason.value))
        }
    }
}

extension ReportWords {
    /// Several things one after the other: `a, b, c`.
    func list(_ things: [String]) -> String {
        guard let first = things.first else { return "" }
        return things.dropFirst().reduce(first) { self("list.pair", ["first": $0, "second": $1]) }
    }
}
