internal import HTTPTypes
internal import Synchronization

/// A place among the streams that are open.
///
/// It is free again once whoever has it leaves or lets go of it: where nothing but headers was asked for, nobody ever comes
/// to write the body.
final class StreamSeat: Sendable {
    /// More at once are turned away: each asks the database now and then.
    static let most = 100
    private static let taken = Mutex(0)

    private let isTaken = Mutex(true)

    private init() {}

    deinit { leave() }

    /// - Throws: A `Problem` where all places are taken.
    static func take() throws -> StreamSeat {
        let isFree = taken.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
        guard isFree else { throw Problem(.serviceUnavailable, "api.too-many-streams", headers: [.retryAfter: "10"]) }
        return StreamSeat()
    }

    func leave() {
        let had = isTaken.withLock { taken in
            defer { taken = false }
            return taken
        }
        if had { Self.taken.withLock { $0 -= 1 } }
    }
}
