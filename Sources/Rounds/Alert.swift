package import Desk
package import Insight
package import Kernel
package import Storage

/// An alert as it is kept: what happened in which group, and what became of it.
package struct Alert: Sendable, Equatable {
    /// The raw value is what forms and JSON say, and the end of text keys.
    package enum State: String, Sendable, CaseIterable {
        case open, closed
        /// More of the record showed that there was nothing.
        case withdrawn
    }

    package let id: AlertID
    package let group: GroupID
    package let groupName: String
    package let episode: AlertEpisode
    package let openedAt: Instant
    package let closedAt: Instant?
    package let withdrawnAt: Instant?
    /// Whether it was told outside the console, or was over by the time it was known, or one of too many.
    package let isTold: Bool
    /// Who said that they have seen it, and when.
    package let acknowledgement: Acknowledgement?

    package struct Acknowledgement: Sendable, Equatable {
        package let at: Instant
        package let name: String
    }

    package var rule: AlertRule { episode.rule }

    package var state: State { withdrawnAt != nil ? .withdrawn : closedAt == nil ? .open : .closed }
}

/// Which alerts somebody asks for.
package struct AlertFilter: Sendable, Equatable {
    package enum Choice: String, Sendable, CaseIterable {
        /// Open, seen or not.
        case open
        /// Open, and nobody has said that they have seen it.
        case unseen
        case past
        case all
    }

    package var choice = Choice.open
    package var rule: AlertRule?
    package var group: GroupID?

    package init(_ choice: Choice = .open, rule: AlertRule? = nil, group: GroupID? = nil) {
        (self.choice, self.rule, self.group) = (choice, rule, group)
    }
}

/// What is to be told of alerts outside the console.
package enum AlertNews: Sendable, Equatable {
    case opened(Alert)
    case closed(Alert)
    /// So many more were opened in an hour than are told one by one.
    case withheld(count: Int, hour: Instant)
}

/// Where news of alerts go. It is called in the transaction that changes the alert, so that neither is without the other.
package struct AlertOutlet: Sendable {
    package let tell: @Sendable (AlertNews, Transaction) throws -> Void

    package init(_ tell: @escaping @Sendable (AlertNews, Transaction) throws -> Void) { self.tell = tell }

    /// Nobody is told.
    package static let none = AlertOutlet { _, _ in }
}
