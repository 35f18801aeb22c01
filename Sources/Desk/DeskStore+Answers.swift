package import Kernel
package import Storage

/// What a program was answered when it changed something under a key of its own (draft-ietf-httpapi-idempotency-key-header):
/// asked again, it is answered the same, and nothing is done twice.
package struct KeptAnswer: Sendable, Equatable {
    /// Tells the request from another one under the same key.
    package let request: [UInt8]
    package let status: Int
    package let body: [UInt8]

    package init(request: [UInt8], status: Int, body: [UInt8]) {
        self.request = request
        self.status = status
        self.body = body
    }

    /// What tells one request from another.
    package static func digest(_ request: [UInt8]) -> [UInt8] { request.sha256 }

    /// How long it is known, in seconds.
    package static let keptSeconds: Int64 = 86_400
}

extension DeskStore {
    /// What a token was answered under this key within the last day.
    ///
    /// Belongs into the transaction that makes the change: two requests under one key then wait for each other.
    package func answer(
        of token: AccessTokenID, key: String, at now: Instant, in transaction: Transaction
    ) throws -> KeptAnswer? {
        // The token's row is the lock.
        try transaction.execute("UPDATE access_tokens SET used_at = used_at WHERE id = \(token)")
        let old = now.advanced(bySeconds: -KeptAnswer.keptSeconds)
        try transaction.execute("DELETE FROM access_answers WHERE token_id = \(token) AND made_at <= \(old)")
        return try transaction.first(
            """
            SELECT request, status, body FROM access_answers WHERE token_id = \(token) AND answer_key = \(key)
            """
        ) { KeptAnswer(request: $0.bytes(0), status: $0.int(1), body: $0.bytes(2)) }
    }

    package func keep(
        _ answer: KeptAnswer, of token: AccessTokenID, key: String, at now: Instant, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO access_answers (token_id, answer_key, request, status, body, made_at)
            VALUES (\(token), \(key), \(answer.request), \(answer.status), \(answer.body), \(now))
            """)
    }
}
