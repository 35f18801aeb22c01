internal import Insight
internal import Kernel
internal import Notices
internal import Record

extension MadeReport {
    /// What programs and mailboxes are told of a report of a schedule.
    ///
    /// - Parameter now: When it was kept.
    func notice(as report: KeptReport, at now: Instant) -> Notice {
        let path = "/reports/kept/\(report.id)/html"
        return Notice(
            .reportMade, occurrence: "report:\(report.id)", group: report.subject.group, at: now,
            data: [
                "report": .id(report.id), "schedule": report.schedule.map { .id($0) } ?? .none,
                "subject": .text(report.subject.word), "detail": .text(report.subject.detail),
                "from": .text("\(report.days.from)"), "to": .text("\(report.days.to)"),
                "findings": .number(Int64(pressing)), "path": .text(path),
            ],
            words: NoticeWords.inAllLanguages { catalogue in
                let values = [
                    "name": report.subject.name(report.groupName, catalogue), "from": "\(report.days.from)",
                    "to": "\(report.days.to)", "count": String(pressing), "path": path,
                ]
                return NoticeWords(
                    subject: catalogue("notices.report.subject", values), text: catalogue("notices.report.text", values)
                )
            })
    }
}

extension ReportSubject {
    /// What it is called in a sentence.
    fileprivate func name(_ group: String?, _ catalogue: TextCatalogue) -> String {
        switch self {
        case .group: group ?? "–"
        case .kind(let kind): catalogue("web.bulletins.of-kind", ["kind": catalogue("page.kind." + kind.rawValue)])
        case .tag(let tag): catalogue("web.bulletins.of-tag", ["tag": tag])
        case .community: catalogue("web.bulletins.of-community")
        }
    }
}
