import Foundation
import Kernel
import TestSupport
import Testing

/// What the command line says of itself, in three languages.
struct HelpTests {
    private static let commands = [
        [], ["import"], ["groups"], ["report"], ["verify"], ["erase"], ["forget"], ["retention"], ["compare"],
        ["effect"],
        ["database"],
        ["database", "backup"],
        ["audit"], ["audit", "verify"], ["database", "restore"], ["database", "check"], ["database", "migrate"],
        ["people"], ["people", "show"], ["people", "merge"], ["people", "unmerge"],
        ["welcome"], ["demo"], ["simulate"], ["bench"], ["serve"], ["config"],
    ]

    @Test("Help has words in every language, none of them a key or the parser's own English", arguments: commands)
    func help(_ command: [String]) async throws {
        for language in Language.allCases {
            var runner = CommandRunner(database: "/nowhere/banyan.sqlite")
            runner.environment["LC_ALL"] =
                language == .english ? "en" : language == .traditionalChinese ? "zh_TW" : "zh_CN"
            let run = try await runner.run(command + ["--help"])
            #expect(run.status == 0)
            let isKey = run.output.contains(/help\.[a-z]/)
            #expect(!isKey, "a key without words: \(run.output)")
            guard language != .english else { continue }
            for word in ["USAGE", "OPTIONS", "OVERVIEW", "ARGUMENTS", "SUBCOMMANDS", "Show help", "See '", "default:"] {
                #expect(!run.output.contains(word))
            }
        }
    }

    @Test(
        "What the parser objects to is said in the person's language",
        arguments: [
            (["erase"], "缺少“<person>”"), (["report", "a", "--frob"], "没有选项“--frob”。是不是“--from”？"),
            (["verify", "--zzzzzzzz"], "没有选项“--zzzzzzzz”"), (["groups", "x"], "多出了“x”"),
            (["groups", "x", "y"], "多出了 2 个词"), (["report", "a", "--from"], "“--from <from>”后面要有值"),
            (["groups", "--format", "x"], "“--format <format>”不能是“x”。可选："),
            (["report", "a", "--all=3"], "“--all”不带值，却给了“3”"), (["welcome", "--seed", "x"], "“--seed <seed>”不能是“x”"),
            (["bench", "--only", "x"], "没有叫 x 的测量项"),
        ])
    func errors(_ command: [String], _ expected: String) async throws {
        var runner = CommandRunner(database: "/nowhere/banyan.sqlite")
        runner.environment["LC_ALL"] = "zh_CN"
        let run = try await runner.run(command)
        #expect(run.status == 64)
        #expect(run.errors.contains(expected), "\(run.errors)")
        for word in ["Error", "Usage", "Help:", "See '"] { #expect(!run.errors.contains(word)) }
    }
}
