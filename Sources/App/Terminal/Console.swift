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

    /// Lines for a terminal. The names of people, groups and files are anybody's to choose: what would move the cursor
    /// or turn the text around is replaced.
    static func data(_ text: String) -> Data {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
        if lines.last != "" { lines.append("") }
        return Data(lines.joined(separator: "\n").utf8)
    }
}
