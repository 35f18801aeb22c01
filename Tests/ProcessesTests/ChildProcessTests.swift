import Foundation
import Processes
import Testing

@Suite("Another program at work for us")
struct ChildProcessTests {
    private static func shell(_ script: String, output: String? = nil) -> ChildProcess {
        ChildProcess(
            "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin", "WORD": "leaf"], output: output)
    }

    @Test(
        "ends by its status or by a signal",
        arguments: [("exit 0", .exited(0)), ("exit 7", .exited(7)), ("kill -9 $$", .signalled(9))]
            as [(String, ChildProcess.Ending)])
    func ends(script: String, ending: ChildProcess.Ending) async throws {
        #expect(try await Self.shell(script).run(limit: .seconds(20)) == ending)
        #expect(try Self.shell(script).start().wait() == ending)
    }

    @Test("prints into a file, sees the environment that it was given, and no open file of ours")
    func prints() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let ours = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/dev/zero"))
        defer { try? ours.close() }
        let child = Self.shell("echo $WORD; ls -l /proc/self/fd | grep -c /dev/zero", output: file.path)
        _ = try await child.run(limit: .seconds(20))
        #expect(try String(contentsOf: file, encoding: .utf8) == "leaf\n0\n")
    }

    @Test("is killed with what it started when the time is over or nobody waits for it any more")
    func killed() async throws {
        await #expect(throws: ChildProcess.TimeOver.self) {
            try await Self.shell("sleep 60 & sleep 60").run(limit: .milliseconds(50))
        }
        let waiting = Task { try await Self.shell("sleep 60").run(limit: .seconds(50)) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test("can be asked to end, and told that it is over only once it is")
    func terminated() throws {
        let child = try Self.shell("sleep 60").start()
        #expect(child.isRunning)
        child.terminate()
        #expect(child.wait() == .signalled(SIGTERM))
        #expect(!child.isRunning)
        // Its number may be another's by now.
        child.terminate()
        child.kill()
    }

    @Test("says so where there is no such program")
    func missing() async throws {
        await #expect(throws: ChildProcess.CannotStart.self) {
            try await ChildProcess("/nonexistent/program", []).run(limit: .seconds(1))
        }
    }

    @Test("many at once all end")
    func many() async throws {
        let endings = try await withThrowingTaskGroup(of: ChildProcess.Ending.self) { group in
            for _ in 0..<64 { group.addTask { try await Self.shell("exit 3").run(limit: .seconds(60)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(endings == Array(repeating: .exited(3), count: 64))
    }
}
