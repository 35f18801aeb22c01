package import Foundation
package import Kernel

/// A model to forecast with, where it comes from, and how it did when tested.
package struct ForecastModel: Codable, Hashable, Sendable {
    /// What the default that comes with the program was fitted on.
    package struct Provenance: Codable, Hashable, Sendable {
        /// The command that makes the same again.
        package var command: String
        package var groups: Int
        package var members: Int
        package var days: Int
        package var seed: UInt64

        package init(command: String, groups: Int, members: Int, days: Int, seed: UInt64) {
            (self.command, self.groups, self.members) = (command, groups, members)
            (self.days, self.seed) = (days, seed)
        }
    }

    /// The features by name, in the order of the weights.
    package var features: [String]
    package var model: LogisticModel
    /// Of all landmarks it was fitted on.
    package var fitted: ForecastTest.Span
    package var test: ForecastTest?
    package var provenance: Provenance?

    package init(model: LogisticModel, fitted: ForecastTest.Span, test: ForecastTest?, provenance: Provenance? = nil) {
        features = ForecastFeatures.Name.allCases.map(\.rawValue)
        self.model = model
        self.fitted = fitted
        self.test = test
        self.provenance = provenance
    }

    /// Whether it is of this program's features.
    package var isOfToday: Bool { features == ForecastFeatures.Name.allCases.map(\.rawValue) }

    /// The one that comes with the program.
    package static let standard: ForecastModel? = {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Defaults"),
            let data = try? Data(contentsOf: folder.appendingPathComponent("forecast.json")),
            let model = try? JSONDecoder().decode(ForecastModel.self, from: data), model.isOfToday
        else { return nil }
        return model
    }()

    /// Sorted keys, and a line for each; numbers the shortest that read back the same.
    package func data() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}

/// What is in use for a community: how it was tested, and the model of its own where there is one.
package struct ForecastState: Codable, Hashable, Sendable {
    /// Nil where the history is too short to test anything.
    package var test: ForecastTest?
    /// Nil where the history has too few groups, or too few of them died, to train one.
    package var own: ForecastModel?
    /// Of all landmarks there are.
    package var known = ForecastTest.Span()

    package init() {}

    /// Tests on later months what is trained on earlier ones, then trains on all there is for the days to come.
    package init(_ landmarks: Landmarks, standard: LogisticModel? = ForecastModel.standard?.model) {
        test = ForecastTest(landmarks, standard: standard)
        let all = Array(0..<landmarks.count)
        known = landmarks.span(all)
        guard test?.own != nil, let model = LogisticModel(fitting: landmarks.rows, signs: ForecastFeatures.signs) else {
            return
        }
        own = ForecastModel(model: model, fitted: known, test: nil)
    }
}

/// The risk of one group, what it rests on, and what pushes it most.
package struct Forecast: Hashable, Sendable {
    package struct Reason: Hashable, Sendable {
        package var name: ForecastFeatures.Name
        /// As a person reads it, and what is common among the groups the model was trained on.
        package var value: Double
        package var common: Double
        /// What it adds to the logarithm of the odds.
        package var push: Double

        package init(name: ForecastFeatures.Name, value: Double, common: Double, push: Double) {
            (self.name, self.value, self.common, self.push) = (name, value, common, push)
        }
    }

    package var day: CivilDay
    package var risk: Double
    package var basis: ForecastBasis
    /// The three that push most, the strongest first; none where a survival curve speaks.
    package var reasons: [Reason] = []

    package init(day: CivilDay, risk: Double, basis: ForecastBasis) {
        (self.day, self.risk, self.basis) = (day, risk, basis)
    }

    package init(_ features: ForecastFeatures, by model: LogisticModel, basis: ForecastBasis) {
        self.init(day: features.day, risk: model.probability(features.values), basis: basis)
        let pushes = model.pushes(features.values)
        let order = pushes.indices.filter { pushes[$0] != 0 }.sorted {
            (pushes[$1].magnitude, $0) < (pushes[$0].magnitude, $1)
        }
        reasons = order.prefix(Forecast.reasonsTold).map { index in
            let name = ForecastFeatures.Name.allCases[index]
            return Reason(
                name: name, value: ForecastFeatures.plain(name, features.values[index]),
                common: ForecastFeatures.plain(name, model.means[index]), push: pushes[index])
        }
    }

    package static let reasonsTold = 3
}

extension ForecastState {
    /// The forecast for a group: by the community's own model; else by the survival curve of its kind; else, where too
    /// few groups are known for a curve, by the default.
    package func forecast(
        _ features: ForecastFeatures, age: Int, kind: String, survival: SilenceRisk
    ) -> Forecast? {
        if let own { return Forecast(features, by: own.model, basis: .own) }
        if let risk = survival.value(age: age, kind: kind) {
            return Forecast(day: features.day, risk: risk, basis: .survival)
        }
        return ForecastModel.standard.map { Forecast(features, by: $0.model, basis: .standard) }
    }
}

extension ForecastModel {
    /// The model that comes with the program: tested on the later months of the histories it is fitted on.
    package init?(fittingDefault landmarks: Landmarks, provenance: Provenance) {
        guard let model = LogisticModel(fitting: landmarks.rows, signs: ForecastFeatures.signs) else { return nil }
        self.init(
            model: model, fitted: landmarks.span(Array(0..<landmarks.count)),
            test: ForecastTest(landmarks, standard: nil), provenance: provenance)
    }
}
