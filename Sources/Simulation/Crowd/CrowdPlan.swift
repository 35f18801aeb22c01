package import Kernel
package import Record

/// A crowd of groups to be made: how many, how large, how long, and out of which chance.
///
/// Group `n` of a plan depends on the plan and `n` alone, so that any of them can be made again at any time.
package struct CrowdPlan: Sendable, Equatable {
    package static let zone = MadeHistory.zone
    package static let network = "wechat"

    package var groups: Int
    /// How many people a group has on average; the tail is heavy, up to `mostMembers`.
    package var members: Int
    package var days: Int
    package var seed: UInt64
    /// The kind of all groups; a mixture of all kinds where it is nil.
    package var kind: GroupKind?
    package var lastDay: CivilDay

    package init(
        groups: Int, members: Int, days: Int, seed: UInt64 = 1, kind: GroupKind? = nil, lastDay: CivilDay
    ) {
        self.groups = groups
        self.members = members
        self.days = days
        self.seed = seed
        self.kind = kind
        self.lastDay = lastDay
    }

    /// As many as fit into a group on most networks.
    package static let mostMembers = 500

    var firstDay: CivilDay { lastDay.advanced(by: 1 - days) }

    /// The chance of one group, or of one of whatever else is numbered.
    func chance(of number: Int, _ salt: UInt64) -> SeededGenerator {
        var first = SeededGenerator(seed: seed &* 0xD6E8_FEB8_6659_FD93 ^ salt)
        var second = SeededGenerator(seed: first.next() ^ UInt64(bitPattern: Int64(number)) &* 0xA076_1D64_78BD_642F)
        return SeededGenerator(seed: second.next())
    }
}

extension SeededGenerator {
    /// Exponentially distributed with this mean.
    mutating func exponential(_ mean: Double) -> Double {
        let u = Double(next() >> 11) * 0x1p-53
        return -mean * Logarithm.natural(1 - u)
    }

    /// A number 0 ..< 1 of one draw.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number 0 ..< count of one draw.
    mutating func pick(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

    /// Normally distributed, by the sum of twelve draws: nearly so, and the same on every machine.
    mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + unit() } }
}
