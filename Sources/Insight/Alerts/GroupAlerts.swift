package import Kernel

extension Subject {
    package enum Alert {}
}

package typealias AlertID = ID<Subject.Alert>

/// An alert as it is kept, as far as the rules go.
package struct KnownAlert: Hashable, Sendable {
    package let id: AlertID
    package var episode: AlertEpisode
    /// Whether it is open. One that the record says is over may have been open only in hindsight.
    package var isOpen: Bool

    package init(id: AlertID, episode: AlertEpisode, isOpen: Bool) {
        (self.id, self.episode, self.isOpen) = (id, episode, isOpen)
    }
}

/// What is to be done about a group's alerts.
package enum AlertEffect: Hashable, Sendable {
    /// A new one, of now: people are to be told.
    case open(AlertEpisode)
    /// One that was over, or long past, before it came into the record: it is noted, and nobody is roused.
    case note(AlertEpisode)
    /// The same occurrence, as the record tells it now. `isOpen` where it was over and goes on.
    case change(AlertID, AlertEpisode, isOpen: Bool)
    case close(AlertID, AlertEpisode)
    /// The record, with more of it there, says that there was nothing.
    case withdraw(AlertID)
}

/// The alerts of a group: episodes in, effects out.
///
/// An episode and a kept alert of one rule are the same occurrence where their times overlap; so none is told twice, and
/// after the last piece of a history the alerts are those of the whole, whatever the order of the pieces.
package struct GroupAlerts: Sendable {
    package private(set) var known: [KnownAlert]

    /// - Parameter known: Those that are open, and those that an episode could be the same as.
    package init(_ known: [KnownAlert]) { self.known = known }

    /// - Parameters:
    ///   - isFresh: Whether the record reaches to the present, so that what is not over is so now.
    ///   - since: The beginning of the days that the episodes were looked for in.
    package mutating func handle(_ episodes: [AlertEpisode], isFresh: Bool, since: Instant) -> [AlertEffect] {
        var effects: [AlertEffect] = []
        var left: [KnownAlert] = []
        var rest = episodes.sorted { ($0.began, $0.rule.rawValue) < ($1.began, $1.rule.rawValue) }
        for alert in known.sorted(by: { ($0.episode.began, $0.id) < ($1.episode.began, $1.id) }) {
            guard let index = rest.firstIndex(where: { Self.isSame($0, alert.episode) }) else {
                if let kept = Self.unfounded(alert, since: since, &effects) { left.append(kept) }
                continue
            }
            let episode = rest.remove(at: index)
            left.append(Self.followed(alert, episode, isFresh: isFresh, &effects))
        }
        for episode in rest {
            let isOpen = episode.ended == nil && isFresh
            effects.append(isOpen ? .open(episode) : .note(episode))
        }
        known = left
        // One that ends makes room for one that begins.
        return effects.sorted { Self.rank($0) < Self.rank($1) }
    }

    private static func isSame(_ episode: AlertEpisode, _ other: AlertEpisode) -> Bool {
        guard episode.rule == other.rule else { return false }
        return episode.began <= max(other.last, other.began) && other.began <= max(episode.last, episode.began)
    }

    private static func followed(
        _ alert: KnownAlert, _ episode: AlertEpisode, isFresh: Bool, _ effects: inout [AlertEffect]
    ) -> KnownAlert {
        var episode = episode
        // What began before the days that are looked at began when it was first seen to.
        if alert.episode.began < episode.began, alert.episode.value >= episode.value {
            (episode.value, episode.usual) = (alert.episode.value, alert.episode.usual)
        }
        let isOpen = episode.ended == nil && isFresh
        if alert.isOpen, !isOpen {
            effects.append(.close(alert.id, episode))
        } else if episode != alert.episode || isOpen != alert.isOpen {
            effects.append(.change(alert.id, episode, isOpen: isOpen))
        }
        return KnownAlert(id: alert.id, episode: episode, isOpen: isOpen)
    }

    private static func unfounded(
        _ alert: KnownAlert, since: Instant, _ effects: inout [AlertEffect]
    ) -> KnownAlert? {
        guard (alert.episode.ended ?? alert.episode.last) >= since else {
            // It is of days that are not looked at any more.
            guard alert.isOpen else { return alert }
            effects.append(.close(alert.id, alert.episode))
            return nil
        }
        effects.append(.withdraw(alert.id))
        return nil
    }

    private static func rank(_ effect: AlertEffect) -> Int {
        switch effect {
        case .withdraw: 0
        case .close: 1
        case .change(_, _, let isOpen): isOpen ? 3 : 2
        case .note: 4
        case .open: 5
        }
    }
}
