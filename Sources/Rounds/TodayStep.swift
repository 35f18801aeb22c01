package import Insight
package import Kernel

/// What the list advises to do about a concern: the advice that a report gives of the same, and a text to send.
package struct TodayStep: Sendable {
    private let catalogue: TextCatalogue

    package init(_ catalogue: TextCatalogue) { self.catalogue = catalogue }

    /// - Parameter names: People whom the step may name; none for who may not see people.
    package func text(_ concern: TodayConcern, names: [String]) -> String {
        let key =
            catalogue.has("today.step." + concern.rawValue)
            ? "today.step." + concern.rawValue : "advice.\(concern.rawValue).action"
        return filled(key, names)
    }

    /// A text that may be sent as it stands, or nearly.
    package func draft(_ concern: TodayConcern, names: [String]) -> String {
        filled("today.draft." + concern.rawValue, names)
    }

    private func filled(_ key: String, _ names: [String]) -> String {
        guard !names.isEmpty, catalogue.has(key + ".names") else { return catalogue(key) }
        return catalogue(key + ".names", ["names": names.joined(separator: catalogue("advice.names.joiner"))])
    }
}
