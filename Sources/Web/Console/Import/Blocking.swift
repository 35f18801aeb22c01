internal import Dispatch

/// Work that keeps a thread for a while, away from the threads that all pages share.
enum Blocking {
    private static let queue = DispatchQueue(label: "banyan.blocking", attributes: .concurrent)

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
