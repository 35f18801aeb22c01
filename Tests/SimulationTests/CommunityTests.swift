import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Simulation

/// The made community and the stories that are to be found in it.
struct CommunityTests {
    private static let lastDay = CrowdTests.lastDay

    /// Made once for all tests of it; most of the time goes there.
    private static let made: Task<[String: [Event]], any Error> = Task {
        let community = try MadeCommunity()
        var made: [String: [Event]] = [:]
        for history in community.histories(seed: 1, ending: lastDay) { made[history.story.group] = Array(history) }
        return made
    }

    private static func events(of group: String) async throws -> [Event] {
        try #require(try await made.value[group], "no group \(group)")
    }

    /// How far into the 120 days an event is.
    private static func day(_ event: Event) -> Int {
        var zone = CivilZone(MadeCommunity.zone) ?? .utc
        return lastDay.advanced(by: 1 - MadeCommunity.days).distance(to: zone.civil(event.instant).day)
    }

    private static func messages(_ group: String, _ days: Range<Int>) async throws -> Int {
        try await events(of: group).count { $0.kind.isMessage && days.contains(day($0)) }
    }

    private static func leaves(_ group: String, _ days: Range<Int>) async throws -> Int {
        try await events(of: group).count { [.leave, .removal].contains($0.kind) && days.contains(day($0)) }
    }

    @Test("There are groups of every kind, some four thousand people, and every story names groups that are there")
    func whole() async throws {
        let community = try MadeCommunity()
        let names = Set(community.stories.map(\.group))
        #expect(names.count == community.stories.count && names.count >= 40)
        #expect(Set(community.stories.map(\.kind)) == Set(GroupKind.allCases))
        #expect(community.toLookFor.allSatisfy { !$0.groups.isEmpty && names.isSuperset(of: $0.groups) })
        let made = try await Self.made.value
        let people = Set(made.values.joined().compactMap { $0.kind == .join ? $0.sender.id : nil })
        #expect(people.count > 3_500 && people.count < 4_500)
        #expect(
            made.values.allSatisfy { events in events.allSatisfy { (0..<MadeCommunity.days).contains(Self.day($0)) } })
    }

    @Test("Nobody speaks who is not there, no slot stays open, keys are apart")
    func possible() async throws {
        var flaws: [String] = []
        for (group, events) in try await Self.made.value {
            var present: Set<String> = []
            var keys: Set<EventKey> = []
            for event in events {
                let who = event.sender.id ?? ""
                if event.kind == .join {
                    if !present.insert(who).inserted { flaws.append("\(group): \(event.sender.name) joins again") }
                } else if !present.contains(who) {
                    flaws.append("\(group): \(event.sender.name) is not there")
                }
                if event.kind == .leave { present.remove(who) }
                if event.kind == .removal { present.remove(event.target?.id ?? "") }
                if !keys.insert(event.key).inserted { flaws.append("\(group): a key twice") }
                if event.text?.contains(/\{[~A-Za-z0-9-]+\}/) ?? false { flaws.append("\(group): \(event.text ?? "")") }
            }
        }
        #expect(flaws.isEmpty, "\(flaws.prefix(10).joined(separator: "\n"))")
    }

    @Test("The dispute kills the group; the session revives another; the flash group ends as agreed")
    func lives() async throws {
        let dispute = "麦穗巷·南桥路鲜食3群"
        #expect(try await Self.messages(dispute, 50..<70) > 400)
        #expect(try await Self.leaves(dispute, 70..<90) > 30)
        #expect(try await Self.messages(dispute, 96..<120) == 0)
        let revived = "麦穗巷·焙友研究所"
        #expect(try await Self.messages(revived, 62..<85) == 0)
        #expect(try await Self.messages(revived, 86..<120) > 600)
        let flash = "麦穗巷·中秋月饼快闪群"
        #expect(try await Self.messages(flash, 44..<51) > 500)
        #expect(try await Self.messages(flash, 51..<120) == 0)
    }

    @Test("The raid comes in one evening, is removed, and takes neighbours along; the unwelcomed leave")
    func crowds() async throws {
        let raid = "麦穗巷·东湾鲜食2群"
        let events = try await Self.events(of: raid)
        #expect(events.count { $0.kind == .join && Self.day($0) == 82 } >= 26)
        #expect(events.count { $0.kind == .removal && Self.day($0) == 83 } >= 24)
        #expect(events.count { $0.kind == .leave && (82..<90).contains(Self.day($0)) } > 15)
        let unwelcomed = "麦穗巷·锦绣苑新邻居群"
        #expect(try await Self.events(of: unwelcomed).count { $0.kind == .join && Self.day($0) == 84 } >= 60)
        #expect(try await Self.leaves(unwelcomed, 84..<93) > 42)
    }

    @Test("The expert answers most questions of others; the leader speaks most in each of five groups")
    func people() async throws {
        let events = try await Self.events(of: "麦穗巷·家庭烘焙互助群")
        let senders = Dictionary(events.map { ($0.key, $0.sender.id) }) { first, _ in first }
        let answers = events.filter { $0.replyTo != nil && $0.kind == .text && senders[$0.replyTo!] != $0.sender.id }
        let byExpert = answers.count { $0.sender.name.hasPrefix("磨坊老周") }
        #expect(byExpert > 300 && byExpert * 2 > answers.count)
        let community = try MadeCommunity()
        let leaders = community.toLookFor.first { $0.name == "leader" }?.groups ?? []
        #expect(leaders.count == 5)
        for group in leaders {
            var said: [String: Int] = [:]
            for event in try await Self.events(of: group) where event.kind.isMessage {
                said[event.sender.id ?? "", default: 0] += 1
            }
            #expect(said.max { $0.value < $1.value }?.key == MadeCommunity.party("秋姐").id, "\(group)")
        }
    }

    @Test("The rite makes groups thrive, the check-in group speaks at seven, the loud one is loudest")
    func habits() async throws {
        let first = "21天早餐挑战·一班"
        let (before, after) = (try await Self.messages(first, 10..<38), try await Self.messages(first, 60..<88))
        #expect(after * 2 > before * 3)
        var zone = try #require(CivilZone(MadeCommunity.zone))
        let morning = try await Self.events(of: "麦穗巷·早七点面包打卡群").filter(\.kind.isMessage)
        let early = morning.count { (6...8).contains(zone.civil($0.instant).hour) }
        #expect(early * 10 > morning.count * 7)
        let counts = try await Self.made.value.mapValues { events in events.count(where: \.kind.isMessage) }
        #expect(counts.max { $0.value < $1.value }?.key == "麦穗巷·福利闲聊大群")
    }

    @Test("People say some thousand different things")
    func variety() async throws {
        let said = Set(try await Self.made.value.values.joined().compactMap(\.text))
        #expect(said.count > 5_000)
    }

    @Test("Written to a database it verifies; again, on another day, nothing is added", arguments: TestEngine.available)
    func written(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all) { store in
            let record = RecordStore(world: .still(at: Instant(seconds: 1_795_400_000)))
            let few = try MadeCommunity(only: ["麦穗巷·河畔鲜食群", "麦穗巷·清水湾鲜食群", "双十一囤货快闪群"])
            let first = try await CommunityGroups(record: record, seed: 1, lastDay: Self.lastDay).make(
                few, in: store, shouldStop: { false })
            #expect(first.made == 3 && first.events > 1_000)
            let later = CommunityGroups(record: record, seed: 1, lastDay: Self.lastDay.advanced(by: 1))
            let again = try await later.make(few, in: store)
            #expect(again.made == 0 && again.known == 3)
            let differences = try await store.read { transaction in
                try Group.all(in: transaction).flatMap { try record.verify($0, in: transaction) }
            }
            #expect(differences.isEmpty)
        }
    }
}
