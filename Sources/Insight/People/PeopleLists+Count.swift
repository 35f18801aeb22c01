internal import Kernel

extension PeopleLists {
    /// - Parameters:
    ///   - said: What each person said in the window.
    ///   - silent: The members who are silent at the window's end.
    init(window: DayRange, facts: PeopleFacts, said: [Int], roles: GraphRoles, silent: [PresentMember]) {
        func line(_ person: Int32, figure: Int? = nil, day: CivilDay? = nil) -> PersonLine {
            let id = facts.ids[Int(person)]
            return PersonLine(id: id, name: nil, messages: said[Int(person)], figure: figure, day: day)
        }
        var core: [(rank: Int, line: PersonLine)] = []
        var edge = core
        var speakers = core
        var bridges = core
        for person in said.indices where said[person] > 0 {
            let plain = (said[person], line(Int32(person)))
            speakers.append(plain)
            if roles.isBridge[person] { bridges.append(plain) }
            if roles.isCore(person) {
                let number = Int(roles.coreNumbers[person])
                core.append((number << 40 + said[person], line(Int32(person), figure: number)))
            } else {
                edge.append(plain)
            }
        }
        self.core = PeopleList(core)
        self.edge = PeopleList(edge)
        self.speakers = PeopleList(speakers)
        self.bridges = PeopleList(bridges)

        var lifelong = [Int](repeating: 0, count: said.count)
        for span in facts.spans { lifelong[Int(span.person)] = span.messages }
        self.silent = PeopleList(silent.map { (lifelong[Int($0.person)], line($0.person, day: $0.joined)) })
        answerers = PeopleList(facts.answers.map { ($0.count, line($0.person, figure: $0.count)) })
        let joined = facts.spans.filter { window.contains($0.firstJoined) }
        newcomers = PeopleList(joined.map { (Int($0.firstJoined.number), line($0.person, day: $0.firstJoined)) })
        leaving = PeopleList(PeopleLists.gone(facts).map { (Int($0.day.number), line($0.person, day: $0.day)) })
    }

    /// The last leaving of each who left in the window and is not back at its end.
    private static func gone(_ facts: PeopleFacts) -> [Departure] {
        let present = Set(facts.present.map(\.person))
        var last: [Int32: Departure] = [:]
        for departure in facts.departures where !present.contains(departure.person) {
            if let known = last[departure.person], known.day >= departure.day { continue }
            last[departure.person] = departure
        }
        return Array(last.values)
    }
}

extension JoiningTables {
    /// - Parameter memberDays: Those of the window and of the six days after it, at least.
    init(window: DayRange, facts: PeopleFacts, memberDays: MemberDays) {
        let spoke = JoiningTables.spokeEarly(facts.arrivals, window, memberDays, peopleCount: facts.ids.count)
        var byScene: [String?: SceneLine] = [:]
        var byInviter: [Int32: InviterLine] = [:]
        for (index, arrival) in facts.arrivals.enumerated() {
            let stayed = arrival.left.map { $0 > window.to } ?? true
            var scene = byScene[arrival.scene] ?? SceneLine(scene: arrival.scene, joined: 0, stayed: 0, spoke: 0)
            scene.joined += 1
            if stayed { scene.stayed += 1 }
            if spoke[index] { scene.spoke += 1 }
            byScene[arrival.scene] = scene
            guard let inviter = arrival.inviter else { continue }
            let id = facts.ids[Int(inviter)]
            var line = byInviter[inviter] ?? InviterLine(id: id, name: nil, invited: 0, stayed: 0, spoke: 0)
            line.invited += 1
            if stayed { line.stayed += 1 }
            if spoke[index] { line.spoke += 1 }
            byInviter[inviter] = line
        }
        scenes = byScene.values.sorted { ($1.joined, $0.scene ?? "") < ($0.joined, $1.scene ?? "") }
        inviterCount = byInviter.count
        let ordered = byInviter.values.sorted { ($1.invited, $1.stayed, $0.id) < ($0.invited, $0.stayed, $1.id) }
        inviters = Array(ordered.prefix(JoiningTables.mostNamed))
        var byQuitScene: [String?: Int] = [:]
        for departure in facts.departures { byQuitScene[departure.scene, default: 0] += 1 }
        let quits = byQuitScene.map { QuitLine(scene: $0.key, left: $0.value) }
        quitScenes = quits.sorted { ($1.left, $0.scene ?? "") < ($0.left, $1.scene ?? "") }
    }

    /// Puts names to those who brought others, and keeps the first of them; among equals the name decides.
    mutating func nameInviters(by names: [Int64: String]) {
        for index in inviters.indices { inviters[index].name = names[inviters[index].id] }
        inviters.sort {
            ($1.invited, $1.stayed, $0.name ?? "", $0.id) < ($0.invited, $0.stayed, $1.name ?? "", $1.id)
        }
        inviters = Array(inviters.prefix(JoiningTables.longest))
    }

    /// By arrival, whether the person spoke on its day or one of the six after it.
    private static func spokeEarly(
        _ arrivals: [Arrival], _ window: DayRange, _ memberDays: MemberDays, peopleCount: Int
    ) -> [Bool] {
        var spoke = [Bool](repeating: false, count: arrivals.count)
        var byPerson: [Int32: [Int]] = [:]
        for (index, arrival) in arrivals.enumerated() { byPerson[arrival.person, default: []].append(index) }
        var hasArrived = [Bool](repeating: false, count: peopleCount)
        for person in byPerson.keys { hasArrived[Int(person)] = true }
        let days = DayRange(from: window.from, to: window.to.advanced(by: 6))
        memberDays.forEach(in: days) { day, person, messages in
            guard messages > 0, hasArrived[person] else { return }
            for index in byPerson[Int32(person)] ?? [] where !spoke[index] {
                let joined = arrivals[index].day.number
                spoke[index] = (joined...(joined + 6)).contains(day)
            }
        }
        return spoke
    }
}
