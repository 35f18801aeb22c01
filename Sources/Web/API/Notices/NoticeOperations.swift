internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Notices
internal import Storage
internal import Synchronization

/// Webhooks, and what became of what they were sent.
enum NoticeOperations {
    static let schemas: [String: Schema] = ["Webhook": webhook, "Delivery": delivery]

    private static let kinds = NoticeKind.subscribable.map(\.rawValue)
    private static let deliveryStates = Delivery.State.allCases.map(\.rawValue)

    private static let webhook = Schema.object([
        "id": .id, "url": .text, "label": .text, "kinds": .list(.choice(kinds)),
        "groups": Schema.list(.id).orNull.noted("Null for all of them, and for what is about several."),
        "state": Schema.choice(Webhook.State.allCases.map(\.rawValue)).noted(
            "`gone` after an answer of 410, `failing` after five days without success: set it to `on` to go on."),
        "state_at": .instant, "failing_since": .instant.orNull, "made_at": .instant,
    ])
    private static let delivery = Schema.object([
        "id": .id, "webhook_id": Schema.text.noted("The same at every try."),
        "type": .choice(NoticeKind.allCases.map(\.rawValue)),
        "group": .id.orNull, "webhook": .id.orNull,
        "mail": Schema.id.orNull.noted("The recipient, where it is a mail."),
        "state": .choice(deliveryStates), "due_at": .instant.orNull, "tries": .count, "tried_at": .instant.orNull,
        "code": .integer(0...999).orNull, "fault": .text.orNull, "milliseconds": .integer(0...Int.max).orNull,
        "made_at": .instant, "payload": Schema.object([:], isOpen: true).noted("What is sent."),
    ])
    private static let making = Schema.object(
        [
            "url": .line(1...2_000), "label": .line(0...NewWebhook.longestLabel),
            "kinds": .list(.choice(kinds), most: kinds.count), "groups": Schema.list(.id, most: 1_000).orNull,
        ], optional: ["label", "groups"])
    private static let change = Schema.object(
        [
            "url": .line(1...2_000), "label": .line(0...NewWebhook.longestLabel),
            "kinds": .list(.choice(kinds), most: kinds.count), "groups": Schema.list(.id, most: 1_000).orNull,
            "state": .choice([Webhook.State.on.rawValue, Webhook.State.paused.rawValue]),
        ], optional: ["url", "label", "kinds", "groups", "state"])

    static let all: [Operation] = [
        Operation(
            id: "listWebhooks", method: .get, path: "/webhooks", tag: "webhooks", summary: "Webhooks, the newest first",
            scope: .readWebhooks, query: [.limit, .cursor], answer: .page(of: .named("Webhook")), act: list),
        Operation(
            id: "makeWebhook", method: .post, path: "/webhooks", tag: "webhooks",
            summary: "Makes a webhook; its secret is in this answer and in no other", scope: .writeWebhooks,
            body: making,
            answer: .object([
                "webhook": .named("Webhook"),
                "secret": Schema.text.orNull.noted("Null where the same call is made again under its Idempotency-Key."),
            ]), act: make),
        Operation(
            id: "getWebhook", method: .get, path: "/webhooks/{webhook}", tag: "webhooks", summary: "One webhook",
            scope: .readWebhooks, answer: .named("Webhook"), act: show),
        Operation(
            id: "changeWebhook", method: .patch, path: "/webhooks/{webhook}", tag: "webhooks",
            summary: "Changes a webhook, pauses it or opens it again; what is not named stays", scope: .writeWebhooks,
            body: change, answer: .named("Webhook"), act: { try await Self.change($0) }),
        Operation(
            id: "dropWebhook", method: .delete, path: "/webhooks/{webhook}", tag: "webhooks",
            summary: "Takes a webhook away, with what is known of its deliveries", scope: .writeWebhooks,
            status: .noContent, act: drop),
        Operation(
            id: "listDeliveries", method: .get, path: "/deliveries", tag: "webhooks",
            summary: "What went out, and what became of it; the newest first", scope: .readWebhooks,
            query: [
                .init("webhook", .id, "Only those to this webhook."),
                .init("state", .choice(deliveryStates), "Only those in this state."), .limit, .cursor,
            ], answer: .page(of: .named("Delivery")), act: deliveries),
        Operation(
            id: "resendDelivery", method: .post, path: "/deliveries/{delivery}/resend", tag: "webhooks",
            summary: "Sends again what is over, under the same id", scope: .writeWebhooks,
            answer: .named("Delivery"), act: resend),
    ]

    // MARK: - Webhooks

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (outlets, actor, limit) = (call.site.outlets, call.actor, call.limit)
        let before = try call.place().map { WebhookID($0) }
        let found = try await call.site.store.read {
            try outlets.webhooks(before: before, limit: limit + 1, by: actor, in: $0)
        }
        return call.page(found, id: \.id.value, json: json)
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let (outlets, actor, id) = (call.site.outlets, call.actor, WebhookID(call.number("webhook")))
        return .json(json(try await call.site.store.read { try outlets.webhook(id, by: actor, in: $0) }))
    }

    @Sendable private static func make(_ call: APICall) async throws -> APIAnswer {
        let (outlets, actor, body) = (call.site.outlets, call.actor, call.body)
        // Answers are kept for a day, and must not keep the secret.
        let made = Mutex<APIAnswer?>(nil)
        let kept = try await call.change { transaction in
            let subscription = try Subscription(kinds: kinds(body) ?? [], groups: groups(body) ?? nil)
            let new = try NewWebhook(
                url: WebhookURL(body["url"]?.text ?? ""), label: body["label"]?.text ?? "", subscription: subscription)
            let (id, secret) = try outlets.make(new, by: actor, in: transaction)
            let webhook = try outlets.webhook(id, by: actor, in: transaction)
            made.withLock {
                $0 = .json(.object([("webhook", json(webhook)), ("secret", .string(secret.text))]))
            }
            return .json(.object([("webhook", json(webhook)), ("secret", .null)]))
        }
        return made.withLock { $0 } ?? kept
    }

    private static func change(_ call: APICall) async throws -> APIAnswer {
        let (outlets, actor, body) = (call.site.outlets, call.actor, call.body)
        let id = WebhookID(call.number("webhook"))
        return try await call.change { transaction in
            let before = try outlets.webhook(id, by: actor, in: transaction)
            if ["url", "label", "kinds", "groups"].contains(where: { body[$0] != nil }) {
                let subscription = try Subscription(
                    kinds: kinds(body) ?? before.kinds, groups: groups(body) ?? before.groups)
                let new = try NewWebhook(
                    url: WebhookURL(body["url"]?.text ?? before.url), label: body["label"]?.text ?? before.label,
                    subscription: subscription)
                try outlets.change(id, to: new, by: actor, in: transaction)
            }
            if let state = body["state"]?.text.flatMap({ Webhook.State(rawValue: $0) }) {
                try outlets.set(state, of: id, by: actor, in: transaction)
            }
            return .json(json(try outlets.webhook(id, by: actor, in: transaction)))
        }
    }

    @Sendable private static func drop(_ call: APICall) async throws -> APIAnswer {
        let (outlets, actor, id) = (call.site.outlets, call.actor, WebhookID(call.number("webhook")))
        return try await call.change { transaction in
            try outlets.drop(id, by: actor, in: transaction)
            return .nothing
        }
    }

    private static func kinds(_ body: JSONValue) -> Set<NoticeKind>? {
        body["kinds"]?.list.map { Set($0.compactMap { $0.text.flatMap { NoticeKind(rawValue: $0) } }) }
    }

    /// Nil where nothing is said of groups; nil within where it is said that it is all of them.
    private static func groups(_ body: JSONValue) -> Set<GroupID>?? {
        guard let said = body["groups"] else { return nil }
        guard let list = said.list else { return .some(nil) }
        return .some(Set(list.compactMap { $0.text.flatMap { Int64($0) }.map { GroupID($0) } }))
    }

    private static func json(_ webhook: Webhook) -> JSONValue {
        .object([
            ("id", .string(webhook.id.description)), ("url", .string(webhook.url)), ("label", .string(webhook.label)),
            ("kinds", .array(webhook.kinds.map(\.rawValue).sorted().map { .string($0) })),
            ("groups", webhook.groups.map { .array($0.sorted().map { .string($0.description) }) } ?? .null),
            ("state", .string(webhook.state.rawValue)), ("state_at", .string("\(webhook.stateAt)")),
            ("failing_since", JSONValue(webhook.failingSince.map { "\($0)" })),
            ("made_at", .string("\(webhook.madeAt)")),
        ])
    }

    // MARK: - Deliveries

    @Sendable private static func deliveries(_ call: APICall) async throws -> APIAnswer {
        let (store, actor, limit) = (DeliveryStore(outlets: call.site.outlets), call.actor, call.limit)
        let outlet = call.query["webhook"].flatMap { Int64($0) }.map { Outlet.webhook(WebhookID($0)) }
        let state = call.query["state"].flatMap { Delivery.State(rawValue: $0) }
        let before = try call.place().map { DeliveryID($0) }
        let found = try await call.site.store.read {
            try store.deliveries(to: outlet, in: state, before: before, limit: limit + 1, by: actor, in: $0)
        }
        return call.page(found, id: \.id.value, json: json)
    }

    @Sendable private static func resend(_ call: APICall) async throws -> APIAnswer {
        let (store, actor) = (DeliveryStore(outlets: call.site.outlets), call.actor)
        let id = DeliveryID(call.number("delivery"))
        return try await call.change { transaction in
            try store.resend(id, by: actor, in: transaction)
            return .json(json(try store.delivery(id, by: actor, in: transaction)))
        }
    }

    private static func json(_ delivery: Delivery) -> JSONValue {
        .object([
            ("id", .string(delivery.id.description)), ("webhook_id", .string(delivery.webhookID)),
            ("type", .string(delivery.kind.rawValue)), ("group", JSONValue(delivery.group?.description)),
            ("webhook", JSONValue(delivery.outlet.webhook?.description)),
            ("mail", JSONValue(delivery.outlet.recipient?.description)), ("state", .string(delivery.state.rawValue)),
            ("due_at", JSONValue(delivery.dueAt.map { "\($0)" })), ("tries", .integer(delivery.tries)),
            ("tried_at", JSONValue(delivery.triedAt.map { "\($0)" })), ("code", JSONValue(delivery.code)),
            ("fault", JSONValue(delivery.fault)), ("milliseconds", JSONValue(delivery.milliseconds)),
            ("made_at", .string("\(delivery.madeAt)")),
            ("payload", JSONValue(reading: Array(delivery.payload.utf8)) ?? .null),
        ])
    }
}
