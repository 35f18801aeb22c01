package import Insight
package import Kernel

/// Alerts in words.
package struct AlertWords: Sendable {
    private let catalogue: TextCatalogue

    package init(_ catalogue: TextCatalogue) { self.catalogue = catalogue }

    package func name(_ rule: AlertRule) -> String { catalogue("alerts.rule." + rule.rawValue) }

    /// What happened, with its figures.
    package func text(_ episode: AlertEpisode) -> String {
        let value = ReportWords.count(Int(episode.value.rounded()))
        let usual =
            switch episode.rule {
            case .leavingPeak: ReportWords.decimal(episode.usual, places: 1)
            case .raid: ReportWords.count(Int(episode.usual.rounded()))
            case .silence, .noise, .unanswered: ReportWords.percent(episode.usual)
            }
        return catalogue("alerts.text." + episode.rule.rawValue, ["value": value, "usual": usual])
    }

    /// What to do about it.
    package func step(_ rule: AlertRule) -> String { catalogue("alerts.step." + rule.rawValue) }
}
