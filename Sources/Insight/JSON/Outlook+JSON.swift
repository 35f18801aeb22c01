package import Foundation
internal import Kernel

extension GroupOutlook {
    /// With every key, whatever is known.
    package var healthJSON: JSONValue {
        .pairs([
            "day": JSONValue(health.map { "\($0.day)" }), "kind": JSONValue(health?.kind),
            "known": JSONValue(health?.known), "none": JSONValue(noHealth?.word),
            "parts": .array((health?.parts ?? []).map(\.json)), "score": JSONValue(health?.score),
        ])
    }

    /// The same of the risk, with what pushes it.
    package var forecastJSON: JSONValue {
        .pairs([
            "basis": JSONValue(forecast?.basis.rawValue), "day": JSONValue(forecast.map { "\($0.day)" }),
            "dying_risk": JSONValue(forecast?.risk),
            "reasons": .array((forecast?.reasons ?? []).map(\.json)), "silent": .boolean(isSilent),
        ])
    }

    var followUpsJSON: JSONValue {
        let told = followUps.filter(\.value.isTold).sorted { $0.key < $1.key }
        return .array(
            told.map { key, one in
                .pairs([
                    "better": .integer(one.better), "groups": .integer(one.groups), "name": .string(key),
                    "times": .integer(one.times),
                ])
            })
    }
}

extension GroupOutlook.NoHealth {
    package var word: String {
        switch self {
        case .noKind: "no-kind"
        case .notForKind: "not-for-kind"
        case .closed: "closed"
        case .noData: "no-data"
        }
    }
}

extension HealthScore.Part {
    fileprivate var json: JSONValue {
        .pairs([
            "counted": .number(counted), "gain": JSONValue(gain), "gap": JSONValue(gap?.rawValue),
            "goal": JSONValue(goal), "level": JSONValue(level), "name": .string(part.rawValue),
            "peers": JSONValue(peers), "value": JSONValue(value), "weight": .number(weight),
        ])
    }
}

extension Forecast.Reason {
    fileprivate var json: JSONValue {
        .pairs([
            "common": .number(common), "name": .string(name.rawValue), "push": .number(push), "value": .number(value),
        ])
    }
}

// MARK: - The test of forecasts

extension ForecastState {
    /// How forecasts were tested, as JSON with sorted keys; `null` where the history is too short.
    package func jsonData(standard: ForecastModel?) -> Data { json(standard: standard).data }

    /// The same before it is written.
    package func json(standard: ForecastModel?) -> JSONValue {
        .pairs([
            "default": standard.map(\.json) ?? .null, "in_use": .string(basisInUse.rawValue), "known": known.json,
            "needs": .pairs([
                "deaths": .integer(ForecastNeeds.deaths), "groups": .integer(ForecastNeeds.groups),
            ]),
            "own": own.map(\.json) ?? .null, "test": test.map(\.json) ?? .null,
        ])
    }

    /// What most groups' forecasts rest on; single ones may rest on the default where no curve reaches their age.
    package var basisInUse: ForecastBasis {
        if own != nil { return .own }
        let isCurveKnown = known.groups >= SilenceRisk.leastGroups && known.deaths >= SilenceRisk.leastEnds
        return isCurveKnown ? .survival : .standard
    }
}

extension ForecastModel {
    fileprivate var json: JSONValue {
        .pairs([
            "fitted": fitted.json, "model": model.json,
            "provenance": provenance.map { .string($0.command) } ?? .null,
        ])
    }
}

extension LogisticModel {
    /// Features by name, as the program has them.
    fileprivate var json: JSONValue {
        func named(_ values: [Double]) -> JSONValue {
            .object(zip(ForecastFeatures.Name.allCases, values).map { ($0.rawValue, .number($1)) })
        }
        return .pairs([
            "intercept": .number(intercept), "means": named(means), "scales": named(scales), "weights": named(weights),
        ])
    }
}

extension ForecastTest.Span {
    fileprivate var json: JSONValue {
        .pairs([
            "deaths": .integer(deaths), "forecasts": .integer(forecasts), "from": .string(from),
            "groups": .integer(groups), "to": .string(to),
        ])
    }
}

extension ForecastTest {
    fileprivate var json: JSONValue {
        .pairs([
            "calibration": calibration.json, "model_warnings": modelWarnings.json, "rule_warnings": ruleWarnings.json,
            "scores": .pairs([
                "default": standard.map(\.json) ?? .null, "half_rule": rule.map(\.json) ?? .null,
                "half_rule_order": ruleOrder.map(\.json) ?? .null, "own": own.map(\.json) ?? .null,
                "survival": survival.map(\.json) ?? .null,
            ]),
            "test": test.json, "tested": .string(tested.rawValue),
            "trained": trained.map(\.json) ?? .null, "training": training.json,
        ])
    }
}

extension ForecastTest.Score {
    fileprivate var json: JSONValue {
        .pairs([
            "auc": JSONValue(area), "brier": JSONValue(brier), "high": JSONValue(high), "low": JSONValue(low),
        ])
    }
}

extension ForecastTest.Warnings {
    fileprivate var json: JSONValue {
        .pairs(["deaths": .integer(deaths), "given": .integer(given), "right": .integer(right)])
    }
}

extension ForecastAudit {
    /// Forecasts that were made, against what happened: how many, and how well they ordered.
    package var json: JSONValue {
        .pairs([
            "auc": JSONValue(area), "calibration": calibration.json, "deaths": .integer(died), "open": .integer(open),
            "settled": .integer(settled),
        ])
    }
}

extension Calibration {
    var json: JSONValue {
        .array(
            bands.map { band in
                .pairs([
                    "forecasts": .integer(band.forecasts), "from": .number(band.from), "groups": .integer(band.groups),
                    "happened": .number(band.happened), "mean": .number(band.mean), "to": .number(band.to),
                ])
            })
    }
}
