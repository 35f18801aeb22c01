import Foundation
import TestSupport
import Testing

/// `banyan config`
struct ConfigCommandTests {
    private struct Page: Decodable {
        struct Setting: Decodable {
            let key: String
            let source: String
            let place: String?
            let set: Bool
            let secret: Bool
        }

        let file: String?
        let settings: [Setting]
    }

    @Test("Each key is shown with its value and where that is from; secrets and passwords never")
    func shown() async throws {
        try await CommandScene.run { scene in
            let secret = Data(repeating: 9, count: 32).base64EncodedString()
            let file = try scene.write(#"{"http": {"port": 8443}}"#, to: "banyan.json")
            var banyan = scene.banyan
            banyan.database = "postgres://me:open-sesame@db.example/banyan"
            banyan.environment["BANYAN_SERVER_KEY"] = secret
            let text = try await banyan("config", "--config", file)
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.contains("http.port = 8443  (from \(file))"))
            #expect(text.output.contains("database = postgres://me@db.example/banyan  (from BANYAN_DATABASE)"))
            #expect(text.output.contains("serverKey = set, not shown  (from BANYAN_SERVER_KEY)"))
            let json = try await banyan("config", "--config", file, "--format", "json")
            let page = try JSONDecoder().decode(Page.self, from: json.outputBytes)
            #expect(page.file == file && page.settings.count == 22)
            let port = page.settings.first { $0.key == "http.port" }
            #expect(port?.source == "file" && port?.place == file && port?.set == true)
            #expect(page.settings.filter(\.secret).map(\.key) == ["mail.password", "serverKey"])
            for output in [text.output, json.output] {
                #expect(!output.contains(secret) && !output.contains("open-sesame"))
            }
        }
    }

    @Test("A wrong file stops every command before it does anything")
    func wrong() async throws {
        try await CommandScene.run { scene in
            let file = try scene.write(#"{"databse": "x.sqlite"}"#, to: "banyan.json")
            var banyan = scene.banyan
            banyan.environment["BANYAN_CONFIG"] = file
            let run = try await banyan("groups")
            #expect(run.status == 65 && run.errors.contains("databse") && run.errors.contains(file), "\(run.errors)")
        }
    }

    @Test("The database of the file is the one that commands use")
    func database() async throws {
        try await CommandScene.run { scene in
            let path = scene.path("of-the-file.sqlite")
            let file = try scene.write(#"{"database": "\#(path)"}"#, to: "banyan.json")
            var banyan = scene.banyan
            banyan.environment["BANYAN_DATABASE"] = ""
            #expect(try await banyan("database", "migrate", "--config", file).status == 0)
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }
}
