internal import Foundation
internal import Kernel

/// What a password must be: long enough, and not among the first that somebody would try.
package enum PasswordRules {
    package static let shortest = 10
    package static let longest = 256
    static let mostBytes = 2_048

    /// Which of these words of one's own must not carry the password: product, sign-in name, own name.
    private static let productWords = ["banyan"]

    /// - Throws: `Fault(.badInput)` that says what is wrong with it.
    package static func check(_ password: String, signInName: String, name: String) throws {
        guard password.utf8.count <= mostBytes, password.count <= longest else {
            throw Fault(.badInput, "desk.password-long", ["most": String(longest)])
        }
        guard password.count >= shortest else {
            throw Fault(.badInput, "desk.password-short", ["least": String(shortest)])
        }
        let folded = folded(password)
        if common.contains(folded) || common.contains(withoutDisguise(folded)) {
            throw Fault(.badInput, "desk.password-common")
        }
        if surprises(folded) < 5 { throw Fault(.badInput, "desk.password-simple") }
        if own(folded, words(signInName, name)) { throw Fault(.badInput, "desk.password-own") }
    }

    private static func folded(_ text: String) -> String { SignInName.key(of: text) }

    private static func words(_ signInName: String, _ name: String) -> [String] {
        let signIn = folded(signInName)
        let parts = signIn.split(whereSeparator: { "@._-+".contains($0) }).map(String.init)
        let words = productWords + [signIn, folded(name)] + parts + folded(name).split(separator: " ").map(String.init)
        // The longest first, so that a part does not break up the whole.
        return words.filter { $0.count >= 3 }.sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// Whether little is left once the words that are known of its bearer are taken out.
    private static func own(_ password: String, _ words: [String]) -> Bool {
        let rest = words.reduce(password) { $0.replacing($1, with: "") }
        return rest != password && rest.unicodeScalars.filter { $0.properties.isAlphabetic || $0.value > 127 }.count < 4
            && rest.count < shortest - 2
    }

    /// Letters for the signs that stand in for them: `p@ssw0rd` is `password`.
    private static func withoutDisguise(_ text: String) -> String {
        let letters: [Character: Character] = [
            "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t",
        ]
        return String(text.map { letters[$0] ?? $0 })
    }

    private static let rows = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
        "1qaz2wsx3edc4rfv5tgb",
        "1q2w3e4r5t6y7u8i9o0p", "!@#$%^&*()_+",
    ]

    /// Pairs of letters of which the second is no news after the first: neighbours of a row, either way.
    private static let neighbours: Set<[Unicode.Scalar]> = {
        var pairs: Set<[Unicode.Scalar]> = []
        for row in rows {
            let letters = Array(row.unicodeScalars)
            for (left, right) in zip(letters, letters.dropFirst()) {
                pairs.formUnion([[left, right], [right, left]])
            }
        }
        return pairs
    }()

    /// How many of its letters are news: neither the one before again, nor the next of a row, nor a piece said again.
    private static func surprises(_ password: String) -> Int {
        let letters = Array(password.unicodeScalars)
        // `abcdabcdabcd` says no more than `abcd`.
        let period = (1...letters.count).first { period in
            letters.indices.dropFirst(period).allSatisfy { letters[$0] == letters[$0 - period] }
        }
        let piece = letters.prefix(period ?? letters.count)
        let news = zip(piece, piece.dropFirst()).count { $0 != $1 && !neighbours.contains([$0, $1]) }
        return min(news + 1, Set(piece).count)
    }

    /// About a thousand that everybody tries first.
    private static let common: Set<String> = {
        let file = Bundle.module.resourceURL?.appendingPathComponent("Passwords/common.txt")
        let text = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
        return Set(text.split(separator: "\n").map(String.init))
    }()
}
