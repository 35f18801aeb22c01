package import Desk
package import Kernel
package import Storage

/// What a delivery that was claimed needs to be sent.
struct Claimed: Sendable {
    /// What is sent where.
    enum Work: Sendable {
        case webhook(url: String, secrets: [WebhookSecret])
        case mail(to: String, NoticeWords)
    }

    let id: DeliveryID
    /// Names this one claim: whoever's lease ran out can only still say what they know for certain.
    let claim: Int64
    let notice: NoticeID
    let kind: NoticeKind
    let outlet: Outlet
    /// Tries with this one.
    let tries: Int
    let payload: String
    let at: Instant
    let work: Work
}

/// How a try ended.
struct TryResult: Sendable {
    enum End: Sendable, Equatable {
        case delivered
        /// May be tried again.
        case failed(askedSeconds: Int64?)
        /// Need not be tried again.
        case refused
        /// Nobody knows.
        case doubtful
        /// The receiver is gone for good.
        case gone
    }

    let end: End
    var code: Int?
    var fault: String?
    var answer = ""
    var milliseconds = 0
}

/// The verbs about deliveries: claiming, sending and noting of them what the program does, showing and sending again what people do.
package struct DeliveryStore: Sendable {
    let outlets: OutletStore

    package init(outlets: OutletStore) { self.outlets = outlets }

    private var world: World { outlets.world }

    /// How long a claim holds: far longer than a transfer may take.
    static let leaseSeconds: Int64 = 120
    /// How long what is over is kept.
    static let keptSeconds: Int64 = 30 * 86_400
    /// The most bytes that are kept of an answer.
    static let longestAnswer = 500

    // MARK: - Claiming

    /// Whether anything is to be done; asked often, so it only reads.
    func isAnythingDue(hasMail: Bool, in transaction: Transaction) throws -> Bool {
        let now = world.now()
        let sendable: SQL = hasMail ? "" : " AND endpoint_id IS NOT NULL"
        let query: SQL = """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM notice_deliveries WHERE state = 'planned' AND due_at <= \(now)\(sql: sendable))
                OR EXISTS (SELECT 1 FROM notice_deliveries WHERE state = 'sending' AND leased_until < \(now))
            """
        return try transaction.first(query) { _ in true } ?? false
    }

    /// Sees to claims that outlived their process: a webhook is sent again under its id; of a mail nobody knows.
    func recover(in transaction: Transaction) throws {
        let now = world.now()
        try transaction.execute(
            """
            UPDATE notice_deliveries SET state = 'unknown', fault = 'notices.fault.lost', leased_until = NULL
            WHERE state = 'sending' AND leased_until < \(now) AND recipient_id IS NOT NULL
            """)
        try transaction.execute(
            """
            UPDATE notice_deliveries SET leased_until = NULL, fault = 'notices.fault.lost', due_at = \(now),
                state = CASE WHEN tries > \(DeliveryRhythm.waits.count) THEN 'failed' ELSE 'planned' END
            WHERE state = 'sending' AND leased_until < \(now) AND endpoint_id IS NOT NULL
            """)
    }

    /// Claims deliveries that are due, those that have waited longest first.
    ///
    /// - Parameters:
    ///   - only: The one meant; nil for whichever are due.
    ///   - busy: Outlets to which enough is under way.
    ///   - hasMail: Whether mail can be sent at all; what cannot waits.
    func claim(
        only: DeliveryID? = nil, most: Int, busy: Set<Outlet> = [], hasMail: Bool, in transaction: Transaction
    ) throws -> [Claimed] {
        let now = world.now()
        try parkShut(at: now, in: transaction)
        var query: SQL = """
            SELECT d.id FROM notice_deliveries d JOIN notices n ON n.id = d.notice_id
            LEFT JOIN webhook_endpoints w ON w.id = d.endpoint_id
            LEFT JOIN mail_recipients m ON m.id = d.recipient_id
            WHERE d.state = 'planned' AND d.due_at <= \(now)
                AND (w.state = 'on' OR m.state = 'on' OR n.kind = \(NoticeKind.test.rawValue))
            """
        if let only { query = query + " AND d.id = \(only)" }
        if !hasMail { query = query + " AND d.endpoint_id IS NOT NULL" }
        for outlet in busy {
            switch outlet {
            case .webhook(let id): query = query + " AND (d.endpoint_id IS NULL OR d.endpoint_id <> \(id))"
            case .mail(let id): query = query + " AND (d.recipient_id IS NULL OR d.recipient_id <> \(id))"
            }
        }
        let ids: [DeliveryID] = try transaction.all(query + " ORDER BY d.due_at, d.id LIMIT \(most)") { $0.id(0) }
        return try ids.compactMap { try claim($0, at: now, in: transaction) }
    }

    /// What was on its way when its outlet was paused or shut, or is sent again to one, waits until that is opened; else it
    /// would be due for ever, and be looked for every second.
    private func parkShut(at now: Instant, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE notice_deliveries SET due_at = \(OutletStore.parked)
            WHERE state = 'planned' AND due_at <= \(now)
                AND (EXISTS (SELECT 1 FROM webhook_endpoints w
                        WHERE w.id = notice_deliveries.endpoint_id AND w.state <> 'on')
                    OR EXISTS (SELECT 1 FROM mail_recipients m
                        WHERE m.id = notice_deliveries.recipient_id AND m.state <> 'on'))
                AND NOT EXISTS (SELECT 1 FROM notices n
                    WHERE n.id = notice_deliveries.notice_id AND n.kind = \(NoticeKind.test.rawValue))
            """)
    }

    private func claim(_ id: DeliveryID, at now: Instant, in transaction: Transaction) throws -> Claimed? {
        let claim: DeliveryID = world.ids.next()
        let until = now.advanced(bySeconds: Self.leaseSeconds)
        // Whoever comes second finds it claimed.
        let tries = try transaction.first(
            """
            UPDATE notice_deliveries SET state = 'sending', claim = \(claim), leased_until = \(until),
                tries = tries + 1, tried_at = \(now) WHERE id = \(id) AND state = 'planned' RETURNING tries
            """
        ) { $0.int(0) }
        guard let tries else { return nil }
        let query: SQL = """
            SELECT n.id, n.kind, n.payload, d.endpoint_id, d.recipient_id, w.url, m.address, m.language, n.at
            FROM notice_deliveries d JOIN notices n ON n.id = d.notice_id
            LEFT JOIN webhook_endpoints w ON w.id = d.endpoint_id
            LEFT JOIN mail_recipients m ON m.id = d.recipient_id WHERE d.id = \(id)
            """
        guard let row = try transaction.first(query, ClaimRow.init) else { return nil }
        let work: Claimed.Work
        switch row.outlet {
        case .webhook(let webhook):
            work = .webhook(url: row.place, secrets: try outlets.secrets(of: webhook, at: now, in: transaction))
        case .mail(let recipient):
            let words = try words(of: row, in: transaction)
            work = .mail(to: row.place, try outlets.opened(words, for: recipient, in: transaction))
        }
        return Claimed(
            id: id, claim: claim.value, notice: row.notice, kind: row.kind, outlet: row.outlet, tries: tries,
            payload: row.payload, at: row.at, work: work)
    }

    /// What a mail says: what whoever posted the notice wrote, else what the kind is.
    private func words(of row: ClaimRow, in transaction: Transaction) throws -> NoticeWords {
        let query: SQL = """
            SELECT subject, body FROM notice_words
            WHERE notice_id = \(row.notice) AND language = \(row.language.rawValue)
            """
        if let words = try transaction.first(query, { NoticeWords(subject: $0.string(0), text: $0.string(1)) }) {
            return words
        }
        let kind = NoticeWords.catalogue(row.language)(row.kind.textKey)
        return NoticeWords(subject: kind, text: kind)
    }

    // MARK: - Noting

    /// Notes how a try ended.
    ///
    /// Whoever's lease ran out meanwhile can still say what is certain: that it was delivered, or how a doubtful mail ended.
    func note(_ result: TryResult, of claimed: Claimed, in transaction: Transaction) throws {
        let now = world.now()
        var (state, due) = (Delivery.State.failed, now)
        switch result.end {
        case .delivered: state = .delivered
        case .doubtful: state = .unknown
        case .refused, .gone: state = .failed
        case .failed(let asked):
            let next = DeliveryRhythm.next(
                afterTries: claimed.tries, at: now, chance: world.bytes(2), asked: asked)
            if let next, claimed.kind != .test { (state, due) = (.planned, next) }
        }
        let isOpen: SQL =
            switch (claimed.outlet, result.end) {
            case (.webhook, .delivered): "state IN ('sending', 'planned')"
            case (.webhook, _): "state = 'sending'"
            case (.mail, _): "state IN ('sending', 'unknown')"
            }
        let answer = Self.kept(result.answer)
        let changed = try transaction.execute(
            """
            UPDATE notice_deliveries SET state = \(state.rawValue), due_at = \(due), leased_until = NULL,
                code = \(result.code), fault = \(result.fault), answer = \(answer.isEmpty ? nil : answer),
                milliseconds = \(result.milliseconds)
            WHERE id = \(claimed.id) AND claim = \(claimed.claim) AND \(sql: isOpen)
            """)
        guard changed == 1, case .webhook(let webhook) = claimed.outlet, claimed.kind != .test else { return }
        try noteHealth(of: webhook, result.end, at: now, in: transaction)
    }

    /// What of an answer is kept: text that a database and a page can take.
    private static func kept(_ answer: String) -> String {
        let scalars = answer.unicodeScalars.prefix(longestAnswer).filter {
            $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) || $0 == "\n"
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Keeps in mind since when a webhook fails, and shuts it where the receiver is gone or five days have passed.
    private func noteHealth(
        of webhook: WebhookID, _ end: TryResult.End, at now: Instant, in transaction: Transaction
    ) throws {
        if end == .delivered {
            try transaction.execute(
                "UPDATE webhook_endpoints SET failing_since = NULL WHERE id = \(webhook) AND failing_since IS NOT NULL"
            )
            return
        }
        let since = try transaction.first(
            """
            UPDATE webhook_endpoints SET failing_since = COALESCE(failing_since, \(now))
            WHERE id = \(webhook) AND state = 'on' RETURNING failing_since
            """
        ) { $0.instant(0) }
        guard let since else { return }
        let isOver = since.advanced(bySeconds: Webhook.patienceSeconds) <= now
        guard end == .gone || isOver else { return }
        try outlets.set(
            end == .gone ? .gone : .failing, of: webhook, by: .system("banyan serve"), in: transaction)
    }

    // MARK: - Clearing up

    /// Removes what has been over for thirty days, and what has waited so long; a bounded number at a time.
    ///
    /// - Returns: How many deliveries and notices went.
    @discardableResult
    package func purge(in transaction: Transaction) throws -> Int {
        let before = world.now().advanced(bySeconds: -Self.keptSeconds)
        let old: [NoticeID] = try transaction.all(
            """
            SELECT n.id FROM notices n WHERE n.posted_at < \(before) AND NOT EXISTS
                (SELECT 1 FROM notice_deliveries d WHERE d.notice_id = n.id AND d.state = 'sending')
            ORDER BY n.posted_at LIMIT 1000
            """
        ) { $0.id(0) }
        for id in old {
            try transaction.execute("DELETE FROM notice_deliveries WHERE notice_id = \(id)")
            try transaction.execute("DELETE FROM notice_words WHERE notice_id = \(id)")
            try transaction.execute("DELETE FROM notices WHERE id = \(id)")
        }
        return old.count
    }
}

/// A claimed delivery's row.
private struct ClaimRow {
    let notice: NoticeID
    let kind: NoticeKind
    let payload: String
    let outlet: Outlet
    let place: String
    let language: Language
    let at: Instant

    init(_ row: Row) {
        notice = row.id(0)
        kind = NoticeKind(rawValue: row.string(1)) ?? .test
        payload = row.string(2)
        outlet = Outlet(webhook: row.optionalID(3), recipient: row.optionalID(4))
        place = row.optionalString(5) ?? row.optionalString(6) ?? ""
        language = row.optionalString(7).flatMap { Language(rawValue: $0) } ?? .simplifiedChinese
        at = row.instant(8)
    }
}

extension Outlet {
    /// Of the two one is there; the schema holds that.
    init(webhook: WebhookID?, recipient: MailRecipientID?) {
        self = webhook.map { .webhook($0) } ?? .mail(recipient ?? MailRecipientID(0))
    }
}
