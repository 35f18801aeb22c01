package import Kernel
package import Storage

/// Which groups somebody asks about, or may ask about.
package enum GroupChoice: Sendable, Hashable {
    case all
    case some(Set<GroupID>)

    package func includes(_ group: GroupID) -> Bool {
        switch self {
        case .all: true
        case .some(let groups): groups.contains(group)
        }
    }

    /// The condition that a column holds one of the groups.
    package func holds(_ column: String) -> SQL {
        guard case .some(let groups) = self else { return "1 = 1" }
        return SQL.list(groups.map(\.value), column)
    }
}

extension SQL {
    /// The condition that a column holds one of some numbers.
    package static func list(_ numbers: some Sequence<Int64>, _ column: String) -> SQL {
        let sorted = numbers.sorted()
        guard let first = sorted.first else { return "1 = 0" }
        var list: SQL = "\(raw: column) IN (\(first)"
        for number in sorted.dropFirst() { list = list + ", \(number)" }
        return list + ")"
    }
}
