import Foundation
import Processes
import TestSupport
import Testing

/// `banyan serve`, as a process that something in another language visits.
struct ServeCommandTests {
    /// A server under way, and what it has said.
    private final class Server {
        private let process: RunningChild
        private let log: String

        var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

        init(_ scene: CommandScene, _ words: [String]) throws {
            log = scene.path("log-\(UUID().uuidString)")
            let own = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "BANYAN_DATABASE": scene.banyan.database]
            process = try ChildProcess(
                CommandRunner.program.path, ["serve", "--port", "0", "--lang", "en"] + words, environment: own,
                errors: log
            ).start()
        }

        /// The address that it says it listens on; nil where it ended without.
        func address() async throws -> String? {
            try await hear("Ctrl-C")
            return said.firstMatch(of: #/https?://127\.0\.0\.1:\d+/#).map { String($0.output) }
        }

        /// Waits until it has said something, or has ended.
        func hear(_ words: String) async throws {
            for _ in 0..<600 where process.isRunning && !said.contains(words) {
                try await Task.sleep(for: .milliseconds(100))
            }
        }

        /// Ends it as a system does, and gives its exit status.
        func stop() -> ChildProcess.Ending {
            process.terminate()
            return process.wait()
        }
    }

    /// Runs a program to its end and gives what it printed.
    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let (status, output) = try SystemTool.run("/usr/bin/env", [program] + arguments)
        let text = String(decoding: output, as: UTF8.self)
        #expect(status == 0, "\(program)")
        return text
    }

    /// A certificate that vouches for itself, and its key.
    private static func makeCertificate(_ name: String, in scene: CommandScene) throws -> (String, String) {
        let (certificate, key) = (scene.path(name + ".pem"), scene.path(name + ".key"))
        _ = try run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj",
                "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ])
        return (certificate, key)
    }

    /// The status and the headers of an answer, as Python's client gets them; it trusts `certificate` alone.
    private static func visit(_ url: String, certificate: String = "", headers: [String] = []) throws -> String {
        let script = """
            import ssl, sys, urllib.request
            class Stay(urllib.request.HTTPRedirectHandler):
                def redirect_request(self, *_): return None
            context = ssl.create_default_context(cafile=sys.argv[2]) if sys.argv[2] else None
            request = urllib.request.Request(sys.argv[1], headers=dict(h.split("=", 1) for h in sys.argv[3:]))
            handlers = [Stay] + ([urllib.request.HTTPSHandler(context=context)] if context else [])
            try:
                answer = urllib.request.build_opener(*handlers).open(request, timeout=20)
            except urllib.error.HTTPError as error:
                answer = error
            print(answer.status)
            print(answer.headers)
            """
        return try run("python3", ["-c", script, url, certificate] + headers).lowercased()
    }

    @Test("With a certificate and its key it speaks https, and tells browsers to stay with it")
    func encrypted() async throws {
        try await CommandScene.run { scene in
            let (certificate, key) = try Self.makeCertificate("own", in: scene)
            let server = try Server(scene, ["--tls-certificate", certificate, "--tls-key", key])
            let address = try #require(try await server.address())
            #expect(address.hasPrefix("https://"))
            let answer = try Self.visit(address + "/sign-in", certificate: certificate)
            #expect(answer.hasPrefix("200\n") && answer.contains("strict-transport-security: max-age="))
            #expect(server.stop() == .exited(0), "\(server.said)")
        }
    }

    @Test("Without one it speaks http, and says nothing of https but behind a proxy that is trusted")
    func plain() async throws {
        try await CommandScene.run { scene in
            let forwarded = ["X-Forwarded-Proto=https"]
            let server = try Server(scene, [])
            let address = try #require(try await server.address())
            #expect(address.hasPrefix("http://"))
            for headers in [[], forwarded] {
                let answer = try Self.visit(address + "/sign-in", headers: headers)
                #expect(answer.hasPrefix("200\n") && !answer.contains("strict-transport-security"))
            }
            #expect(server.stop() == .exited(0))
            let trusting = try Server(scene, ["--trusted-proxy", "127.0.0.0/8"])
            let other = try #require(try await trusting.address())
            #expect(try Self.visit(other + "/sign-in", headers: forwarded).contains("strict-transport-security"))
            #expect(try !Self.visit(other + "/sign-in").contains("strict-transport-security"))
            #expect(trusting.stop() == .exited(0))
        }
    }

    @Test("A key that is not the certificate's, or is no key, is an error and nothing listens")
    func wrongKey() async throws {
        try await CommandScene.run { scene in
            let (certificate, _) = try Self.makeCertificate("own", in: scene)
            let (_, other) = try Self.makeCertificate("other", in: scene)
            for key in [other, certificate, "/nowhere/key.pem"] {
                let run = try await scene.banyan(
                    "serve", "--port", "0", "--tls-certificate", certificate, "--tls-key", key)
                #expect(run.status == 65 && run.errors.contains(key), "\(run.errors)")
            }
            let half = try await scene.banyan("serve", "--port", "0", "--tls-certificate", certificate)
            #expect(half.status == 65 && half.errors.contains("tls.key"), "\(half.errors)")
            let proxy = try await scene.banyan("serve", "--port", "0", "--trusted-proxy", "10.0.0.0/99")
            #expect(proxy.status == 65 && proxy.errors.contains("--trusted-proxy"), "\(proxy.errors)")
        }
    }

    @Test(
        "The settings of a file hold: the way in is told by the public address, the log is JSON, the community is theirs"
    )
    func file() async throws {
        try await CommandScene.run { scene in
            let file = try scene.write(
                """
                {"http": {"publicURL": "https://banyan.example"}, "log": {"format": "json", "level": "info"},
                 "community": {"zone": "Asia/Taipei", "language": "zh-Hant"}, "uploads": {"folder": "\(scene.path("in"))"}}
                """, to: "banyan.json")
            let server = try Server(scene, ["--config", file])
            try await server.hear("/join/")
            #expect(server.stop() == .exited(0), "\(server.said)")
            #expect(server.said.contains("https://banyan.example/join/"))
            let lines = server.said.split(separator: "\n").filter { $0.hasPrefix("{") }
            #expect(!lines.isEmpty)
            for line in lines {
                let entry = try JSONDecoder().decode([String: Entry].self, from: Data(line.utf8))
                #expect(entry["time"] != nil && entry["level"] != nil && entry["message"] != nil, "\(line)")
            }
            let told = try await scene.banyan("audit", "verify")
            #expect(told.status == 0, "\(told.errors)")
        }
    }

    /// Anything that a line of the log holds.
    private enum Entry: Decodable {
        case text(String)
        case texts([String: String])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                self = .text(text)
            } else {
                self = .texts(try value.decode([String: String].self))
            }
        }
    }
}
