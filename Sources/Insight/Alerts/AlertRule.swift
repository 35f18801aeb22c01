internal import Foundation
package import Kernel

/// What an alert is about. The raw value is what is stored, what JSON shows, and the end of text keys.
package enum AlertRule: String, Sendable, CaseIterable {
    /// Far more leave in a day than leave on this group's other days.
    case leavingPeak = "leaving_peak"
    /// Nobody says anything, where on most days somebody did.
    case silence
    /// Two days of three are noisy (METRICS: `noise_day`, with the limits of the kind).
    case noise
    /// Many come within an hour, and talk at once.
    case raid
    /// Questions that nobody has answered for a day.
    case unanswered

    /// The two numbers that it is set by, in the order in which they are stored.
    package var dials: [AlertDial] {
        switch self {
        case .leavingPeak: [AlertDial("least", 2...10_000), AlertDial("times", 1.5...50)]
        case .silence: [AlertDial("days", 1...30), AlertDial("spoken", 0...1, isShare: true)]
        case .noise: [AlertDial("messages", 10...100_000), AlertDial("carrying", 0...1, isShare: true)]
        case .raid: [AlertDial("joins", 3...10_000), AlertDial("speakers", 1...1_000)]
        case .unanswered: [AlertDial("questions", 1...1_000), AlertDial("open", 0...1, isShare: true)]
        }
    }
}

/// One of the numbers that a rule is set by.
package struct AlertDial: Sendable {
    /// The end of text keys, and its name in JSON.
    package let name: String
    package let range: ClosedRange<Double>
    /// Whether it is a share, 0 to 1, which people enter in per cent.
    package let isShare: Bool

    init(_ name: String, _ range: ClosedRange<Double>, isShare: Bool = false) {
        self.name = name
        self.range = range
        self.isShare = isShare
    }
}

/// From when on a rule speaks, for a kind of groups.
package struct AlertThreshold: Hashable, Sendable, Codable {
    package var isOn: Bool
    package var first: Double
    package var second: Double

    private enum CodingKeys: String, CodingKey { case isOn = "on", first, second }

    package init(isOn: Bool, first: Double, second: Double) {
        (self.isOn, self.first, self.second) = (isOn, first, second)
    }

    package func fits(_ rule: AlertRule) -> Bool {
        zip(rule.dials, [first, second]).allSatisfy { $0.range.contains($1) }
    }
}

/// The thresholds of all kinds: those that people have set, else the defaults, which are data (`Defaults/alerts.json`) and
/// whose reasons are texts (`alerts.reason.…`).
package struct AlertThresholds: Sendable {
    package struct Key: Hashable, Sendable {
        package let rule: AlertRule
        /// Empty for groups of no kind.
        package let kind: String

        package init(_ rule: AlertRule, kind: String) { (self.rule, self.kind) = (rule, kind) }
    }

    /// What people have set.
    package var set: [Key: AlertThreshold]

    package init(_ set: [Key: AlertThreshold] = [:]) { self.set = set }

    package func threshold(_ rule: AlertRule, kind: String) -> AlertThreshold {
        set[Key(rule, kind: kind)] ?? Self.standard(rule, kind: kind)
    }

    package static func standard(_ rule: AlertRule, kind: String) -> AlertThreshold {
        standards[rule.rawValue]?[kind] ?? standards[rule.rawValue]?[""]
            ?? AlertThreshold(isOn: false, first: 0, second: 0)
    }

    /// The end of the key of the text that says why the default is what it is.
    package static func reason(_ rule: AlertRule, kind: String) -> String {
        standards[rule.rawValue]?[kind] == nil || kind.isEmpty ? rule.rawValue : rule.rawValue + "." + kind
    }

    /// By rule, then by kind; the empty kind is for all that have no line of their own.
    static let standards: [String: [String: AlertThreshold]] = {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Defaults"),
            let data = try? Data(contentsOf: folder.appendingPathComponent("alerts.json")),
            let known = try? JSONDecoder().decode([String: [String: AlertThreshold]].self, from: data)
        else { return [:] }
        return known
    }()
}
