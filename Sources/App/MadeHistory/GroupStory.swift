import Foundation
import Kernel
import Record

/// What a made group is about: who could be in it, what is said there, and how it fares day by day.
///
/// The stories are JSON files `Stories/<name>.json`, written to read like real chat; nobody in them exists.
struct GroupStory: Decodable, Sendable {
    /// A stretch of days; rates are per day, days count from 0.
    struct Phase: Decodable, Sendable {
        let from: Int
        let exchanges: Double
        let joins: Double
        let leaves: Double
        let renames: Double?
        /// How often each topic comes up, against the others.
        let topics: [String: Double]
    }

    /// Many people joining on one day.
    struct Wave: Decodable, Sendable {
        let day: Int
        let joins: Int
        let scene: String
    }

    /// An exchange that happens on a certain day.
    struct Appointment: Decodable, Sendable {
        let day: Int
        let hour: Int
        let topic: String
    }

    /// Exchanges that may take place from one hour of the day to before another.
    struct Topic: Decodable, Sendable {
        let from: Int?
        let to: Int?
        /// Whether a person begins it at most once a day.
        let daily: Bool?
        let exchanges: [[ScriptLine]]

        func fits(_ hour: Int) -> Bool { hour >= from ?? 0 && hour < to ?? 24 }
    }

    /// Every head with every tail, and some names as they are.
    struct Names: Decodable, Sendable {
        let heads: [String]
        let tails: [String]
        let also: [String]
    }

    /// What the story is called in its file and in texts about it.
    let name: String
    let group: String
    let kind: GroupKind
    let owner: String
    let names: Names
    /// What somebody may rename themselves to; `{name}` is the name they came with.
    let renames: [String]
    /// The share of members who as good as never speak.
    let lurkers: Double
    /// How unevenly the others speak: 1 a little, 2 as most groups, 3 a few for all.
    let unevenness: Int
    /// The weight of each hour of the day.
    let hours: [Double]
    /// The weight of each day of the week, Monday first.
    let weekdays: [Double]
    let phases: [Phase]
    let waves: [Wave]
    let scheduled: [Appointment]?
    let topics: [String: Topic]
    /// What stands for a `{word}` of a line.
    let words: [String: [String]]

    func phase(of day: Int) -> Phase { phases.last { $0.from <= day } ?? phases[0] }
}

extension GroupStory {
    /// One group that thrives, one full of noise, one that dies of a quarrel.
    static func all() throws -> [GroupStory] { try ["reading", "bargains", "mothers"].map(load) }

    /// Reads a story from the program's resources.
    static func load(_ name: String) throws -> GroupStory {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Stories")
        do {
            guard let folder else { throw CocoaError(.fileNoSuchFile) }
            let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
            return try JSONDecoder().decode(GroupStory.self, from: data)
        } catch {
            throw Fault(.internalError, "welcome.no-story", ["story": name], cause: String(describing: error))
        }
    }
}

extension GroupKind: Decodable {}
