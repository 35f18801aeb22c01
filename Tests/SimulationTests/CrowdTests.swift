import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Simulation

/// A simulated crowd lives as groups do, and is the same for the same plan.
struct CrowdTests {
    static let lastDay = CivilDay(year: 2026, month: 11, day: 22)!

    private static func events(of number: Int, _ world: CrowdWorld) -> (life: CrowdLife, events: [Event]) {
        var talk = CrowdTalk(number, world)
        var events: [Event] = []
        while let day = talk.nextDay() { events += day }
        return (talk.life, events)
    }

    @Test("The same plan makes the same events, another seed makes others")
    func determinism() throws {
        var digests: [UInt64] = []
        for seed in [5, 5, 6] as [UInt64] {
            let plan = CrowdPlan(groups: 40, members: 20, days: 20, seed: seed, lastDay: Self.lastDay)
            let world = try CrowdWorld(plan)
            var digest = ContentDigest()
            for number in 0..<40 {
                for event in Self.events(of: number, world).events {
                    event.key.bytes.withUnsafeBytes { digest.add($0) }
                    digest.add(event.sender.name)
                    digest.add(event.scene)
                }
            }
            digests.append(digest.value)
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }

    @Test("Events are in order and keyed apart; nobody speaks who is not there; answers answer something")
    func possible() throws {
        let plan = CrowdPlan(groups: 120, members: 30, days: 40, lastDay: Self.lastDay)
        let world = try CrowdWorld(plan)
        var zone = try #require(CivilZone(CrowdPlan.zone))
        let span = zone.start(of: plan.firstDay)..<zone.start(of: plan.lastDay.advanced(by: 1))
        var flaws: [String] = []
        for number in 0..<plan.groups {
            let (life, events) = Self.events(of: number, world)
            flaws += Self.flaws(of: events, in: span).map { "\(life.name): \($0)" }
        }
        #expect(flaws.isEmpty, "\(flaws.prefix(10).joined(separator: "\n"))")
    }

    private static func flaws(of events: [Event], in span: Range<Instant>) -> [String] {
        var flaws: [String] = []
        var present: Set<String> = []
        var keys: Set<EventKey> = []
        if !zip(events, events.dropFirst()).allSatisfy({ $0.instant < $1.instant }) { flaws.append("order") }
        for event in events {
            let who = event.sender.id ?? ""
            if !span.contains(event.instant) { flaws.append("\(event.instant) is outside") }
            if event.kind == .join {
                if !present.insert(who).inserted { flaws.append("\(who) joins again") }
            } else if !present.contains(who) {
                flaws.append("\(who) is not there at \(event.kind)")
            }
            if event.kind == .leave { present.remove(who) }
            if event.kind == .removal { present.remove(event.target?.id ?? "") }
            if let answered = event.replyTo, !keys.contains(answered) { flaws.append("an answer to nothing") }
            if event.text?.contains("{") ?? false { flaws.append("an open slot: \(event.text ?? "")") }
            if !keys.insert(event.key).inserted { flaws.append("a key twice") }
        }
        return flaws
    }

    @Test("Of groups nobody looks after 60 % live after 7 days and 30 % after 30")
    func survival() throws {
        let plan = CrowdPlan(groups: 2_000, members: 10, days: 60, lastDay: Self.lastDay)
        let world = try CrowdWorld(plan)
        var zone = try #require(CivilZone(CrowdPlan.zone))
        var lives: [(days: Int, isDead: Bool)] = []
        for number in 0..<plan.groups {
            let (life, events) = Self.events(of: number, world)
            guard !life.isCurated, world.kinds[life.kindIndex].days == nil else { continue }
            lives.append(LifeOfTalk(events, lastDay: plan.lastDay, &zone).life)
        }
        #expect(lives.count > 1_000)
        #expect(abs(LifeOfTalk.surviving(7, lives) - 0.60) < 0.05)
        #expect(abs(LifeOfTalk.surviving(30, lives) - 0.30) < 0.05)
    }

    @Test("A few say most, by day and not by night; check-in groups speak at breakfast")
    func shapes() throws {
        let plan = CrowdPlan(groups: 300, members: 40, days: 30, lastDay: Self.lastDay)
        let world = try CrowdWorld(plan)
        var zone = try #require(CivilZone(CrowdPlan.zone))
        var hours = [Int](repeating: 0, count: 24)
        var breakfast = [Int](repeating: 0, count: 24)
        var ginis: [Double] = []
        var kinds: Set<GroupKind> = []
        var counts: [EventKind: Int] = [:]
        var sizes: [Int] = []
        for number in 0..<plan.groups {
            let (life, events) = Self.events(of: number, world)
            kinds.insert(life.kind)
            sizes.append(life.arrivals.count)
            var said: [String: Int] = [:]
            for event in events {
                counts[event.kind, default: 0] += 1
                if event.kind == .join { said[event.sender.id ?? "", default: 0] += 0 }
                guard event.kind.isMessage else { continue }
                said[event.sender.id ?? "", default: 0] += 1
                let hour = zone.civil(event.instant).hour
                if life.kind == .checkIn { breakfast[hour] += 1 } else { hours[hour] += 1 }
            }
            let messages = said.values.reduce(0, +)
            if said.count >= 20, messages >= 200 { ginis.append(Self.gini(Array(said.values))) }
        }
        #expect(kinds == Set(GroupKind.allCases))
        #expect(ginis.count > 20 && ginis.allSatisfy { $0 > 0.5 })
        #expect(hours[2...5].reduce(0, +) * 20 < hours[19...22].reduce(0, +))
        #expect(breakfast[6...8].reduce(0, +) * 3 > breakfast.reduce(0, +))
        #expect(sizes.max()! > 4 * sizes.reduce(0, +) / sizes.count)
        for kind in [.picture, .link, .sticker, .reaction, .leave, .removal] as [EventKind] {
            #expect(counts[kind, default: 0] > 0, "no \(kind)")
        }
    }

    private static func gini(_ values: [Int]) -> Double {
        let sorted = values.sorted()
        let sum = Double(sorted.reduce(0, +))
        let weighted = sorted.enumerated().reduce(0.0) { $0 + Double(($1.offset + 1) * $1.element) }
        let count = Double(sorted.count)
        return 2 * weighted / (count * sum) - (count + 1) / count
    }

    @Test("The mean of group sizes is the one asked for", arguments: [10, 60, 150, 400])
    func sizes(mean: Int) throws {
        let plan = CrowdPlan(groups: 600, members: mean, days: 200, lastDay: Self.lastDay)
        let world = try CrowdWorld(plan)
        var sum = 0
        var chances = (0..<plan.groups).map { plan.chance(of: $0, 0x67) }
        for number in 0..<plan.groups { sum += CrowdLife(number, world, &chances[number]).arrivals.count }
        let found = Double(sum) / Double(plan.groups)
        #expect(abs(found - Double(mean)) < 0.2 * Double(mean), "\(found)")
    }

    @Test("One kind alone is made where it is asked for")
    func oneKind() throws {
        let plan = CrowdPlan(groups: 12, members: 8, days: 5, kind: .expertLed, lastDay: Self.lastDay)
        let world = try CrowdWorld(plan)
        for number in 0..<12 {
            #expect(CrowdTalk(number, world).life.kind == .expertLed)
        }
    }
}

/// How long people talked with each other, counted from events as METRICS has it.
struct LifeOfTalk {
    let life: (days: Int, isDead: Bool)

    init(_ events: [Event], lastDay: CivilDay, _ zone: inout CivilZone) {
        let first = zone.civil(events[0].instant).day
        var speakers: [Int: Set<String>] = [:]
        for event in events where event.kind.isMessage {
            speakers[first.distance(to: zone.civil(event.instant).day), default: []].insert(event.sender.id ?? "")
        }
        let span = first.distance(to: lastDay) + 1
        for day in stride(from: 0, through: span - 7, by: 1) {
            let within = (day..<day + 7).reduce(into: Set<String>()) { $0.formUnion(speakers[$1] ?? []) }
            if within.count < 2 {
                life = (day, true)
                return
            }
        }
        life = (span, false)
    }

    /// Kaplan–Meier, counted the long way.
    static func surviving(_ age: Int, _ lives: [(days: Int, isDead: Bool)]) -> Double {
        var share = 1.0
        for day in 0...age {
            let atRisk = lives.count { $0.days >= day }
            let died = lives.count { $0.days == day && $0.isDead }
            if atRisk > 0 { share *= 1 - Double(died) / Double(atRisk) }
        }
        return share
    }
}
