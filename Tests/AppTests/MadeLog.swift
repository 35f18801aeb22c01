import Foundation
import Kernel

/// A made IRC history, one file a day. No line is like another, and a day is the same whichever days are written.
struct MadeLog: Sendable {
    var channel = "#made"
    var seed: UInt64 = 1
    var people = 12
    var linesPerDay = 40
    static let firstDay = CivilDay(year: 2020, month: 1, day: 1)!

    /// The name of a day's file, the first day being 1.
    func fileName(ofDay number: Int) -> String {
        "\(channel).\(MadeLog.firstDay.advanced(by: number - 1)).log"
    }

    func lines(ofDay number: Int) -> [String] {
        var chance = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
        return (0..<linesPerDay).map { index in
            let minute = 360 + 1080 * index / linesPerDay
            return "[\(padded(minute / 60, to: 2)):\(padded(minute % 60, to: 2))] \(deed(number, index, &chance))"
        }
    }

    func text(ofDay number: Int) -> String { lines(ofDay: number).joined(separator: "\n") + "\n" }

    /// Writes the files of some days into a folder of the scene and gives its path.
    @discardableResult
    func write(_ days: some Sequence<Int>, into folder: String, of scene: CommandScene) throws -> String {
        for day in days { try scene.write(text(ofDay: day), to: "\(folder)/\(fileName(ofDay: day))") }
        return scene.path(folder)
    }

    private func deed(_ day: Int, _ index: Int, _ chance: inout SeededGenerator) -> String {
        let name = "nick\(Int.random(in: 0..<people, using: &chance))"
        let other = "nick\(Int.random(in: 0..<people, using: &chance))"
        switch Int.random(in: 0..<30, using: &chance) {
        case 0: return "*** Joins: \(name) (host\(day).\(index))"
        case 1: return "*** Parts: \(name) (host\(day).\(index))"
        case 2: return "*** \(name) is now known as new\(day)x\(index)"
        case 3: return "* \(name) thinks of \(day) and \(index)"
        default: return "<\(name)> \(other): line \(index) of day \(day)"
        }
    }
}
