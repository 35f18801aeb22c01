internal import Glibc

extension JSONValue {
    static let mostFlatMembers = 64

    /// Whether it is an object as our own format has them: nothing nested, no member twice, at most 64 of them.
    var isFlatObject: Bool {
        guard isObject, count <= JSONValue.mostFlatMembers else { return false }
        return withUnsafeTemporaryAllocation(of: ByteView.self, capacity: JSONValue.mostFlatMembers) { names in
            var known = 0
            for (name, value) in members {
                if value.isArray || value.isObject { return false }
                for other in names[..<known] where other.count == name.count {
                    if memcmp(other.base, name.base, name.count) == 0 { return false }
                }
                names[known] = name
                known += 1
            }
            return true
        }
    }
}
