internal import Insight
internal import Kernel

// What a group's owner reads first: how it is, what is wrong, what to do.

extension ReportPage {
    // MARK: - Result

    func addResult(to page: inout HTML) {
        page.element("section", .class("result"), .id("result")) { section in
            section.element("h2", text: words("result"))
            for sentence in sentences { section.element("p") { $0.strong(sentence) } }
        }
    }

    private var sentences: [String] {
        [talkSentence, membersSentence, shareSentence, answersSentence, stageSentence].compactMap { $0 }
    }

    private var talkSentence: String? {
        guard let window = report.window else { return nil }
        var values = [
            "days": words.report.quantity(window.count, .days),
            "active": words.report.quantity(report.totals.active, .people),
            "messages": words.report.quantity(report.totals.sums.messages, .messages),
        ]
        let now = report.totals.sums.messages
        if now == 0 { return words.strong("page.result.silence", ["days": values["days"] ?? ""]) }
        guard let before = report.previous?.sums.messages, let change = ratio(abs(now - before), of: before) else {
            return words.strong("page.result.talk", values)
        }
        if now == before { return words.strong("page.result.talk.same", values) }
        values["change"] = ReportWords.percent(change)
        return words.strong(now > before ? "page.result.talk.more" : "page.result.talk.less", values)
    }

    private var membersSentence: String? {
        let sums = report.totals.sums
        let members = words.report.quantity(report.totals.members, .members)
        if knowsNoJoins {
            let newcomers = words.report.quantity(sums.joinsImplied, .people)
            return words.strong("page.result.members.seen", ["members": members, "newcomers": newcomers])
        }
        let values = [
            "members": members, "joins": words.report.quantity(sums.joins, .people),
            "leaves": words.report.quantity(sums.leaves, .people),
        ]
        return words.strong("page.result.members", values)
    }

    private var shareSentence: String? {
        guard let share = report.totals.activeRatio else { return nil }
        let values = [
            "mau": words.report.quantity(report.totals.monthlyActive, .people),
            "active_ratio": ReportWords.percent(share), "silent": words.report.quantity(report.totals.silent, .people),
        ]
        return words.strong(report.totals.silent == 0 ? "page.result.share.none" : "page.result.share", values)
    }

    private var answersSentence: String? {
        guard let answered = report.value.answeredRatio else { return nil }
        var values = [
            "questions": words.report.quantity(report.value.questions, .questions),
            "answered_ratio": ReportWords.percent(answered),
        ]
        guard let wait = report.value.responseTimeMedian else {
            return words.strong("page.result.answers.none", values)
        }
        values["response_time_median"] = words.report.duration(wait)
        return words.strong("page.result.answers", values)
    }

    private var stageSentence: String? {
        guard let stage = report.stage else { return nil }
        let reasons = stage.reasons.map { words.reason($0) }
        let values = ["stage": words.stage(stage.stage), "reasons": reasons.joined(separator: words("reason.joiner"))]
        return reasons.isEmpty ? nil : words.strong("page.result.stage", values)
    }

    // MARK: - Problems and suggestions

    func addAdvice(to page: inout HTML) {
        AdviceSection(words: words, advice: advice, outlook: report.outlook).write(to: &page)
        CourseSection(words: words, courses: report.courses).write(to: &page)
    }
}
