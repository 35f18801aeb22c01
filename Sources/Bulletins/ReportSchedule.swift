package import Desk
package import Insight
package import Kernel
package import Record

extension Subject {
    package enum Schedule {}
    package enum KeptReport {}
}

package typealias ReportScheduleID = ID<Subject.Schedule>
package typealias KeptReportID = ID<Subject.KeptReport>

/// What a report is of.
package enum ReportSubject: Hashable, Sendable {
    case group(GroupID)
    /// The groups of a kind together.
    case kind(GroupKind)
    /// The groups with a tag together.
    case tag(String)
    /// All groups together that whoever asks may see.
    case community

    /// What is stored, and the end of text keys.
    package var word: String {
        switch self {
        case .group: "group"
        case .kind: "kind"
        case .tag: "tag"
        case .community: "community"
        }
    }

    package var group: GroupID? {
        if case .group(let group) = self { return group }
        return nil
    }

    /// The kind's or the tag's own word.
    package var detail: String {
        switch self {
        case .kind(let kind): kind.rawValue
        case .tag(let tag): tag
        case .group, .community: ""
        }
    }

    /// Nil where the parts make none.
    package init?(word: String, group: GroupID?, detail: String) {
        switch word {
        case "group":
            guard let group else { return nil }
            self = .group(group)
        case "kind":
            guard let kind = GroupKind(rawValue: detail) else { return nil }
            self = .kind(kind)
        case "tag":
            guard !detail.isEmpty else { return nil }
            self = .tag(detail)
        case "community": self = .community
        default: return nil
        }
    }

    /// The groups of a report over several; nil for one group's.
    package var selection: GroupSelection? {
        switch self {
        case .group: nil
        case .kind(let kind): .kind(kind.rawValue)
        case .tag(let tag): .tag(tag)
        case .community: .all
        }
    }
}

/// A report that is made again and again.
package struct ReportSchedule: Sendable, Equatable {
    package let id: ReportScheduleID
    package let subject: ReportSubject
    /// The group's name; nil where it is of several.
    package let groupName: String?
    package let rhythm: ReportRhythm
    package let language: Language
    /// How many of its reports are kept.
    package let keeps: Int
    /// Whose groups it is of; nil for the program's own, which sees all.
    package let staff: StaffID?
    package let staffName: String?
    package let nextAt: Instant
}

/// What somebody asks for when they make a schedule.
package struct NewSchedule: Sendable, Equatable, Audited {
    package var subject: ReportSubject
    package var rhythm: ReportRhythm
    package var language: Language
    package var keeps: Int

    package static let keepable = 1...366

    /// - Throws: `Fault(.badInput)` where a number is out of range.
    package init(subject: ReportSubject, rhythm: ReportRhythm, language: Language, keeps: Int) throws {
        guard Self.keepable.contains(keeps) else { throw Fault(.badInput, "bulletins.bad-keeps") }
        guard subject.detail.unicodeScalars.count <= 100 else { throw Fault(.badInput, "bulletins.bad-subject") }
        self.subject = subject
        self.rhythm = rhythm
        self.language = language
        self.keeps = keeps
    }

    package var auditFields: AuditFields {
        [
            "subject": .text(subject.word), "detail": subject.detail.isEmpty ? nil : .text(subject.detail),
            "group": subject.group.map { .id($0) }, "span": .text(rhythm.span.rawValue),
            "minute": .number(Int64(rhythm.minute)), "weekday": .number(Int64(rhythm.weekday)),
            "monthDay": .number(Int64(rhythm.monthDay)), "language": .text(language.rawValue),
            "keeps": .number(Int64(keeps)),
        ]
    }
}
