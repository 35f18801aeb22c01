package import Kernel

/// A link that lets its bearer do one thing, once: become the first owner, join the staff, or set a new password.
package struct StaffLink: Sendable, Equatable {
    package let id: StaffLinkID
    package let purpose: Purpose
    /// What somebody becomes by it; with a reset, what they are.
    package let rights: Rights
    /// Whose password it resets; nil for the other purposes.
    package let staff: StaffID?
    /// Whether a reset takes off the second step as well.
    package let dropsSecondStep: Bool
    package let madeAt: Instant
    package let madeBy: StaffID?
    package let expiresAt: Instant

    package enum Purpose: String, Sendable, CaseIterable {
        case first
        case invitation
        case reset

        var lifetimeSeconds: Int64 {
            switch self {
            case .first, .reset: 86_400
            case .invitation: 7 * 86_400
            }
        }
    }
}

/// A link that was just made: the only time its token can be seen.
package struct MadeLink: Sendable {
    package let link: StaffLink
    package let token: SecretToken
}
