internal import Foundation

/// A logistic regression on standardised features, with a ridge penalty on all but the intercept.
///
/// Fitted by Newton's method, which here is iteratively reweighted least squares (Hastie, Tibshirani, Friedman: The
/// Elements of Statistical Learning, 4.4.1); the penalty as in le Cessie and van Houwelingen (1992).
package struct LogisticModel: Codable, Hashable, Sendable {
    package var intercept: Double
    /// By feature: its mean and standard deviation over the rows fitted on, 1 where all are alike.
    package var means: [Double]
    package var scales: [Double]
    /// By feature: what one standard deviation more adds to the logarithm of the odds.
    package var weights: [Double]

    /// The probability for one row of features.
    package func probability(_ row: some Collection<Double>) -> Double {
        var sum = intercept
        for (index, value) in row.enumerated() { sum += weights[index] * (value - means[index]) / scales[index] }
        return LogisticModel.sigmoid(sum)
    }

    /// What each feature adds to the logarithm of the odds, against a row at all the means.
    package func pushes(_ row: [Double]) -> [Double] {
        row.indices.map { weights[$0] * (row[$0] - means[$0]) / scales[$0] }
    }

    static func sigmoid(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }
}

/// Rows of features, one after the other, each with what came of it.
package struct LabelledRows: Sendable {
    package let columns: Int
    package private(set) var values: [Double] = []
    package private(set) var labels: [Bool] = []

    package init(columns: Int) { self.columns = columns }

    package var count: Int { labels.count }

    /// - Precondition: The row has `columns` finite values.
    package mutating func append(_ row: [Double], _ label: Bool) {
        precondition(row.count == columns, "a row has a value for each column")
        values += row
        labels.append(label)
    }

    package func row(_ index: Int) -> ArraySlice<Double> { values[(index * columns)..<((index + 1) * columns)] }
}

extension LogisticModel {
    /// - Parameters:
    ///   - ridge: λ of the penalty λ/2 · Σ weight².
    ///   - signs: By column, which sign its weight may have; 0 for either. Of the columns that get the other sign the one
    ///     with the largest weight is left out, its weight 0, and the rest fitted again, until none has it.
    /// - Returns: nil where the rows have not both outcomes.
    package init?(fitting rows: LabelledRows, ridge: Double = 1, signs: [Int]? = nil) {
        guard rows.labels.contains(true), rows.labels.contains(false) else { return nil }
        (means, scales) = LogisticModel.standard(rows)
        let columns = rows.columns
        var standard = rows.values
        for index in standard.indices {
            let column = index % columns
            standard[index] = (standard[index] - means[column]) / scales[column]
        }
        let share = Double(rows.labels.count { $0 }) / Double(rows.count)
        var kept = Array(0..<columns)
        var beta = [log(share / (1 - share))] + [Double](repeating: 0, count: columns)
        while true {
            beta = LogisticModel.fit(
                LogisticModel.columns(kept, of: standard, columns), rows.labels, ridge: ridge, from: beta)
            let wrong = kept.indices.filter { Double(signs?[kept[$0]] ?? 0) * beta[$0 + 1] < 0 }
            guard let worst = wrong.max(by: { beta[$0 + 1].magnitude < beta[$1 + 1].magnitude }) else { break }
            kept.remove(at: worst)
            beta.remove(at: worst + 1)
        }
        intercept = beta[0]
        weights = [Double](repeating: 0, count: columns)
        for (place, column) in kept.enumerated() { weights[column] = beta[place + 1] }
    }

    private static func columns(_ kept: [Int], of rows: [Double], _ columns: Int) -> [Double] {
        guard kept.count < columns else { return rows }
        var part: [Double] = []
        part.reserveCapacity(rows.count / columns * kept.count)
        for start in stride(from: 0, to: rows.count, by: columns) {
            for column in kept { part.append(rows[start + column]) }
        }
        return part
    }

    private static func fit(
        _ rows: [Double], _ labels: [Bool], ridge: Double, from beta: [Double]
    ) -> [Double] {
        var system = NewtonStep(beta: beta, rows: rows, labels: labels, ridge: ridge)
        for _ in 0..<60 {
            guard let step = Cholesky.solve(system.curvature, system.slope) else { break }
            // Newton's method may overshoot: half the step until it leads upward.
            var length = 1.0
            var next = system
            repeat {
                let tried = zip(system.beta, step).map { $0 + length * $1 }
                next = NewtonStep(beta: tried, rows: rows, labels: labels, ridge: ridge)
                length /= 2
            } while next.likelihood < system.likelihood - 1e-9 && length > 1e-6
            system = next
            if (step.map(\.magnitude).max() ?? 0) < 1e-9 { break }
        }
        return system.beta
    }

    private static func standard(_ rows: LabelledRows) -> (means: [Double], scales: [Double]) {
        let (columns, count) = (rows.columns, Double(rows.count))
        var means = [Double](repeating: 0, count: columns)
        for index in rows.values.indices { means[index % columns] += rows.values[index] }
        for column in 0..<columns { means[column] /= count }
        var squares = [Double](repeating: 0, count: columns)
        for index in rows.values.indices {
            let off = rows.values[index] - means[index % columns]
            squares[index % columns] += off * off
        }
        return (means, squares.map { $0 / count > 1e-18 ? ($0 / count).squareRoot() : 1 })
    }
}

/// The penalised log likelihood at some weights, its slope, and its curvature with the sign turned.
private struct NewtonStep {
    let beta: [Double]
    var likelihood = 0.0
    var slope: [Double]
    /// Row by row, the lower half filled.
    var curvature: [Double]

    init(beta: [Double], rows: [Double], labels: [Bool], ridge: Double) {
        self.beta = beta
        let size = beta.count
        let columns = size - 1
        var slope = [Double](repeating: 0, count: size)
        var curvature = [Double](repeating: 0, count: size * size)
        var likelihood = 0.0
        rows.withUnsafeBufferPointer { values in
            for index in labels.indices {
                let start = index * columns
                var sum = beta[0]
                for column in 0..<columns { sum += beta[column + 1] * values[start + column] }
                let p = LogisticModel.sigmoid(sum)
                let off = (labels[index] ? 1 : 0) - p
                let weight = p * (1 - p)
                likelihood += (labels[index] ? sum : 0) - (sum > 0 ? sum + log1p(exp(-sum)) : log1p(exp(sum)))
                slope[0] += off
                curvature[0] += weight
                for row in 0..<columns {
                    let value = values[start + row]
                    slope[row + 1] += off * value
                    let weighted = weight * value
                    let place = (row + 1) * size
                    curvature[place] += weighted
                    for column in 0...row { curvature[place + column + 1] += weighted * values[start + column] }
                }
            }
        }
        for index in beta.indices.dropFirst() {
            slope[index] -= ridge * beta[index]
            curvature[index * size + index] += ridge
            likelihood -= ridge / 2 * beta[index] * beta[index]
        }
        (self.slope, self.curvature, self.likelihood) = (slope, curvature, likelihood)
    }
}

/// Solves systems of equations with a symmetric positive definite matrix.
private enum Cholesky {
    /// - Parameter matrix: Row by row; only its lower half is read. Nil where it is not positive definite.
    static func solve(_ matrix: [Double], _ right: [Double]) -> [Double]? {
        let size = right.count
        var lower = matrix
        for row in 0..<size {
            for column in 0...row {
                var sum = lower[row * size + column]
                for inner in 0..<column { sum -= lower[row * size + inner] * lower[column * size + inner] }
                if row == column {
                    guard sum > 0 else { return nil }
                    lower[row * size + row] = sum.squareRoot()
                } else {
                    lower[row * size + column] = sum / lower[column * size + column]
                }
            }
        }
        var solution = right
        for row in 0..<size {
            for inner in 0..<row { solution[row] -= lower[row * size + inner] * solution[inner] }
            solution[row] /= lower[row * size + row]
        }
        for row in (0..<size).reversed() {
            for inner in (row + 1)..<size { solution[row] -= lower[inner * size + row] * solution[inner] }
            solution[row] /= lower[row * size + row]
        }
        return solution
    }
}
