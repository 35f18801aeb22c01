package import Kernel
internal import Record
package import Storage

/// Which groups a board shows, in which order. What is nil does not matter.
package struct StandingQuery: Sendable, Equatable {
    /// By what a board can be ordered.
    package enum Order: String, Sendable, CaseIterable {
        case needs, name, stage, members, mau, activity, messages, growth, retention, health, risk

        var column: String {
            switch self {
            case .needs: "s.pressing"
            case .name: "s.name_key"
            case .stage: "s.stage_rank"
            case .members: "s.members"
            case .mau: "s.mau"
            case .activity: "s.active_ratio"
            case .messages: "s.messages"
            case .growth: "s.growth"
            case .retention: "s.retention"
            case .health: "s.health"
            case .risk: "s.risk"
            }
        }

        /// Numbers begin with the largest.
        package var isNumber: Bool { self != .name && self != .stage }
    }

    /// A place in the order: the value of its column as text, and the group.
    package struct Place: Sendable, Equatable {
        package let value: String
        package let group: Int64

        package init(value: String, group: Int64) {
            self.value = value
            self.group = group
        }
    }

    /// Part of a name, an owner or a tag.
    package var words: String?
    /// The word of a kind; empty for groups that nobody has given one.
    package var kind: String?
    package var stage: GroupStage?
    package var needsSomebody = false
    /// Below this score; of groups that have one.
    package var healthBelow: Double?
    package var tag: String?
    /// Those that somebody of the staff looks after.
    package var keeper: Int64?
    /// Those that nobody of the staff looks after.
    package var hasNoKeeper = false
    /// The groups that may be seen; nil for all.
    package var scope: Set<GroupID>?
    package var order = Order.needs
    package var isDescending = true
    package var after: Place?

    package init() {}
}

/// One line of a board.
package struct StandingLine: Sendable, Equatable {
    package var standing: GroupStanding
    package var label: GroupLabel
    package var owner: String
    package var keeper: Int64?
    /// The word of the stage that a person set; nil where the figures say it.
    package var stageSet: GroupStage?
    package var tags: [String] = []
    /// Whether it is somebody else's, there to be compared with.
    package var isCompetitor = false

    /// The stage that holds: a person's word before the figures'.
    package var stage: GroupStage? { stageSet ?? standing.stage }
    /// Whether somebody should look: something concerns people, and nobody has called the group closed.
    package var needsSomebody: Bool { stageSet != .closed && !ConcernFacts(self).concerns.isEmpty }

    /// Where it stands in an order.
    package func place(in order: StandingQuery.Order) -> StandingQuery.Place {
        func text(_ value: Double?) -> String { "\(value ?? GroupStanding.none)" }
        let value =
            switch order {
            case .needs: String(standing.pressing)
            case .name: label.name.lowercased()
            case .stage: String(rank)
            case .members: String(standing.members)
            case .mau: String(standing.monthlyActive)
            case .messages: String(standing.messages)
            case .activity: text(standing.activeRatio)
            case .growth: text(standing.growth)
            case .retention: text(standing.retention)
            case .health: text(standing.health)
            case .risk: text(standing.risk)
            }
        return StandingQuery.Place(value: value, group: standing.group.value)
    }

    private var rank: Int {
        let order: [GroupStage] = [.closed, .fading, .seed, .growing, .active]
        return stage.flatMap { order.firstIndex(of: $0) } ?? 5
    }
}

extension StandingQuery {
    /// The lines of a page, and one more where there are any behind it.
    package func lines(limit: Int, in transaction: Transaction) throws -> [StandingLine] {
        var query = StandingLine.query + " WHERE " + condition
        if let after { query = query + behind(after) }
        let direction = isDescending ? "DESC" : "ASC"
        query =
            query
            + " ORDER BY \(raw: order.column) \(raw: direction), s.group_id \(raw: direction) LIMIT \(limit)"
        return try StandingLine.all(query, in: transaction)
    }

    package func count(in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(*) FROM group_standings s JOIN groups g ON g.id = s.group_id
            LEFT JOIN group_profiles p ON p.group_id = s.group_id WHERE \(sql: condition)
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }

    private func behind(_ place: Place) -> SQL {
        let sign = isDescending ? "<" : ">"
        let value: SQL =
            switch order {
            case .name: "\(place.value)"
            case .needs, .stage, .members, .mau, .messages: "\(Int64(place.value) ?? 0)"
            case .activity, .growth, .retention, .health, .risk: "\(Double(place.value) ?? 0)"
            }
        return " AND (\(raw: order.column), s.group_id) \(raw: sign) (\(sql: value), \(place.group))"
    }

    private var condition: SQL {
        var condition = StandingQuery.within(scope)
        if let words {
            let pattern = StandingQuery.pattern(words)
            condition =
                condition + """
                     AND (s.name_key LIKE \(pattern) ESCAPE '~' OR LOWER(COALESCE(p.owner, '')) LIKE \(pattern) ESCAPE '~'
                    OR EXISTS (SELECT 1 FROM group_tags t WHERE t.group_id = s.group_id AND t.key LIKE \(pattern) ESCAPE '~'))
                    """
        }
        if let kind { condition = condition + " AND s.kind = \(kind)" }
        if let stage {
            condition =
                condition + " AND (CASE WHEN s.stage_set <> '' THEN s.stage_set ELSE s.stage END) = \(stage.rawValue)"
        }
        if needsSomebody {
            condition = condition + " AND \(sql: StandingConcern.condition) AND \(sql: .isOurs("s.group_id"))"
        }
        if let healthBelow {
            condition = condition + " AND s.health >= 0 AND s.health < \(healthBelow)"
        }
        if let tag {
            condition =
                condition
                + " AND EXISTS (SELECT 1 FROM group_tags t WHERE t.group_id = s.group_id AND t.key = \(foldedName(tag)))"
        }
        if let keeper { condition = condition + " AND p.keeper_id = \(keeper)" }
        if hasNoKeeper { condition = condition + " AND p.keeper_id IS NULL" }
        return condition
    }

    /// The condition that a standing's group is one of those that may be seen.
    static func within(_ scope: Set<GroupID>?) -> SQL {
        guard let scope else { return "1 = 1" }
        guard let first = scope.min() else { return "1 = 0" }
        var list: SQL = "s.group_id IN (\(first)"
        for group in scope.sorted().dropFirst() { list = list + ", \(group)" }
        return list + ")"
    }

    private static func pattern(_ words: String) -> String {
        var pattern = "%"
        for character in foldedName(words) where character != "\0" {
            if "%_~".contains(character) { pattern.append("~") }
            pattern.append(character)
        }
        return pattern + "%"
    }
}

extension StandingLine {
    static let query: SQL = """
        SELECT g.name, g.network, g.kind, g.zone, g.is_presence, s.group_id, s.counted_at, s.last_day, s.members, s.mau,
            s.mau_before, s.active_ratio, s.joins, s.leaves, s.messages, s.growth, s.newcomers, s.retention, s.speakers,
            s.noise_days, s.died_day, s.stage, s.stage_set, s.pressing, s.advice, s.age, s.risk, p.owner, p.keeper_id,
            s.health, s.risk_basis, s.risk_reasons, m.stage_reasons, c.group_id
        FROM group_standings s JOIN groups g ON g.id = s.group_id LEFT JOIN group_profiles p ON p.group_id = s.group_id
        LEFT JOIN group_measures m ON m.group_id = s.group_id
        LEFT JOIN competitor_groups c ON c.group_id = s.group_id
        """

    static func all(_ query: SQL, in transaction: Transaction) throws -> [StandingLine] {
        var lines = try transaction.all(query, StandingLine.init(row:))
        try addTags(to: &lines, in: transaction)
        return lines
    }

    /// One group's line; nil where it was not counted yet.
    package static func find(_ group: GroupID, in transaction: Transaction) throws -> StandingLine? {
        try all("\(sql: query) WHERE s.group_id = \(group)", in: transaction).first
    }

    private static func addTags(to lines: inout [StandingLine], in transaction: Transaction) throws {
        guard !lines.isEmpty else { return }
        var index: [Int64: Int] = [:]
        for (place, line) in lines.enumerated() { index[line.standing.group.value] = place }
        func add(_ row: Row) { if let place = index[row.int64(0)] { lines[place].tags.append(row.string(1)) } }
        guard lines.count <= 200 else {
            return try transaction.forEach("SELECT group_id, tag FROM group_tags ORDER BY group_id, key", add)
        }
        for group in index.keys.sorted() {
            try transaction.forEach("SELECT group_id, tag FROM group_tags WHERE group_id = \(group) ORDER BY key", add)
        }
    }

    init(row: Row) {
        func share(_ column: Int) -> Double? {
            let value = row.double(column)
            return value == GroupStanding.none ? nil : value
        }
        func day(_ column: Int) -> CivilDay? { row.optionalInt32(column).map { CivilDay(number: $0) } }
        label = GroupLabel(row, at: 0)
        standing = GroupStanding(group: row.id(5), countedAt: row.instant(6))
        standing.lastDay = day(7)
        standing.members = row.int(8)
        standing.monthlyActive = row.int(9)
        standing.monthlyActiveBefore = row.int(10)
        standing.activeRatio = share(11)
        standing.joins = row.int(12)
        standing.leaves = row.int(13)
        standing.messages = row.int(14)
        standing.growth = share(15)
        standing.newcomers = row.int(16)
        standing.retention = share(17)
        standing.speakers = row.string(18).split(separator: ",").compactMap { Int($0) }
        standing.noiseDays = row.int(19)
        standing.diedDay = day(20)
        standing.stage = GroupStage(rawValue: row.string(21))
        stageSet = GroupStage(rawValue: row.string(22))
        standing.pressing = row.int(23)
        let advice = row.string(24)
        standing.advice = advice.isEmpty ? nil : advice
        standing.age = row.int(25)
        standing.risk = share(26)
        owner = row.optionalString(27) ?? ""
        keeper = row.optionalInt64(28)
        standing.health = share(29)
        standing.riskBasis = ForecastBasis(rawValue: row.string(30))
        standing.riskReasons = Forecast.Reason.read(row.string(31))
        standing.stageReasons = StageReason.read(row.optionalString(32) ?? "")
        isCompetitor = !row.isNull(33)
    }
}

/// What a board says of all groups that may be seen.
package struct StandingSums: Sendable, Equatable {
    package var groups = 0
    /// Groups that were not counted yet.
    package var uncounted = 0
    package var members = 0
    package var needs = 0
    package var lastDay: CivilDay?
    package var byStage: [GroupStage: Int] = [:]
    package var tags: [String] = []

    package static func load(scope: Set<GroupID>?, in transaction: Transaction) throws -> StandingSums {
        let within = StandingQuery.within(scope)
        var sums = StandingSums()
        let query: SQL = """
            SELECT CASE WHEN s.stage_set <> '' THEN s.stage_set ELSE s.stage END AS held, COUNT(*),
                CAST(SUM(s.members) AS BIGINT), SUM(CASE WHEN \(sql: StandingConcern.condition) THEN 1 ELSE 0 END),
                MAX(s.last_day)
            FROM group_standings s WHERE \(sql: within) GROUP BY held
            """
        try transaction.forEach(query) { row in
            sums.groups += row.int(1)
            sums.members += row.int(2)
            sums.needs += row.int(3)
            if let day = row.optionalInt32(4).map({ CivilDay(number: $0) }) {
                sums.lastDay = max(sums.lastDay ?? day, day)
            }
            if let stage = GroupStage(rawValue: row.string(0)) { sums.byStage[stage] = row.int(1) }
        }
        let known = scope.map { $0.count }
        let total = try known ?? transaction.first("SELECT COUNT(*) FROM groups") { $0.int(0) } ?? 0
        sums.uncounted = max(0, total - sums.groups)
        let tags: SQL = """
            SELECT s.key, MIN(s.tag), COUNT(*) AS times FROM group_tags s WHERE \(sql: within)
            GROUP BY s.key ORDER BY times DESC, s.key LIMIT 40
            """
        sums.tags = try transaction.all(tags) { $0.string(1) }
        return sums
    }
}
