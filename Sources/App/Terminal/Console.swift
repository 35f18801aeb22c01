import Foundation
import Insight
import Kernel

/// Where a command writes: data to standard output, words about it to standard error.
struct Console: Sendable {
    let catalogue: TextCatalogue

    /// The language of `--lang`, else of the locale, else Simplified Chinese.
    init(language: String?) throws {
        if let language {
            guard let known = Language(locale: language) else {
                throw Fault(.usage, "command.unknown-language", ["language": language])
            }
            catalogue = TextCatalogue(known)
        } else {
            catalogue = TextCatalogue(Console.languageOfLocale)
        }
    }

    /// The language that a command line asks for, before it is parsed.
    static func language(of arguments: [String]) -> Language {
        let asked = arguments.enumerated().compactMap { index, argument -> String? in
            if argument.hasPrefix("--lang=") { return String(argument.dropFirst(7)) }
            return argument == "--lang" && index + 1 < arguments.count ? arguments[index + 1] : nil
        }
        return asked.first.flatMap { Language(locale: $0) } ?? languageOfLocale
    }

    static var languageOfLocale: Language {
        let environment = ProcessInfo.processInfo.environment
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let value = environment[name], !value.isEmpty else { continue }
            return Language(locale: value) ?? .simplifiedChinese
        }
        return .simplifiedChinese
    }

    func print(_ text: String) { print(Console.data(text)) }

    func print(_ data: Data) { FileHandle.standardOutput.write(data) }

    func tell(_ key: String, _ values: [String: String] = [:]) { tell(text: catalogue(key, values)) }

    func tell(text: String) { FileHandle.standardError.write(Console.data(text)) }

    /// Says what is about to happen and whether the person wants it.
    func confirms(_ key: String, _ values: [String: String]) -> Bool {
        tell(key, values)
        return ["y", "yes", "是", "好"].contains(readLine()?.lowercased() ?? "")
    }

    /// Lines for a terminal. The names of people, groups and files are anybody's to choose: what would move the cursor
    /// or turn the text around is replaced.
    static func data(_ text: String) -> Data {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
        if lines.last != "" { lines.append("") }
        return Data(lines.joined(separator: "\n").utf8)
    }
}
