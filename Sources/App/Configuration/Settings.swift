import Configuration
import Foundation
import Kernel

/// What is set, and where each word of it comes from.
struct Settings: Sendable {
    /// Where a value comes from.
    enum Source: Sendable, Equatable {
        case flag(String)
        case environment(String)
        case file(String)
        case standard

        /// The flag, variable or file.
        var place: String {
            switch self {
            case .flag(let name), .environment(let name), .file(let name): name
            case .standard: ""
            }
        }
    }

    struct Held: Sendable, Equatable {
        let value: SettingValue?
        let source: Source
    }

    /// The file that was read; nil where there is none.
    let file: String?
    private let held: [SettingKey: Held]

    subscript(key: SettingKey) -> Held { held[key] ?? Held(value: key.standard, source: .standard) }

    func text(_ key: SettingKey) -> String? {
        guard case .text(let text)? = self[key].value else { return nil }
        return text
    }

    func number(_ key: SettingKey) -> Int? {
        guard case .number(let number)? = self[key].value else { return nil }
        return number
    }

    func list(_ key: SettingKey) -> [String] {
        guard case .list(let list)? = self[key].value else { return [] }
        return list
    }
}

extension Settings {
    /// Gathers what was said: flags before the environment before the file.
    ///
    /// - Parameters:
    ///   - environment: Empty variables count as not set. `BANYAN_CONFIG` names a file where no flag does.
    ///   - named: The file that a flag names.
    /// - Throws: `Fault` where the file cannot be read or holds an unknown key, or a value is none for its key; it says where.
    init(flags: [SettingKey: SettingValue], environment: [String: String], file named: String?) throws {
        let file = try SettingsFile.find(named: named, environment: environment)
        let layers = Layers(flags: flags, environment: environment, file: file)
        var held: [SettingKey: Held] = [:]
        for key in SettingKey.allCases {
            guard let found = try layers.held(key), let value = found.value else { continue }
            if let objection = key.objection(to: value) {
                throw Settings.wrong(key, value, at: found.source.place, objection)
            }
            held[key] = found
        }
        if let file, held.contains(where: { $0.key.isSecret && $0.value.source == .file(file.path) }) {
            try file.requirePrivacy()
        }
        self.init(file: file?.path, held: held)
        guard (self[.certificate].value == nil) == (self[.privateKey].value == nil) else {
            throw Fault(.badInput, "config.half-tls")
        }
        guard (self[.mailServer].value == nil) == (self[.mailFrom].value == nil),
            (self[.mailUser].value == nil) == (self[.mailPassword].value == nil)
        else { throw Fault(.badInput, "config.half-mail") }
    }

    fileprivate static func wrong(
        _ key: SettingKey, _ value: SettingValue?, at place: String, _ objection: String
    ) -> Fault {
        // A database's address may hold a password.
        let shown = key.isSecret || key == .database ? nil : value.map { " (\($0.shown))" }
        return Fault(.badInput, objection, ["key": key.rawValue, "place": place, "value": shown ?? ""])
    }
}

/// Who may say something, the first word first.
private struct Layers {
    let flags: [SettingKey: SettingValue]
    let variables: KeyMappingProvider<EnvironmentVariablesProvider>
    let file: SettingsFile?

    init(flags: [SettingKey: SettingValue], environment: [String: String], file: SettingsFile?) {
        self.flags = flags
        self.file = file
        let set = environment.filter { $0.key.hasPrefix("BANYAN_") && !$0.value.isEmpty }
        variables = EnvironmentVariablesProvider(environmentVariables: set).prefixKeys(with: "banyan")
    }

    func held(_ key: SettingKey) throws -> Settings.Held? {
        if let flag = flags[key] { return Settings.Held(value: flag, source: .flag(key.flag ?? "")) }
        let place = Settings.Source.environment(key.environment)
        if let found = try value(of: key, at: place, { try variables.value(forKey: $0, type: $1) }) { return found }
        guard let file else { return nil }
        return try value(of: key, at: .file(file.path)) { try file.snapshot.value(forKey: $0, type: $1) }
    }

    /// What a provider holds for a key, in the form that it must have; nil where it holds nothing.
    private func value(
        of key: SettingKey, at source: Settings.Source,
        _ look: (AbsoluteConfigKey, ConfigType) throws -> LookupResult
    ) throws -> Settings.Held? {
        let objection = "config.must." + key.form.rawValue
        let type: ConfigType =
            switch key.form {
            case .text: .string
            case .number: .int
            case .list: .stringArray
            }
        let found: LookupResult
        do {
            found = try look(AbsoluteConfigKey(ConfigKey(key.rawValue)), type)
        } catch {
            throw Settings.wrong(key, nil, at: source.place, objection)
        }
        switch found.value?.content {
        case nil: return nil
        case .string(let text): return Settings.Held(value: .text(text), source: source)
        case .int(let number): return Settings.Held(value: .number(number), source: source)
        case .stringArray(let list): return Settings.Held(value: .list(list), source: source)
        default: throw Settings.wrong(key, nil, at: source.place, objection)
        }
    }
}
