package import Kernel

/// A link that was shared in a group, over its whole life.
package struct SharedLink: Hashable, Sendable {
    package var url: String
    package var times: Int
    package var first: Instant
    package var last: Instant

    package static let shown = 10

    package init(url: String, times: Int, first: Instant, last: Instant) {
        self.url = url
        self.times = times
        self.first = first
        self.last = last
    }
}
