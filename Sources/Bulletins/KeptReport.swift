package import Desk
package import Insight
package import Kernel

/// A report that was made and is kept, or is about to be made.
package struct KeptReport: Sendable, Equatable {
    /// The raw value is what is stored, and the end of text keys.
    package enum State: String, Sendable, CaseIterable {
        case waiting, making, done, failed
    }

    /// The forms it is kept in.
    package enum Form: String, Sendable, CaseIterable {
        case html, text, csv, json
    }

    package let id: KeptReportID
    package let schedule: ReportScheduleID?
    package let state: State
    package let subject: ReportSubject
    package let groupName: String?
    package let span: ReportSpan
    package let days: DayRange
    package let language: Language
    /// Of the community when it was asked for.
    package let zone: String
    /// Whose groups it is of; nil for the program's own, which sees all.
    package let staff: StaffID?
    package let staffName: String?
    package let askedAt: Instant
    package let madeAt: Instant?
    /// How many of its findings press.
    package let pressing: Int
    /// All its forms, packed.
    package let bytes: Int
    /// The text that says why it failed.
    package let fault: String?
    package let tries: Int
}

/// What was made of a report, before it is kept.
package struct MadeReport: Sendable {
    package var forms: [KeptReport.Form: [UInt8]]
    /// The groups it tells of; nil where it tells of all there are.
    package var groups: Set<GroupID>?
    package var pressing: Int
}
