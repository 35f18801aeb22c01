internal import Dispatch
package import Kernel
internal import Synchronization

/// Hashes passwords two at a time on threads of its own, away from those that Swift's tasks share and from any transaction.
///
/// Each takes some tenths of a second and 32 MiB; where more wait than can be served soon, further ones are turned away.
package final class PasswordHasher: Sendable {
    package let cost: PasswordCost
    private let world: World
    private let mostWaiting: Int
    /// Lanes with how many hashes each has before it.
    private let waiting = Mutex([0, 0])
    private let lanes = [
        DispatchQueue(label: "banyan.passwords.1", qos: .utility),
        DispatchQueue(label: "banyan.passwords.2", qos: .utility),
    ]
    /// What a password is held against where there is nobody of a name, so that this takes as long.
    private let nobodys: PasswordHash

    package init(world: World, cost: PasswordCost = .today, mostWaiting: Int = 40) throws {
        self.world = world
        self.cost = cost
        self.mostWaiting = mostWaiting
        let key = BaseAlphabet.base64.text([UInt8](repeating: 0, count: 32))
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        let salt = BaseAlphabet.base64.text(world.bytes(16))
        guard let nobodys = PasswordHash(stored: "$scrypt$\(parameters)$\(salt)$\(key)") else {
            throw Fault(.internalError, "desk.bad-hash", cause: "a cost that is not bearable: \(cost)")
        }
        self.nobodys = nobodys
    }

    /// The hash of a password that has been found good enough.
    package func hash(_ password: String) async throws -> PasswordHash {
        let salt = world.bytes(16)
        let cost = cost
        return try await inLane { try PasswordHash(password, cost, salt: salt) }
    }

    /// Whether a password is the one that was hashed; without a hash it is not, after as long a time.
    package func check(_ password: String, against hash: PasswordHash?) async throws -> Bool {
        let tested = hash ?? nobodys
        // A password longer than any can be is not worth hashing; that tells nobody who is known.
        guard password.utf8.count <= PasswordRules.mostBytes else { return false }
        let isRight = try await inLane { try tested.matches(password) }
        return isRight && hash != nil
    }

    private func inLane<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let lane = try waiting.withLock { waiting in
            let lane = waiting[0] <= waiting[1] ? 0 : 1
            guard waiting[0] + waiting[1] < mostWaiting else { throw Fault(.busy, "desk.busy", ["seconds": "5"]) }
            waiting[lane] += 1
            return lane
        }
        return try await withCheckedThrowingContinuation { continuation in
            lanes[lane].async { [self] in
                let result = Result { try body() }
                waiting.withLock { $0[lane] -= 1 }
                continuation.resume(with: result)
            }
        }
    }
}
