internal import Foundation

/// Every sentence Banyan says, per language, by key.
///
/// The texts are JSON files `Texts/<language>/<area>.json` of one object each, key to text; `{name}` in a text is
/// filled from `values`. A key that is missing shows as itself, and a test keeps that from happening.
package struct TextCatalogue: Sendable {
    package let language: Language
    private let texts: [String: String]

    /// Reads the language's files from the program's resources.
    package init(_ language: Language) {
        self.language = language
        self.texts = TextCatalogue.load(language)
    }

    package func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        guard let text = texts[key] else { return key }
        return values.isEmpty ? text : TextCatalogue.fill(text, values)
    }

    /// In one pass, so that braces in a value (a file's name may have them) are never taken for a place to fill in.
    private static func fill(_ text: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    /// What a fault says to a person.
    package func callAsFunction(_ fault: Fault) -> String { self(fault.text, fault.values) }

    package func has(_ key: String) -> Bool { texts[key] != nil }

    package var keys: Set<String> { Set(texts.keys) }

    private static func load(_ language: Language) -> [String: String] {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Texts/\(language.rawValue)")
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            return [:]
        }
        var texts: [String: String] = [:]
        for name in names.sorted() where name.hasSuffix(".json") {
            guard let data = try? Data(contentsOf: folder.appendingPathComponent(name)) else { continue }
            guard let file = try? JSONDecoder().decode([String: String].self, from: data) else { continue }
            texts.merge(file) { first, _ in first }
        }
        return texts
    }
}
