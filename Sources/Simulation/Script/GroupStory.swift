internal import Foundation
internal import Kernel
package import Record

/// What a made group is about: who could be in it, what is said there, and how it fares day by day.
///
/// The stories are JSON files under `Stories`, written to read like real chat; nobody in them exists.
package struct GroupStory: Decodable, Sendable {
    /// A stretch of days; rates are per day, days count from 0.
    struct Phase: Decodable, Sendable {
        let from: Int
        let exchanges: Double
        let joins: Double
        let leaves: Double
        let renames: Double?
        /// How many of those who come are welcomed, 0 … 1; half of them where it is not said.
        let welcome: Double?
        /// How often each topic comes up, against the others; as the bank has it where it is not said.
        let topics: [String: Double]?
    }

    /// Many people joining on one day.
    struct Wave: Decodable, Sendable {
        let day: Int
        let joins: Int
        let scene: String
        /// About which hour; any waking one where it is not said.
        let hour: Int?
        /// A topic that each of them begins soon after.
        let says: String?
        /// Which of the community's lists of names they are taken from.
        let names: String?
        let goes: Going?
        let welcome: Double?
    }

    /// Who of a wave does not stay.
    struct Going: Decodable, Sendable {
        /// 0 … 1.
        let share: Double
        /// Hours after joining, from and to.
        let hours: [Double]
        /// Whether the owner removes them.
        let removed: Bool?
    }

    /// An exchange that happens on a certain day, or every so many days from then on.
    package struct Appointment: Decodable, Sendable {
        package let day: Int
        let hour: Int
        let topic: String
        let every: Int?
        let until: Int?

        func isOn(_ day: Int) -> Bool {
            guard let every else { return day == self.day }
            return day >= self.day && day <= until ?? .max && (day - self.day) % every == 0
        }
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

    /// Somebody with a part of their own, in the exchanges by a capital letter.
    struct Regular: Decodable, Sendable {
        let role: String
        let name: String
        /// How likely they are to be the one who speaks, against 1 of most others.
        let talk: Double
        let day: Int?
    }

    /// What the story is called in its file and in texts about it.
    package let name: String
    package let group: String
    package let kind: GroupKind
    let owner: String
    let names: Names?
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
    package let scheduled: [Appointment]?
    let topics: [String: Topic]
    /// What stands for a `{word}` of a line.
    let words: [String: [String]]
    var regulars: [Regular]?
    /// How much the owner talks of their own accord, against 1 of most others.
    var ownerTalk: Double?
    /// On which of the days asked for the group is founded.
    var founded: Int?
    /// How often each topic comes up where a phase says nothing else.
    var mix: [String: Double]?

    func phase(of day: Int) -> Phase { phases.last { $0.from <= day } ?? phases[0] }

    func mix(of day: Int) -> [String: Double] { phase(of: day).topics ?? mix ?? [:] }
}

extension GroupStory {
    /// One group that thrives, one full of noise, one that dies of a quarrel.
    package static func all() throws -> [GroupStory] { try ["reading", "bargains", "mothers"].map(load) }

    /// Reads a story from the program's resources.
    package static func load(_ name: String) throws -> GroupStory { try StoryFile.read(GroupStory.self, name) }
}

/// The JSON files under `Stories`.
enum StoryFile {
    /// - Parameter name: The file's path under the folder, without `.json`.
    static func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        let folder = Bundle.module.resourceURL?.appendingPathComponent("Stories")
        do {
            guard let folder else { throw CocoaError(.fileNoSuchFile) }
            let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
            return try JSONDecoder().decode(Value.self, from: data)
        } catch {
            throw Fault(.internalError, "welcome.no-story", ["story": name], cause: String(describing: error))
        }
    }
}

extension GroupKind: Decodable {}
