internal import Foundation
internal import Kernel

// How the parts of an outlook are written in a column: JSON for what is nested, `key=value` for figures.

extension HealthScore.Part {
    static func stored(_ parts: [HealthScore.Part]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(parts)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    static func read(_ text: String) -> [HealthScore.Part] {
        (try? JSONDecoder().decode([HealthScore.Part].self, from: Data(text.utf8))) ?? []
    }
}

extension Forecast.Reason {
    /// `name:value:common:push`, parted by commas.
    static func stored(_ reasons: [Forecast.Reason]) -> String {
        reasons.map { "\($0.name.rawValue):\($0.value):\($0.common):\($0.push)" }.joined(separator: ",")
    }

    static func read(_ text: String) -> [Forecast.Reason] {
        text.split(separator: ",").compactMap { field in
            let sides = field.split(separator: ":").map(String.init)
            guard sides.count == 4, let name = ForecastFeatures.Name(rawValue: sides[0]), let value = Double(sides[1]),
                let common = Double(sides[2]), let push = Double(sides[3])
            else { return nil }
            return Forecast.Reason(name: name, value: value, common: common, push: push)
        }
    }
}

extension ForecastState {
    var stored: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// What cannot be read, or is of other features than this program's, counts as nothing: it is trained anew tomorrow.
    static func read(_ text: String) -> ForecastState {
        guard let state = try? JSONDecoder().decode(ForecastState.self, from: Data(text.utf8)),
            state.own?.isOfToday ?? true
        else { return ForecastState() }
        return state
    }
}

extension StageReason {
    static func stored(_ reasons: [StageReason]) -> String {
        reasons.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    static func read(_ text: String) -> [StageReason] {
        text.split(separator: ",").compactMap { field in
            let sides = field.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, let value = Double(sides[1]) else { return nil }
            return StageReason(key: sides[0], value: value)
        }
    }
}

/// What is kept of one group for its outlook: its own figures, before they are set against those of others.
struct GroupMeasures: Sendable {
    var stageReasons: [StageReason] = []
    var health = HealthMeasures()
    /// The last whole day, and what is known at its end; nil where the group is silent by then, or has no whole day.
    var day: CivilDay?
    var features: ForecastFeatures?

    /// Which features are kept, in their order: a group of which others are kept is counted again.
    static let layout = ForecastFeatures.Name.allCases.map(\.rawValue).joined(separator: ",")

    /// In the place of the layout where a group was counted, but not yet set against others.
    static let unfinished = ""

    var storedFeatures: String { features?.values.map { "\($0)" }.joined(separator: ",") ?? "" }

    static func features(day: CivilDay?, _ text: String) -> ForecastFeatures? {
        let values = text.split(separator: ",").compactMap { Double($0) }
        guard let day, values.count == ForecastFeatures.count else { return nil }
        return ForecastFeatures(day: day, values: values)
    }
}
