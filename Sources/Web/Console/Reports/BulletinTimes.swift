internal import Bulletins
internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// What the pages of kept and scheduled reports have in common: days, subjects and rhythms in words.
struct BulletinTimes {
    let look: Look
    /// The community's, which schedules are in.
    let zone: String

    static func zone(in transaction: Transaction) throws -> String {
        try BulletinStore.zone(in: transaction)
    }

    /// The days of a report that is asked for with a word of a URL.
    static func days(_ span: String?, before today: CivilDay) -> DayRange {
        (span.flatMap { ReportSpan(rawValue: $0) } ?? .week).days(before: today)
    }

    func name(of subject: ReportSubject, _ groupName: String?) -> String {
        let terms = ReportTerms(look.catalogue)
        switch subject {
        case .group: return groupName ?? "–"
        case .kind(let kind): return look("bulletins.of-kind", ["kind": terms.kind(kind.rawValue)])
        case .tag(let tag): return look("bulletins.of-tag", ["tag": tag])
        case .community: return look("bulletins.of-community")
        }
    }

    func days(of range: DayRange) -> String {
        let words = ReportWords(text: look.catalogue)
        if range.count == 1 { return words.fullDate(range.from) }
        return look("bulletins.days", ["from": words.fullDate(range.from), "to": words.fullDate(range.to)])
    }

    func rhythm(_ rhythm: ReportRhythm) -> String {
        let words = ReportWords(text: look.catalogue)
        let values = [
            "time": Self.time(rhythm.minute), "weekday": words.weekday(rhythm.weekday), "day": String(rhythm.monthDay),
        ]
        return look("bulletins.rhythm." + rhythm.span.rawValue, values)
    }

    static func time(_ minute: Int) -> String { padded(minute / 60, to: 2) + ":" + padded(minute % 60, to: 2) }

    /// The minute of `09:30`; nil for anything else.
    static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }
}

/// The choice of what a report is of: `community`, `kind:study`, `tag:spring`, `group:12`.
struct SubjectChoice: Sendable {
    /// Value and label of each, as a form shows them.
    var options: [(value: String, label: String)] = []

    /// - Parameter about: What the URL names; a group is offered only so, for there may be thousands.
    static func load(
        _ times: BulletinTimes, about: String?, actor: Actor, in transaction: Transaction
    ) throws -> SubjectChoice {
        var choice = SubjectChoice()
        if let group = about.flatMap({ subject($0) })?.group, actor.mayUse(.editGroups, in: group),
            let name = try Group.find(group, in: transaction)?.name
        {
            choice.options.append(("group:\(group)", name))
        }
        choice.options.append(("community", times.name(of: .community, nil)))
        for kind in GroupKind.allCases {
            choice.options.append(("kind:" + kind.rawValue, times.name(of: .kind(kind), nil)))
        }
        let scope = actor.scope.isLimited ? actor.scope.groups : nil
        for tag in try StandingSums.load(scope: scope, in: transaction).tags {
            choice.options.append(("tag:" + tag, times.name(of: .tag(tag), nil)))
        }
        return choice
    }

    /// What a form and a URL say for a subject.
    static func text(_ subject: ReportSubject) -> String {
        if let group = subject.group { return "group:\(group)" }
        return subject.detail.isEmpty ? subject.word : subject.word + ":" + subject.detail
    }

    /// Nil where the text names nothing.
    static func subject(_ text: String) -> ReportSubject? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let word = parts.first else { return nil }
        let detail = parts.count > 1 ? String(parts[1].prefix(100)) : ""
        return ReportSubject(
            word: word, group: word == "group" ? Int64(detail).map { GroupID($0) } : nil, detail: detail)
    }
}
