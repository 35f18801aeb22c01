import Configuration
import Foundation
import Kernel

/// The file of the settings: one JSON object, with an object for each level of a key.
struct SettingsFile: Sendable {
    let path: String
    let snapshot: JSONSnapshot

    /// No settings are as long as this.
    private static let longest = 1 << 20

    /// The file of the flag, else of `BANYAN_CONFIG`, else the one in the user's folder of settings where it is there.
    static func find(named: String?, environment: [String: String]) throws -> SettingsFile? {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let named = named ?? variable("BANYAN_CONFIG") { return try SettingsFile(path: named) }
        guard let folder = variable("XDG_CONFIG_HOME") ?? variable("HOME").map({ $0 + "/.config" }) else { return nil }
        let path = folder + "/banyan/banyan.json"
        return FileManager.default.fileExists(atPath: path) ? try SettingsFile(path: path) : nil
    }

    init(path: String) throws {
        self.path = path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "config.no-file", ["path": path])
        }
        guard data.count <= SettingsFile.longest, let any = try? JSONSerialization.jsonObject(with: data),
            let object = any as? [String: Any]
        else { throw Fault(.badInput, "config.bad-file", ["path": path]) }
        // The library answers for keys that it is asked for; one that nobody asks for is a slip of the pen.
        if let stray = SettingsFile.keys(of: object).sorted().first(where: { SettingKey(rawValue: $0) == nil }) {
            throw Fault(.badInput, "config.unknown-key", ["key": stray, "path": path])
        }
        do {
            snapshot = try JSONSnapshot(data: Array(data).span.bytes, providerName: path, parsingOptions: .default)
        } catch {
            throw Fault(.badInput, "config.bad-value", ["path": path, "cause": "\(error)"])
        }
    }

    /// The keys of the values, dots between their levels.
    private static func keys(of object: [String: Any]) -> [String] {
        object.flatMap { name, value in
            guard let level = value as? [String: Any] else { return [name] }
            return keys(of: level).map { name + "." + $0 }
        }
    }

    /// - Throws: `Fault(.forbidden)` where others than the owner may read the file.
    func requirePrivacy() throws {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (facts?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 == 0 else {
            throw Fault(.forbidden, "config.open-file", ["path": path])
        }
    }
}
