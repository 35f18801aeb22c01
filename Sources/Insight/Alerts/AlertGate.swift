package import Kernel

/// Something that happened in a group and that somebody should know at once: when it began, how bad it was, and when it was over.
package struct AlertEpisode: Hashable, Sendable {
    package var rule: AlertRule
    package var began: Instant
    /// The last time at which it was still so.
    package var last: Instant
    /// When it was over; nil while it is not.
    package var ended: Instant?
    /// What it is told by, at its worst: leavings in a day, days of silence, messages of a day, people who came in the hour,
    /// questions that wait.
    package var value: Double
    /// What is usual here, or what else goes with the value: leavings a day, the share of days with talk, the share of
    /// messages that carry something, newcomers who spoke, the share of questions that wait.
    package var usual: Double

    package init(
        rule: AlertRule, began: Instant, last: Instant, ended: Instant? = nil, value: Double, usual: Double
    ) {
        (self.rule, self.began, self.last, self.ended) = (rule, began, last, ended)
        (self.value, self.usual) = (value, usual)
    }
}

/// A rule's figures of one stretch of time, in terms of the rule.
struct AlertStep: Sendable {
    var from: Instant
    var to: Instant
    var value: Double
    var usual: Double
    /// Whether it is bad enough for an alert to open.
    var opens: Bool
    /// Whether it is so well again that an alert closes. Between the two nothing changes, so that a figure that wavers
    /// about its limit makes one alert and not ten.
    var isCalm: Bool
}

/// Opens and closes the episodes of one rule: a step in, what follows from it out.
struct AlertGate: Sendable {
    enum Effect: Equatable, Sendable {
        case opened(AlertEpisode)
        case worsened(AlertEpisode)
        case closed(AlertEpisode)
    }

    let rule: AlertRule
    private(set) var open: AlertEpisode?

    init(_ rule: AlertRule) { self.rule = rule }

    /// - Precondition: Steps come in the order of their time.
    mutating func handle(_ step: AlertStep) -> [Effect] {
        guard var episode = open else {
            guard step.opens else { return [] }
            let new = AlertEpisode(
                rule: rule, began: step.from, last: step.to, value: step.value, usual: step.usual)
            open = new
            return [.opened(new)]
        }
        if step.isCalm {
            episode.ended = step.to
            open = nil
            return [.closed(episode)]
        }
        episode.last = max(episode.last, step.to)
        let isWorse = step.value > episode.value
        if isWorse { (episode.value, episode.usual) = (step.value, step.usual) }
        open = episode
        return isWorse ? [.worsened(episode)] : []
    }

    /// All episodes of some steps, the last of them open where it is not over.
    static func episodes(_ rule: AlertRule, _ steps: some Sequence<AlertStep>) -> [AlertEpisode] {
        var gate = AlertGate(rule)
        var found: [AlertEpisode] = []
        for step in steps {
            for case .closed(let episode) in gate.handle(step) { found.append(episode) }
        }
        return found + (gate.open.map { [$0] } ?? [])
    }
}
