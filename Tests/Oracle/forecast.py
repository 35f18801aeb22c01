"""Fits and tests the forecast a second time, and compares every figure.

usage: python3 Tests/Oracle/forecast.py ROWS.csv EVALUATION.json

ROWS.csv and EVALUATION.json are what `banyan insight forecast --evaluate --format json --rows ROWS.csv` writes. Only numpy
is used: the regression is solved by iteratively reweighted least squares in closed form, the area under the curve by
summing ranks.
"""

import csv
import json
import sys

import numpy

TOLERANCE = 1e-6
RIDGE = 1.0
BOUNDS = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]


def sigmoid(x):
    return 1 / (1 + numpy.exp(-numpy.clip(x, -700, 700)))


def fit(features, labels):
    """Means, deviations, and the weights that maximise the penalised likelihood."""
    means, scales = features.mean(axis=0), features.std(axis=0)
    scales[scales**2 <= 1e-18] = 1
    matrix = numpy.hstack([numpy.ones((len(features), 1)), (features - means) / scales])
    penalty = RIDGE * numpy.eye(matrix.shape[1])
    penalty[0, 0] = 0
    beta = numpy.zeros(matrix.shape[1])
    for _ in range(200):
        p = sigmoid(matrix @ beta)
        weight = p * (1 - p)
        working = matrix @ beta + (labels - p) / numpy.maximum(weight, 1e-300)
        left = matrix.T @ (matrix * weight[:, None]) + penalty
        following = numpy.linalg.solve(left, matrix.T @ (weight * working))
        if numpy.max(numpy.abs(following - beta)) < 1e-12:
            return means, scales, following
        beta = following
    return means, scales, beta


def area(scores, labels):
    """(R − n₁(n₁ + 1)/2) ÷ n₁n₀ with mean ranks for ties."""
    values, places = numpy.unique(scores, return_inverse=True)
    counts = numpy.bincount(places, minlength=len(values))
    last = numpy.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[places]
    yes = labels == 1
    n1, n0 = yes.sum(), (~yes).sum()
    if n1 == 0 or n0 == 0:
        return None
    return (ranks[yes].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with open(sys.argv[2], encoding="utf-8") as file:
        told = json.load(file)
    test = told["test"]
    names = [name for name in rows[0] if name not in ("group", "day", "part", "half", "dies")]
    wrong, compared = [], 0

    def same(name, ours, theirs):
        nonlocal compared
        compared += 1
        if (ours is None) != (theirs is None) or (ours is not None and abs(ours - theirs) > TOLERANCE):
            wrong.append(f"{name}: {theirs} here, {ours} told")

    def part(word):
        chosen = [row for row in rows if row["part"] == word]
        features = numpy.array([[float(row[name]) for name in names] for row in chosen])
        return chosen, features, numpy.array([int(row["dies"]) for row in chosen])

    _, earlier, outcomes = part("earlier")
    later_rows, later, happened = part("later")
    forecasts = None
    if test["trained"]:
        # What the program left out for its sign has no weight.
        means, scales = earlier.mean(axis=0), earlier.std(axis=0)
        scales[scales**2 <= 1e-18] = 1
        kept = [index for index, name in enumerate(names) if test["trained"]["weights"][name] != 0]
        _, _, part_beta = fit(earlier[:, kept], outcomes)
        beta = numpy.zeros(len(names) + 1)
        beta[0] = part_beta[0]
        beta[[index + 1 for index in kept]] = part_beta[1:]
        same("intercept", test["trained"]["intercept"], beta[0])
        for index, name in enumerate(names):
            same(f"mean of {name}", test["trained"]["means"][name], means[index])
            same(f"scale of {name}", test["trained"]["scales"][name], scales[index])
            same(f"weight of {name}", test["trained"]["weights"][name], beta[index + 1])
        forecasts = sigmoid(beta[0] + ((later - means) / scales) @ beta[1:])
        same("AUC of the own model", test["scores"]["own"]["auc"], area(forecasts, happened))
        same("Brier of the own model", test["scores"]["own"]["brier"], float(((forecasts - happened) ** 2).mean()))
    if told["default"]:
        model = told["default"]["model"]
        sums = model["intercept"] + sum(
            model["weights"][name] * (later[:, index] - model["means"][name]) / model["scales"][name]
            for index, name in enumerate(names)
        )
        standard = sigmoid(sums)
        same("AUC of the default", test["scores"]["default"]["auc"], area(standard, happened))
        forecasts = standard if forecasts is None else forecasts
    halves = [float(row["half"]) if row["half"] else None for row in later_rows]
    warned = numpy.array([half is not None and half <= 0.5 for half in halves])
    same("AUC of the rule", test["scores"]["half_rule"]["auc"], area(warned.astype(float), happened))
    graded = numpy.array([-(1 if half is None else half) for half in halves])
    same("AUC of the ratio", test["scores"]["half_rule_order"]["auc"], area(graded, happened))
    same("warnings of the rule", test["rule_warnings"]["given"], int(warned.sum()))
    same("right warnings of the rule", test["rule_warnings"]["right"], int((warned & (happened == 1)).sum()))
    if forecasts is not None:
        bands = {(band["from"], band["to"]): band for band in test["calibration"]}
        for low, high in zip(BOUNDS, BOUNDS[1:]):
            inside = (forecasts >= low) & ((forecasts < high) | ((high == 1) & (forecasts == 1)))
            band = bands.get((low, high))
            same(f"forecasts in {low}–{high}", band["forecasts"] if band else 0, int(inside.sum()))
            if band and inside.sum():
                same(f"mean in {low}–{high}", band["mean"], float(forecasts[inside].mean()))
                same(f"share in {low}–{high}", band["happened"], float(happened[inside].mean()))
    for line in wrong:
        print(line)
    print(f"{compared} figures compared, {len(wrong)} differ")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
