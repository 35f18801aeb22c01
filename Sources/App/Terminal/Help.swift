import ArgumentParser
import Kernel

/// What `--help` and the parser of the command line say, in the person's language.
enum Help {
    /// Of `--lang` where the command line has it, else of the locale. A command's help is made before it is parsed.
    static let catalogue = TextCatalogue(Console.language(of: CommandLine.arguments))

    /// The help text called `help.<key>`.
    static func text(_ key: String, _ values: [String: String] = [:]) -> String { catalogue("help." + key, values) }

    /// A message of the parser (its help pages, its errors, which it has in English only) with its own words translated.
    static func translated(_ message: String, _ catalogue: TextCatalogue = catalogue) -> String {
        guard catalogue.language != .english else { return message }
        return message.split(separator: "\n", omittingEmptySubsequences: false)
            .map { translated(line: String($0), catalogue) }.joined(separator: "\n")
    }

    private static func translated(line: String, _ catalogue: TextCatalogue) -> String {
        for (pattern, key) in ParserPhrase.whole {
            guard let values = ParserPhrase.values(of: line, by: pattern) else { continue }
            return catalogue("parser." + key, values)
        }
        var line = line
        for (phrase, key) in ParserPhrase.parts where line.contains(phrase) {
            line = line.replacing(phrase, with: catalogue("parser." + key))
        }
        return line
    }
}

extension ArgumentHelp {
    /// The help of an option or argument: the text `help.<key>`.
    static func words(_ key: String, _ values: [String: String] = [:]) -> ArgumentHelp {
        ArgumentHelp(Help.text(key, values))
    }
}

/// What swift-argument-parser says in English. A test asks the parser for each, so that a new version's words are noticed.
enum ParserPhrase {
    /// Whole lines, with places for values.
    static let whole: [(pattern: String, key: String)] = [
        ("Error: Unknown option '{a}'. Did you mean '{b}'?", "unknown-option-near"),
        ("Error: Unknown option '{a}'", "unknown-option"),
        ("Error: Missing expected argument '{a}'", "missing-argument"),
        ("Error: Missing value for '{a}'", "missing-value"),
        ("Error: The value '{a}' is invalid for '{b}'. Please provide one of {c}.", "invalid-value-of"),
        ("Error: The value '{a}' is invalid for '{b}'", "invalid-value"),
        ("Error: Unexpected argument '{a}'", "unexpected-argument"),
        ("Error: {n} unexpected arguments: {a}", "unexpected-arguments"),
        ("Error: The option '{a}' does not take any value, but '{b}' was specified.", "no-value-taken"),
        ("  See '{a}' for more information.", "see"),
        ("  See '{a}' for detailed help.", "see-subcommand"),
    ]

    /// Headings and notes within a line.
    static let parts: [(phrase: String, key: String)] = [
        ("OVERVIEW: ", "overview"), ("USAGE: ", "usage"), ("Usage: ", "usage"), ("ARGUMENTS:", "arguments"),
        ("OPTIONS:", "options"), ("SUBCOMMANDS:", "subcommands"), ("Show help information.", "show-help"),
        ("default:", "default"), ("values:", "values"), ("Error: ", "error"),
        ("Help: ", "help"),
    ]

    /// What stands in the places of a pattern; nil where the line is not of it.
    static func values(of line: String, by pattern: String) -> [String: String]? {
        var values: [String: String] = [:]
        var (rest, pattern) = (line[...], pattern[...])
        while let open = pattern.firstIndex(of: "{"), let close = pattern.firstIndex(of: "}") {
            guard rest.hasPrefix(pattern[..<open]) else { return nil }
            rest = rest.dropFirst(pattern[..<open].count)
            let name = String(pattern[pattern.index(after: open)..<close])
            pattern = pattern[pattern.index(after: close)...]
            let literal = pattern.prefix { $0 != "{" }
            guard let end = literal.isEmpty ? rest.endIndex : rest.firstRange(of: literal)?.lowerBound else {
                return nil
            }
            values[name] = String(rest[..<end])
            rest = rest[end...]
        }
        return rest == pattern ? values : nil
    }
}
