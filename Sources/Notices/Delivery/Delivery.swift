package import Kernel

/// A notice on its way to one outlet, and what became of it.
package struct Delivery: Sendable, Equatable {
    /// The raw value is what is stored, and the end of text keys.
    package enum State: String, Sendable, CaseIterable {
        /// Waits for its time, or its outlet.
        case planned
        case sending
        case delivered
        /// Given up; a person may send it again.
        case failed
        /// A mail of which nobody can say whether it went out. Nothing but a person sends it again.
        case unknown
    }

    package let id: DeliveryID
    package let notice: NoticeID
    package let kind: NoticeKind
    package let group: GroupID?
    package let groupName: String?
    package let outlet: Outlet
    /// The URL or the address.
    package let place: String
    package let state: State
    /// When it is tried next, where it is planned; nil while it waits for its outlet to be opened.
    package let dueAt: Instant?
    package let tries: Int
    package let triedAt: Instant?
    /// The status of the last answer.
    package let code: Int?
    /// A key of the text catalogue: what was wrong at the last try.
    package let fault: String?
    /// The beginning of what was answered.
    package let answer: String?
    /// How long the last try took.
    package let milliseconds: Int?
    package let madeAt: Instant
    /// What is sent, as it is signed.
    package let payload: String

    /// Under which id the receiver knows it, the same at every try.
    package var webhookID: String { "msg_\(notice)" }

    /// Whether a person may send it again.
    package var mayBeResent: Bool { state == .failed || state == .unknown || state == .delivered }
}

/// When a delivery that failed is tried again.
package enum DeliveryRhythm {
    /// Waits between tries in seconds, as Standard Webhooks suggests; after the last it is given up.
    package static let waits: [Int64] = [
        5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600,
    ]
    /// The longest that a receiver may ask to be left alone.
    static let longestAsked: Int64 = 86_400

    /// The next try after so many; nil where it was the last.
    ///
    /// - Parameters:
    ///   - chance: Bytes that nobody chose: up to a fifth is added, so that what failed together does not come back
    ///     together.
    ///   - asked: Seconds that the receiver asked to be left alone (Retry-After).
    static func next(afterTries tries: Int, at now: Instant, chance: [UInt8], asked: Int64?) -> Instant? {
        guard (1...waits.count).contains(tries) else { return nil }
        let part = chance.prefix(2).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        let wait = waits[tries - 1] * 1000
        let milliseconds = wait + wait / 5 * part / 65_536
        return now.advanced(byMilliseconds: max(milliseconds, min(asked ?? 0, longestAsked) * 1000))
    }
}
