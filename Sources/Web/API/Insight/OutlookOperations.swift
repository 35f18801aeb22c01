internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Storage

/// What Banyan concludes of a group, and how far its forecasts are to be trusted.
enum OutlookOperations {
    static let schemas: [String: Schema] = [
        "Health": health, "Forecast": forecast, "ForecastEvaluation": evaluation, "ForecastModel": model,
        "ForecastSpan": span, "LogisticModel": logistic, "Calibration": calibration,
    ]

    static let all = [
        Operation(
            id: "getGroupHealth", method: .get, path: "/groups/{group}/health", tag: "insight",
            summary: "A group's health score with its parts, and its risk of falling silent with what pushes it",
            scope: .readGroups, answer: .object(["health": .named("Health"), "forecast": .named("Forecast")]),
            act: showHealth),
        Operation(
            id: "getForecast", method: .get, path: "/insight/forecast", tag: "insight",
            summary: "How good forecasts are: tested on later months, and held against what happened",
            scope: .readGroups,
            answer: .object([
                "made_at": Schema.instant.orNull.noted("When it was trained and tested; null where nothing was yet."),
                "evaluation": .named("ForecastEvaluation"),
                "audit": Schema.object([
                    "auc": .number.orNull, "calibration": .named("Calibration"), "deaths": .count, "open": .count,
                    "settled": .count,
                ]).noted("Forecasts of the token's groups whose outcome is known, and how many are open."),
            ]), act: showForecast),
    ]

    // MARK: - Health and risk of one group

    private static let health = Schema.object([
        "day": Schema.day.orNull.noted("The last day of the data it was counted from."),
        "kind": Schema.choice(GroupOperations.kinds).orNull, "score": Schema.number.orNull.noted("0 to 100."),
        "known": Schema.number.orNull.noted("How much of the weight has data, 0 to 1."),
        "none": Schema.choice(GroupOutlook.NoHealth.allCases.map(\.word)).orNull.noted("Why there is no score."),
        "parts": .list(part),
    ])

    private static let part = Schema.object([
        "name": .choice(HealthPart.allCases.map(\.rawValue)), "weight": .number,
        "counted": Schema.number.noted("The weight once parts without data are left out."), "value": .number.orNull,
        "gap": Schema.choice(HealthGap.allCases.map(\.rawValue)).orNull.noted("Why it has no value."),
        "level": Schema.number.orNull.noted("How much of the part's worth the value earns, 0 to 1."),
        "peers": Schema.count.orNull.noted("How many groups it is a percentile among; null on the fixed scale."),
        "goal": .number.orNull, "gain": .number.orNull,
    ])

    private static let features = ForecastFeatures.Name.allCases.map(\.rawValue)
    private static let basis = Schema.choice(ForecastBasis.allCases.map(\.rawValue))

    private static let forecast = Schema.object([
        "day": Schema.day.orNull.noted("The whole day at whose end it was made."), "dying_risk": .number.orNull,
        "basis": basis.orNull, "silent": Schema.boolean.noted("Whether it is silent already."),
        "reasons": .list(
            .object(["name": .choice(features), "value": .number, "common": .number, "push": .number])),
    ]).noted("The chance that the group falls silent within 14 days; null where nothing can be said.")

    @Sendable private static func showHealth(_ call: APICall) async throws -> APIAnswer {
        let group = try call.group()
        let outlook = try await call.site.store.read { transaction in
            guard try RecordMark.load(group, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
            if let outlook = try GroupOutlook.load(group, in: transaction) { return outlook }
            // It was not counted yet.
            var outlook = GroupOutlook()
            outlook.noHealth = .noData
            return outlook
        }
        return .json(.object([("health", outlook.healthJSON), ("forecast", outlook.forecastJSON)]))
    }

    // MARK: - How good forecasts are

    private static let span = Schema.object([
        "from": .text, "to": .text, "forecasts": .count, "groups": .count, "deaths": .count,
    ]).noted("The days of a part of the history; their names are empty where it has none.")

    private static let byFeature = Schema(
        .object(features.map { .init(name: $0, schema: .number, isRequired: true) }, isOpen: false))

    private static let logistic = Schema.object([
        "intercept": .number, "means": byFeature, "scales": byFeature, "weights": byFeature,
    ])

    private static let model = Schema.object([
        "fitted": .named("ForecastSpan"), "model": .named("LogisticModel"),
        "provenance": Schema.text.orNull.noted("The command that makes the same again; of the default only."),
    ])

    private static let calibration = Schema.list(
        .object([
            "from": .number, "to": .number, "forecasts": .count, "groups": .count, "mean": .number,
            "happened": .number,
        ])
    ).noted("Forecasts in bands, with what happened of each.")

    private static let score = Schema.object([
        "auc": .number.orNull, "brier": .number.orNull, "low": .number.orNull, "high": .number.orNull,
    ]).orNull

    private static let warnings = Schema.object(["given": .count, "right": .count, "deaths": .count])

    private static let test = Schema.object([
        "training": .named("ForecastSpan"), "test": .named("ForecastSpan"), "tested": basis,
        "trained": Schema.named("LogisticModel").orNull, "calibration": .named("Calibration"),
        "model_warnings": warnings, "rule_warnings": warnings,
        "scores": .object([
            "default": score, "half_rule": score, "half_rule_order": score, "own": score, "survival": score,
        ]),
    ])

    private static let evaluation = Schema.object([
        "default": Schema.named("ForecastModel").orNull, "own": Schema.named("ForecastModel").orNull, "in_use": basis,
        "known": .named("ForecastSpan"), "needs": .object(["groups": .count, "deaths": .count]),
        "test": test.orNull.noted("Null where the history is too short to test anything."),
    ]).noted("As `banyan insight forecast --evaluate --format json` writes it.")

    @Sendable private static func showForecast(_ call: APICall) async throws -> APIAnswer {
        let scope: Set<GroupID>? = call.actor.scope.isLimited ? call.actor.scope.groups : nil
        let (latest, audit) = try await call.site.store.read { transaction in
            (try ForecastState.latest(in: transaction), try ForecastAudit.load(scope, in: transaction))
        }
        return .json(
            .object([
                ("made_at", JSONValue(latest.map { "\($0.madeAt)" })),
                ("evaluation", (latest?.state ?? ForecastState()).json(standard: .standard)), ("audit", audit.json),
            ]))
    }
}
