internal import Foundation

/// How much more, or less, a word is said in one body of talk than in another.
///
/// The log-odds ratio with an informative Dirichlet prior, and its z-score: Monroe, Colaresi and Quinn, "Fightin' Words:
/// Lexical Feature Selection and Evaluation for Identifying the Content of Political Conflict" (Political Analysis 16,
/// 2008), equations 15, 16, 20 and 22. The prior has each word as often as both bodies together have it, and weighs as
/// much as the talk that is looked at: in a small group little is told of a little.
package struct LogOdds: Sendable, Equatable {
    /// Of the odds here to those there, natural logarithm; above 0 where it is said more here.
    package let ratio: Double
    package let variance: Double

    package var z: Double { ratio / variance.squareRoot() }

    /// One side of the normal distribution has 5 % behind it.
    package static let told = 1.645

    /// - Parameters:
    ///   - count: How often it is said here, of so many words.
    ///   - before: How often it was said there, of so many words.
    ///   - prior: How many words the prior weighs; those of here where nothing else is said.
    /// - Returns: Nil where either body is empty or the word is in neither.
    package init?(_ count: Int, of total: Int, before: Int, of totalBefore: Int, prior: Double? = nil) {
        guard count + before > 0, total > 0, totalBefore > 0, count <= total, before <= totalBefore else { return nil }
        let (here, there) = (Double(count), Double(before))
        let (all, allBefore) = (Double(total), Double(totalBefore))
        let weight = prior ?? all
        let expected = weight * (here + there) / (all + allBefore)
        let odds = (here + expected) / (all + weight - here - expected)
        let oddsBefore = (there + expected) / (allBefore + weight - there - expected)
        guard odds.isFinite, oddsBefore.isFinite, odds > 0, oddsBefore > 0 else { return nil }
        ratio = log(odds) - log(oddsBefore)
        variance = 1 / (here + expected) + 1 / (there + expected)
    }
}
