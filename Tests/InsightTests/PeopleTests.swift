import Insight
import Kernel
import Testing

@Suite("People and joining")
struct PeopleTests {
    private static let window = DayRange(from: november(2), to: november(29))

    /// Two who brought others; who left, came back, left again; who stayed silent.
    private static var group: SmallGroup {
        var group = SmallGroup()
        group.stays = [
            (0, november(-40), nil), (1, november(3), november(20)), (2, november(4), nil),
            (3, november(5), november(29)),
            (1, november(25), nil), (4, november(-39), nil), (5, november(-40), november(10)), (6, november(28), nil),
        ]
        group.ways = [
            1: ("qr", nil, 0), 2: ("invitation", nil, 0), 3: ("invitation", "removed", 2), 4: ("qr", nil, nil),
            6: (nil, "removed", nil),
        ]
        group.implied = [7]
        group.memberDays = [
            (november(-20), 4, 9), (november(2), 0, 5), (november(3), 1, 2), (november(10), 2, 1), (november(12), 3, 7),
            (november(30), 6, 1),
        ]
        group.answers = [(november(2), 0, 2), (november(3), 1, 5)]
        return group
    }

    private func ids(_ list: PeopleList) -> [Int64] {
        list.first.map { (9_000_000_000 - $0.id) / 1_000_003 }
    }

    @Test("lists hold who they say, the first by what each list goes by")
    func lists() {
        let people = Self.group.report(Self.window).people
        #expect(ids(people.speakers) == [3, 0, 1, 2] && people.speakers.first.map(\.messages) == [7, 5, 2, 1])
        #expect(ids(people.newcomers) == [6, 3, 2, 1])
        #expect(ids(people.leaving) == [3, 5] && people.leaving.first.map(\.day) == [november(29), november(10)])
        #expect(ids(people.answerers) == [1, 0] && people.answerers.first.map(\.figure) == [5, 2])
        #expect(ids(people.silent) == [4] && people.silent.first[0].day == november(-39))
        #expect(people.core.count == 0 && people.bridges.count == 0)
        #expect(people.edge == people.speakers)
        #expect(people.speakers.first.allSatisfy { $0.name == "p" })
    }

    @Test("scenes add up to the joins of the window, scenes of leaving to its leaves")
    func joining() {
        let report = Self.group.report(Self.window)
        #expect(
            report.joining.scenes == [
                SceneLine(scene: "invitation", joined: 2, stayed: 1, spoke: 1),
                SceneLine(scene: "qr", joined: 2, stayed: 1, spoke: 1),
            ])
        #expect(report.joining.scenes.reduce(0) { $0 + $1.joined } == report.totals.sums.joins)
        #expect(
            report.joining.quitScenes
                == [QuitLine(scene: nil, left: 1), QuitLine(scene: "removed", left: 2)].reversed())
        #expect(report.joining.quitScenes.reduce(0) { $0 + $1.left } == report.totals.sums.leaves)
        let inviters = report.joining.inviters.map { [$0.invited, $0.stayed, $0.spoke] }
        #expect(inviters == [[2, 1, 2], [1, 0, 0]] && report.joining.inviterCount == 2)
    }

    @Test("lists are at most ten long and say how many there are")
    func cut() {
        var group = SmallGroup()
        group.memberDays = (0..<25).map { (november(2), Int64($0), 1) }
        let speakers = group.report(Self.window).people.speakers
        #expect(speakers.count == 25 && ids(speakers) == Array((15..<25).reversed()))
    }

    @Test("core and edge are all who spoke, joins and leaves add up, 200 groups by chance")
    func sums() {
        var wrong: [String] = []
        for seed in UInt64(1)...200 {
            let group = SmallGroup(seed: seed)
            guard let data = group.data else { continue }
            let report = group.report(DayRange(ending: data.to, count: Int(seed % 60) + 1))
            let people = report.people
            if people.core.count + people.edge.count != report.totals.active { wrong.append("\(seed): core and edge") }
            if people.speakers.count != report.totals.active { wrong.append("\(seed): speakers") }
            if people.silent.count != report.totals.silent { wrong.append("\(seed): silent") }
            let joined = report.joining.scenes.reduce(0) { $0 + $1.joined }
            if joined != report.totals.sums.joins { wrong.append("\(seed): joins") }
            let left = report.joining.quitScenes.reduce(0) { $0 + $1.left }
            if left != report.totals.sums.leaves { wrong.append("\(seed): leaves") }
            let isSound = report.joining.scenes.allSatisfy { max($0.stayed, $0.spoke) <= $0.joined }
            if !isSound { wrong.append("\(seed): scenes") }
        }
        #expect(wrong == [])
    }
}
