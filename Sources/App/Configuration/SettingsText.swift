import Foundation
import Insight
import Kernel
import Storage

/// What `banyan config` says.
struct SettingsText {
    let settings: Settings
    let catalogue: TextCatalogue

    /// Every key with its present value, where that comes from, and what the key is for.
    var text: String {
        var lines = [catalogue("config.file", ["path": settings.file ?? catalogue("config.no-file-read")])]
        for key in SettingKey.allCases {
            let place = settings[key].source.place
            let source = place.isEmpty ? catalogue("config.from.default") : catalogue("config.from", ["place": place])
            let names = [key.environment, key.flag].compactMap { $0 }.joined(separator: ", ")
            lines += ["", "\(key.rawValue) = \(shown(key))  (\(source))", "    " + catalogue(key.meaning)]
            lines.append(
                "    " + catalogue("config.names", ["names": names, "value": SettingsText.standard(key, catalogue)]))
        }
        return lines.joined(separator: "\n")
    }

    var json: Data {
        let list = JSONValue.array(SettingKey.allCases.map(json))
        return JSONValue.object([("file", JSONValue(settings.file)), ("settings", list)]).data + Data("\n".utf8)
    }

    private func json(_ key: SettingKey) -> JSONValue {
        let (value, source) = (settings[key].value, settings[key].source)
        let kind =
            switch source {
            case .flag: "flag"
            case .environment: "environment"
            case .file: "file"
            case .standard: "default"
            }
        let hidden = key.isSecret ? nil : key == .database ? value.map { _ in SettingValue.text(shown(key)) } : value
        return .object([
            ("default", SettingsText.json(key.standard)), ("environment", .string(key.environment)),
            ("flag", JSONValue(key.flag)), ("form", .string(key.form.rawValue)), ("key", .string(key.rawValue)),
            ("meaning", .string(catalogue(key.meaning))),
            ("place", JSONValue(source.place.isEmpty ? nil : source.place)), ("secret", .boolean(key.isSecret)),
            ("set", .boolean(source != .standard)), ("source", .string(kind)), ("value", SettingsText.json(hidden)),
        ])
    }

    private static func json(_ value: SettingValue?) -> JSONValue {
        switch value {
        case nil: .null
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        case .list(let list): .array(list.map { .string($0) })
        }
    }

    /// A secret shows only whether it is set; a database never its password.
    private func shown(_ key: SettingKey) -> String {
        let value = settings[key].value
        if key.isSecret { return catalogue(value == nil ? "config.not-set" : "config.set") }
        guard let value else { return SettingsText.standard(key, catalogue) }
        if key == .database { return (try? DatabaseLocation(value.shown))?.description ?? "?" }
        return value.shown.isEmpty ? catalogue("config.nothing") : value.shown
    }

    private static func standard(_ key: SettingKey, _ catalogue: TextCatalogue) -> String {
        guard let value = key.standard else { return catalogue(key.standardText) }
        return value.shown.isEmpty ? catalogue("config.nothing") : value.shown
    }
}

extension SettingsText {
    /// The page of documentation: `docs/configuration.md` is this in English, letter by letter.
    static func document(_ catalogue: TextCatalogue) -> String {
        var lines = ["# " + catalogue("config.page.title"), "", catalogue("config.page.order"), ""]
        lines += [
            catalogue("config.page.file"), "", "```json", example, "```", "", catalogue("config.page.errors"), "",
        ]
        let heads = ["key", "environment", "flag", "form", "default", "meaning"].map {
            catalogue("config.column." + $0)
        }
        lines.append("| " + heads.joined(separator: " | ") + " |")
        lines.append("|" + String(repeating: "---|", count: heads.count))
        for key in SettingKey.allCases {
            let form = catalogue("config.form." + key.form.rawValue) + (key.isSecret ? catalogue("config.secret") : "")
            let isPlain = key.standard.map { !$0.shown.isEmpty } ?? false
            let cells = [
                "`\(key.rawValue)`", "`\(key.environment)`", key.flag.map { "`\($0)`" } ?? "–", form,
                isPlain ? "`\(standard(key, catalogue))`" : standard(key, catalogue), catalogue(key.meaning),
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        lines += ["", catalogue("config.page.end")]
        return lines.joined(separator: "\n")
    }

    private static let example = """
        {
          "database": "/var/lib/banyan/banyan.sqlite",
          "http": { "port": 443, "publicURL": "https://banyan.example" },
          "tls": { "certificate": "/etc/banyan/chain.pem", "key": "/etc/banyan/key.pem" }
        }
        """
}
