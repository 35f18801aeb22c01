internal import Kernel
internal import Record

/// What is settled of a group before its first day: how large it gets, who comes when, how long there is talk.
struct CrowdLife: Sendable {
    struct Arrival: Sendable {
        let day: Int
        let scene: String
        /// Days from joining to leaving; nil for those who stay.
        let stays: Double?
        let weight: Double
        let person: Int
    }

    let number: Int
    let name: String
    let kind: GroupKind
    /// Where in `CrowdWorld.kinds` its kind is.
    let kindIndex: Int
    let isCurated: Bool
    let isNoisy: Bool
    /// Days from the first of the plan.
    let founded: Int
    /// On how many days there is talk.
    let days: Int
    /// By day; the first is the owner.
    let arrivals: [Arrival]

    init(_ number: Int, _ world: CrowdWorld, _ chance: inout SeededGenerator) {
        let (plan, habits) = (world.plan, world.habits)
        self.number = number
        kindIndex = chance.index(cumulative: CrowdWords.cumulative(world.kinds.map(\.share)))
        let habit = world.kinds[kindIndex]
        kind = habit.kind
        isCurated = chance.unit() < habits.curated || habit.kind == .staff
        isNoisy = chance.unit() < habits.noisy && !isCurated
        founded = chance.unit() < 0.5 ? chance.pick(max(1, plan.days / 10)) : chance.pick(plan.days)
        days = CrowdLife.days(habit, habits.life, isCurated: isCurated, &chance)
        name = "\(world.names.place(&chance))\(habit.kind.crowdName) \(plan.seed)-\(number + 1)"
        arrivals = CrowdLife.arrivals(
            CrowdLife.size(plan.members, &chance), habit, world, near: world.neighbours(of: number),
            span: plan.days - founded, days: days, leaving: isNoisy ? 2 : isCurated ? 0.5 : 1, &chance)
    }

    /// A Weibull life: for groups nobody looks after S(7) = 0.60 and S(30) = 0.30.
    private static func days(
        _ habit: CrowdHabits.Kind, _ life: CrowdHabits.Life, isCurated: Bool, _ chance: inout SeededGenerator
    ) -> Int {
        if let days = habit.days, days.count == 2 { return days[0] + chance.pick(days[1] - days[0] + 1) }
        let (shape, scale) = isCurated ? (life.curatedShape, life.curatedDays) : (life.shape, life.days)
        let drawn = scale * Logarithm.power(chance.exponential(1), 1 / shape)
        return max(1, Int(min(drawn, 1e6).rounded(.up)))
    }

    /// Log-normal about the mean; where the mean nears the most a group holds, a power of chance that keeps it.
    private static func size(_ mean: Int, _ chance: inout SeededGenerator) -> Int {
        let most = Double(CrowdPlan.mostMembers)
        let mean = min(Double(mean), most)
        let normal = chance.normal()
        let unit = chance.unit()
        let drawn =
            mean >= 100
            ? most * Logarithm.power(unit, (most - mean) / mean)
            : mean * Logarithm.exponential(0.85 * normal - 0.85 * 0.85 / 2)
        return Int(min(max(drawn, 2), most).rounded())
    }

    private static func arrivals(
        _ size: Int, _ habit: CrowdHabits.Kind, _ world: CrowdWorld, near: Range<Int>, span: Int, days: Int,
        leaving: Double, _ chance: inout SeededGenerator
    ) -> [Arrival] {
        let joining = world.habits.joining
        let campaigns = (0..<chance.pick(joining.mostCampaigns + 1)).map { _ in
            2 + chance.pick(max(1, min(span, days) - 2))
        }
        var met: Set<Int> = []
        var arrivals: [Arrival] = []
        for index in 0..<size {
            let mark = chance.unit()
            var (day, scene) = (0, "invitation")
            if index < 2 {
                // Nobody talks alone: the second comes at once.
            } else if mark < joining.launch {
                day = Int(chance.exponential(joining.launchDays))
            } else if mark < joining.launch + joining.campaigns, !campaigns.isEmpty {
                (day, scene) = (campaigns[chance.pick(campaigns.count)], "qr")
            } else {
                day = chance.pick(max(1, min(span, days + 5)))
                scene = ["invitation", "invitation", "qr", "qr", "search", "link"][chance.pick(6)]
            }
            guard day < span, let person = person(world, near, &met, &chance) else { continue }
            let isLurker = chance.unit() < habit.lurkers
            arrivals.append(
                Arrival(
                    day: day, scene: index == 0 ? "founder" : scene,
                    stays: index < 2 ? nil : stay(isLurker, world.habits.leaving, leaving, &chance),
                    weight: CrowdLife.weight(isLurker && index > 1, index, &chance), person: person))
        }
        let order = arrivals.indices.sorted { (arrivals[$0].day, $0) < (arrivals[$1].day, $1) }
        return order.map { arrivals[$0] }
    }

    /// Some people are everywhere; most are met once or twice, in groups that are near each other.
    private static func person(
        _ world: CrowdWorld, _ near: Range<Int>, _ met: inout Set<Int>, _ chance: inout SeededGenerator
    ) -> Int? {
        for _ in 0..<8 {
            let isBusy = chance.unit() < 0.15
            let person =
                isBusy
                ? chance.pick(max(200, world.peopleCount / 50)) : near.lowerBound + chance.pick(near.count)
            if met.insert(person).inserted { return person }
        }
        return nil
    }

    private static func stay(
        _ isLurker: Bool, _ habit: CrowdHabits.Leaving, _ factor: Double, _ chance: inout SeededGenerator
    ) -> Double? {
        if chance.unit() < habit.early * factor { return 0.02 + chance.exponential(habit.earlyDays) }
        return 0.5 + chance.exponential((isLurker ? habit.lurkerDays : habit.speakerDays) / factor)
    }

    /// Most say little and a few say a lot: a Pareto tail, cut where one would drown all others.
    private static func weight(_ isLurker: Bool, _ index: Int, _ chance: inout SeededGenerator) -> Double {
        let root = 1 / max(chance.unit(), 0.008)
        if isLurker { return 0.01 }
        return index == 0 ? 6 : Logarithm.power(root, 0.9)
    }
}

extension GroupKind {
    /// What such a group calls itself.
    var crowdName: String {
        switch self {
        case .goodThings: "团购群"
        case .resource: "资料群"
        case .expertLed: "专家答疑群"
        case .fan: "粉丝群"
        case .study: "学习群"
        case .checkIn: "打卡群"
        case .fitness: "跑步群"
        case .interest: "烘焙群"
        case .local: "邻居群"
        case .event: "活动群"
        case .flash: "快闪群"
        case .staff: "工作群"
        }
    }
}
