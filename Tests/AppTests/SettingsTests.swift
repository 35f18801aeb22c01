import Configuration
import Foundation
import Kernel
import TestSupport
import Testing

@testable import App

/// What may be set, by whom, and what is said where it is wrong.
struct SettingsTests {
    /// The fault of reading a file; nil where it was read.
    private static func fault(_ text: String, _ environment: [String: String] = [:], mode: Int = 0o600) throws -> Fault?
    {
        try withFile(text, mode: mode) { path in
            do {
                _ = try Settings(flags: [:], environment: environment, file: path)
                return nil
            } catch let fault as Fault {
                #expect(fault.values["path"] ?? fault.values["place"] ?? path == path || !environment.isEmpty)
                return fault
            }
        }
    }

    private static func withFile<T>(_ text: String, mode: Int = 0o600, _ body: (String) throws -> T) throws -> T {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString).json")
            .path
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test("Flags go before the environment, that before the file, that before the default; each says where it is from")
    func order() throws {
        let text = #"{"http": {"host": "file", "port": 1, "publicURL": "https://a.example"}, "log.level": "info"}"#
        try Self.withFile(text) { path in
            let environment = ["BANYAN_HTTP_HOST": "env", "BANYAN_HTTP_PORT": "2", "BANYAN_LOG_LEVEL": ""]
            let settings = try Settings(flags: [.port: .number(3)], environment: environment, file: path)
            #expect(settings[.port] == .init(value: .number(3), source: .flag("--port")))
            #expect(settings[.host] == .init(value: .text("env"), source: .environment("BANYAN_HTTP_HOST")))
            #expect(settings[.publicURL] == .init(value: .text("https://a.example"), source: .file(path)))
            #expect(settings[.logLevel] == .init(value: .text("info"), source: .file(path)))
            #expect(settings[.logFormat] == .init(value: .text("text"), source: .standard))
            #expect(settings[.certificate] == .init(value: nil, source: .standard))
        }
    }

    @Test("Lists stand between commas in the environment and in brackets in the file")
    func lists() throws {
        let environment = ["BANYAN_HTTP_TRUSTED_PROXIES": "10.0.0.0/8, ::1"]
        let settings = try Settings(flags: [:], environment: environment, file: nil)
        #expect(settings.list(.trustedProxies) == ["10.0.0.0/8", "::1"])
        try Self.withFile(#"{"http": {"trustedProxies": ["192.0.2.1"]}}"#) { path in
            let settings = try Settings(flags: [:], environment: [:], file: path)
            #expect(settings.list(.trustedProxies) == ["192.0.2.1"])
        }
    }

    @Test(
        "What is wrong in a file is said with the key",
        arguments: [
            (#"{"http": {"prot": 1}}"#, "config.unknown-key", "http.prot"),
            (#"{"http": 1}"#, "config.unknown-key", "http"), (#"{"x": {"y": {}}, "z": 1}"#, "config.unknown-key", "z"),
            (#"{"http": {"port": {"a": 1}}}"#, "config.unknown-key", "http.port.a"),
            (#"{"http": {"port": "80"}}"#, "config.must.number", "http.port"),
            (#"{"http": {"port": 65536}}"#, "config.must.port", "http.port"),
            (#"{"http": {"port": 1.5}}"#, "config.must.number", "http.port"),
            (#"{"http": {"host": ""}}"#, "config.must.text", "http.host"),
            (#"{"http": {"host": ["a"]}}"#, "config.must.text", "http.host"),
            (#"{"http": {"trustedProxies": "10.0.0.1"}}"#, "config.must.list", "http.trustedProxies"),
            (#"{"http": {"trustedProxies": ["a proxy"]}}"#, "config.must.addresses", "http.trustedProxies"),
            (#"{"http": {"publicURL": "banyan.example"}}"#, "config.must.url", "http.publicURL"),
            (#"{"http": {"publicURL": "https://a.example/path"}}"#, "config.must.url", "http.publicURL"),
            (#"{"community": {"zone": "Mars/Base"}}"#, "config.must.zone", "community.zone"),
            (#"{"community": {"language": "fr"}}"#, "config.must.language", "community.language"),
            (#"{"uploads": {"quota": 0}}"#, "config.must.size", "uploads.quota"),
            (#"{"serverKey": "c2hvcnQ="}"#, "config.must.key", "serverKey"),
            (#"{"log": {"format": "xml"}}"#, "config.must.log-format", "log.format"),
            (#"{"log": {"level": "loud"}}"#, "config.must.log-level", "log.level"),
            (#"{"database": "mysql://x"}"#, "config.must.database", "database"),
            (#"{"http": {"trustedProxies": [{}]}}"#, "config.bad-value", nil), ("[]", "config.bad-file", nil),
            ("{", "config.bad-file", nil), (#"{"tls": {"key": "/k"}}"#, "config.half-tls", nil),
        ] as [(String, String, String?)])
    func wrong(_ text: String, _ expected: String, _ key: String?) throws {
        let fault = try #require(try Self.fault(text))
        #expect(fault.text == expected && fault.values["key"] == key, "\(fault)")
        // No secret, and no password of a database, is repeated.
        if key == "serverKey" || key == "database" { #expect(fault.values["value"] == "") }
        for language in Language.allCases {
            let words = TextCatalogue(language)(fault)
            #expect(!words.contains("config.") && !words.contains("{"))
        }
    }

    @Test("What is wrong in the environment is said with the variable")
    func wrongVariable() throws {
        let fault = try #require(try Self.fault("{}", ["BANYAN_HTTP_PORT": "eighty"]))
        #expect(fault.text == "config.must.number" && fault.values["place"] == "BANYAN_HTTP_PORT")
    }

    @Test("A file with a secret is for its owner alone; one without may be read by all")
    func privacy() throws {
        let key = Data(repeating: 7, count: 32).base64EncodedString()
        #expect(try Self.fault(#"{"serverKey": "\#(key)"}"#) == nil)
        #expect(try Self.fault(#"{"serverKey": "\#(key)"}"#, mode: 0o644)?.text == "config.open-file")
        #expect(try Self.fault("{}", mode: 0o644) == nil)
    }

    @Test("A file that is named must be there; the one in the user's folder need not be")
    func missing() throws {
        #expect(throws: Fault.self) { try Settings(flags: [:], environment: [:], file: "/nowhere/banyan.json") }
        #expect(throws: Fault.self) {
            try Settings(flags: [:], environment: ["BANYAN_CONFIG": "/nowhere/banyan.json"], file: nil)
        }
        #expect(try Settings(flags: [:], environment: ["HOME": "/nowhere"], file: nil).file == nil)
    }

    @Test("The variable that is documented is the one that the library reads", arguments: SettingKey.allCases)
    func variables(_ key: SettingKey) throws {
        let variables = EnvironmentVariablesProvider(environmentVariables: [:]).prefixKeys(with: "banyan")
        let asked = try variables.value(forKey: AbsoluteConfigKey(ConfigKey(key.rawValue)), type: .string)
        #expect(asked.encodedKey == key.environment)
    }

    @Test("Every key has a meaning, and words for its default, in every language", arguments: Language.allCases)
    func words(_ language: Language) {
        let catalogue = TextCatalogue(language)
        for key in SettingKey.allCases {
            #expect(catalogue.has(key.meaning))
            #expect((key.standard == nil) == catalogue.has(key.standardText), "\(key)")
        }
    }

    @Test("The flags that are documented are those of the commands")
    func flags() async throws {
        let help = try await CommandRunner(database: "/nowhere/x.sqlite")("serve", "--help").output
        for flag in SettingKey.allCases.compactMap(\.flag) { #expect(help.contains(flag + " <"), "\(flag)") }
    }

    @Test("The page of documentation is what the program says")
    func document() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let page = try String(contentsOf: root.appendingPathComponent("docs/configuration.md"), encoding: .utf8)
        #expect(page == SettingsText.document(TextCatalogue(.english)) + "\n")
    }
}
