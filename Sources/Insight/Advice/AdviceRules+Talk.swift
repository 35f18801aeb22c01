// Rules on what is said, by whom, to whom and when.

extension AdviceRules {
    static let noisy: Rule = { report in
        guard !report.noise.days.isEmpty else { return nil }
        let messages = report.noise.messages
        let carrying = report.noise.days.reduce(0) { $0 + $1.carrying }
        guard let share = ratio(carrying, of: messages) else { return nil }
        return Advice(
            "noisy", .warning, rests: [.init("noise_day", .count(report.noise.days.count, .days))],
            values: [
                .init("days", .count(report.noise.days.count, .days)), .init("messages", .count(messages, .messages)),
                .init("share", .share(share)),
            ])
    }

    static let carrying: Rule = { report in
        guard report.value.messages >= 100, let share = report.value.carryingShare, share >= 0.4 else { return nil }
        return Advice("carrying", .keep, rests: [.init("carrying_share", .share(share))])
    }

    static let fewCarry: Rule = { report in
        let totals = report.totals
        guard totals.active >= 10, totals.sums.messages >= 50, let share = totals.topTenthShare, share >= 0.6
        else { return nil }
        var rests = [Advice.Figure("top10_share", .share(share))]
        if let gini = totals.gini { rests.append(.init("gini", .decimal(gini))) }
        let top = (totals.active + 9) / 10
        return Advice(
            "few_carry", .warning, rests: rests, values: [.init("top", .count(top, .people))],
            names: report.people.edge.without(report.people.speakers.first.prefix(top)).names(2))
    }

    /// One account that says most of all there is: often a program that nobody has named as one.
    static let maybeProgram: Rule = { report in
        let messages = report.totals.sums.messages
        guard report.totals.active >= 3, messages >= 200, let first = report.people.speakers.first.first,
            let name = first.name, let share = ratio(first.messages, of: messages), share >= 0.6
        else { return nil }
        return Advice(
            "maybe_program", .note, rests: [.init("messages", .count(messages, .messages))],
            values: [.init("share", .share(share))], names: [name])
    }

    static let silent: Rule = { report in
        let totals = report.totals
        guard !report.group.isPresence, !report.isClosed, totals.members >= 20 else { return nil }
        guard let share = ratio(totals.silent, of: totals.members), share >= 0.5 else { return nil }
        return Advice(
            "silent", .note, rests: [.init("silent", .count(totals.silent, .people))],
            values: [.init("share", .share(share))])
    }

    /// One or two people without whom those who talk would fall apart.
    static let bridge: Rule = { report in
        guard report.totals.active >= 8, report.graph.weight >= 20 else { return nil }
        let bridges = report.people.bridges
        let names = bridges.names(2)
        guard (1...2).contains(bridges.count), names.count == bridges.count else { return nil }
        return Advice("bridge", .note, rests: [.init("bridge", .count(bridges.count, .people))], names: names)
    }

    static let oneSided: Rule = { report in
        guard report.totals.active >= 8, report.graph.edges >= 20 else { return nil }
        guard let reciprocity = report.graph.reciprocity, reciprocity < 0.2 else { return nil }
        return Advice("one_sided", .note, rests: [.init("reciprocity", .share(reciprocity))])
    }

    static let noRhythm: Rule = { report in
        guard let share = report.liveliestHoursShare, share < 0.22 else { return nil }
        return Advice(
            "no_rhythm", .note, rests: [.init("hours", .share(share))], values: [.init("share", .share(share))])
    }

    static let bestHour: Rule = { report in
        guard !report.isClosed, (report.liveliestHoursShare ?? 0) >= 0.22 else { return nil }
        guard let best = report.bestHours.workdays.first, best.speakers >= 1 else { return nil }
        return Advice(
            "best_hour", .hint, rests: [.init("best_hours", .hour(best.hour))],
            values: [.init("hours", .hour(best.hour)), .init("speakers", .decimal(best.speakers))])
    }

    static let smallSample: Rule = { report in
        let (messages, active) = (report.totals.sums.messages, report.totals.active)
        guard !report.isClosed, messages < 50 || active < 5 else { return nil }
        return Advice(
            "small_sample", .note,
            rests: [.init("messages", .count(messages, .messages)), .init("active", .count(active, .people))])
    }
}

extension GroupReport {
    var isClosed: Bool { stage?.stage == .closed }

    /// Of those who joined in the last four weeks that are over, how many there are and the share who spoke in the week
    /// of joining. Nil where joining is not on record: who is first met speaking has spoken.
    var firstWeek: (size: Int, share: Double)? {
        guard !group.isPresence, totals.sums.joins > 0 else { return nil }
        let known = retention.filter { $0.active.first.flatMap { $0 } != nil }.suffix(4)
        let size = known.reduce(0) { $0 + $1.size }
        let spoke = known.reduce(0) { $0 + (($1.active.first ?? nil) ?? 0) }
        return ratio(spoke, of: size).map { (size, $0) }
    }

    /// The share of messages in the three liveliest hours of the day, an eighth where all are alike; nil where too
    /// little was said to tell.
    var liveliestHoursShare: Double? {
        guard let window, window.count >= 28, hours.total >= 200 else { return nil }
        let byHour = (0..<24).map { hour in hours.counts.reduce(0) { $0 + $1[hour] } }
        return ratio(byHour.sorted(by: >).prefix(3).reduce(0, +), of: hours.total)
    }
}

extension PeopleList {
    /// The list without some of its people.
    func without(_ others: some Sequence<PersonLine>) -> PeopleList {
        let ids = Set(others.map(\.id))
        var left = self
        left.first.removeAll { ids.contains($0.id) }
        return left
    }

    /// The first names of the list; those that were erased are passed over.
    func names(_ most: Int) -> [String] { Array(first.compactMap(\.name).prefix(most)) }
}
