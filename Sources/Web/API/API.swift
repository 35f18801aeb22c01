internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Logging
internal import NIOCore
internal import Reports
internal import Storage

/// The API for programs: everything under `/api/v1`.
///
/// Not behind the door of the pages: no cookie is looked at here, so no page elsewhere can make a browser ask in somebody's
/// name, and whoever asks shows a token each time.
struct API: Sendable {
    let site: Site
    let operations: [Operation]
    /// How often a token may ask, and how often an address may come with none that is good.
    private let asks: RateLimits<AccessTokenID>
    private let refusals = RateLimits<ClientNetwork>(.times(500, thenEverySeconds: 1))
    private let document: [UInt8]

    static let base = "/api/v1"
    /// The most bytes of a body.
    static let mostBody = 2 << 20

    init(site: Site) {
        self.site = site
        operations =
            GroupOperations.all(site) + ReportOperations.all(site) + PeopleOperations.all(site)
            + EventOperations.all(site) + DeskOperations.all(site) + OutlookOperations.all
            + GroupCareOperations.all(site) + SearchOperations.all + EffectOperations.all
            + KeptReportOperations.all(site) + ScheduleOperations.all + MergeOperations.all + ImportOperations.all
            + StaffOperations.all + DataOperations.all(site)
            + NoticeOperations.all + TopicOperations.all + PortraitOperations.all
            + TodayOperations.all + AlertOperations.all
        asks = RateLimits(site.options.apiRate)
        document = OpenAPIDocument(operations: operations).bytes
    }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.get(RouterPath(API.base + "/openapi.json")) { [document] request, context in
            try Answer.json(document).response(from: request, context: context)
        }
        for operation in operations {
            router.on(RouterPath(operation.routerPath), method: operation.method) { request, context in
                await answer(operation, request, context)
            }
        }
    }

    /// Whether a request that met no route is the API's to answer.
    fileprivate static func claims(_ request: Request) -> Bool {
        request.uri.path == "/api" || request.uri.path.hasPrefix("/api/")
    }

    /// What is answered where there is no such route: that there is none, or none for this method.
    fileprivate func missing(_ request: Request, _ context: VisitContext) -> Response {
        let parts = request.uri.path.split(separator: "/")
        let ways = operations.filter { operation in
            let own = operation.routerPath.split(separator: "/")
            return own.count == parts.count && zip(own, parts).allSatisfy { $0.first == ":" || $0 == $1 }
        }.map(\.method.rawValue)
        let isDocument = request.uri.path == API.base + "/openapi.json"
        let allowed = Set(ways + (isDocument ? ["GET"] : []))
        guard !allowed.isEmpty else { return tell(Problem(.notFound, "api.not-found"), request, context) }
        let all = allowed.union(allowed.contains("GET") ? ["HEAD"] : []).sorted().joined(separator: ", ")
        return tell(Problem(.methodNotAllowed, "api.method", headers: [.allow: all]), request, context)
    }

    // MARK: - Answering

    private func answer(_ operation: Operation, _ request: Request, _ context: VisitContext) async -> Response {
        do {
            let now = site.world.now()
            var context = context
            context.language = Self.language(of: request)
            let admission = try await admission(request, context, at: now)
            if case .wait(let milliseconds) = asks.take(admission.token, at: now) { throw Self.slowDown(milliseconds) }
            if let scope = operation.scope, !admission.mayUse(scope) {
                throw Problem(.forbidden, "api.no-scope", ["scope": scope.rawValue])
            }
            var call = try APICall(operation, site, request, context, admission, at: now)
            guard operation.changes else { return try await read(operation, call) }
            let bytes = try await body(operation, request)
            if let schema = operation.body { try call.take(bytes, for: schema) }
            return try await write(operation, call, bytes)
        } catch {
            let problem = Problem(error)
            if problem.status.code >= 500 { context.logger.error("api", metadata: ["error": "\(error)"]) }
            return tell(problem, request, context)
        }
    }

    private func read(_ operation: Operation, _ call: APICall) async throws -> Response {
        let answer = try await operation.act(call)
        if case .response(let response) = answer.content { return response }
        return try Answer.json(answer.bytes).response(from: call.request, context: call.visit)
    }

    /// Does what changes something; under a key of the caller's, at most once.
    private func write(_ operation: Operation, _ call: APICall, _ bytes: [UInt8]) async throws -> Response {
        var call = call
        if let key = call.request.headers[.idempotencyKey] {
            guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
                throw Problem(.badRequest, "api.bad-key")
            }
            let what = Array("\(operation.id) \(call.request.uri.path)\n".utf8)
            call.key = IdempotencyKey(
                token: call.admission.token, key: key, request: KeptAnswer.digest(what + bytes),
                status: operation.status.code)
        }
        let answer = try await operation.act(call)
        if case .response(let response) = answer.content { return response }
        return written(operation.status, answer.bytes)
    }

    private func written(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
        var fields: HTTPFields = [.cacheControl: "no-store"]
        if !bytes.isEmpty { fields[.contentType] = "application/json" }
        return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func body(_ operation: Operation, _ request: Request) async throws -> [UInt8] {
        guard operation.body != nil || operation.isUpload else { return [] }
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.filter { $0 != " " } } ?? ""
        guard type.lowercased() == operation.bodyMedia else {
            throw Problem(.unsupportedMediaType, "api.media", ["media": operation.bodyMedia])
        }
        // A file is taken by whoever acts, piece by piece.
        guard !operation.isUpload else { return [] }
        let buffer = try await request.body.collect(upTo: API.mostBody)
        return Array(buffer.readableBytesView)
    }

    // MARK: - Who asks

    private func admission(
        _ request: Request, _ context: VisitContext, at now: Instant
    ) async throws -> TokenAdmission {
        let words = (request.headers[.authorization] ?? "").split(separator: " ", omittingEmptySubsequences: true)
        if words.count == 2, words[0].lowercased() == "bearer" {
            let (desk, address) = (site.desk, context.client.address)
            let bearer = String(words[1])
            if let found = try await site.store.read({ try desk.admit(bearer: bearer, from: address, at: now, in: $0) })
            {
                if found.isLongUnused {
                    let token = found.admission.token
                    try await site.store.write { try desk.touchToken(token, at: now, in: $0) }
                }
                return found.admission
            }
        }
        if case .wait(let milliseconds) = refusals.take(ClientNetwork(context.address.description), at: now) {
            throw Self.slowDown(milliseconds)
        }
        throw Problem(.unauthorized, "api.no-token", headers: [.wwwAuthenticate: "Bearer realm=\"banyan\""])
    }

    private static func slowDown(_ milliseconds: Int64) -> Problem {
        let seconds = String(max(1, (milliseconds + 999) / 1000))
        return Problem(.tooManyRequests, "api.slow-down", ["seconds": seconds], headers: [.retryAfter: seconds])
    }

    private func tell(_ problem: Problem, _ request: Request, _ context: VisitContext) -> Response {
        problem.response(site.catalogue(Self.language(of: request)), number: context.number)
    }

    /// Programs that say nothing are spoken to in English.
    private static func language(of request: Request) -> Language {
        Door.accepted(request.headers[.acceptLanguage] ?? "") ?? .english
    }
}

/// Answers programs that ask for what is not there, who want no page.
struct MissingOperations: RouterMiddleware {
    typealias Context = VisitContext
    let api: API

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        API.claims(request) ? api.missing(request, context) : try await next(request, context)
    }
}

/// The key under which a caller makes a change, and what tells the request from another one under it.
struct IdempotencyKey: Sendable {
    let token: AccessTokenID
    let key: String
    var request: [UInt8]
    let status: Int
}

extension APICall {
    /// Makes a change in one transaction and keeps its answer under the caller's key, where there is one: a crash between
    /// the two would have it made twice.
    func change(_ body: @escaping @Sendable (Transaction) throws -> APIAnswer) async throws -> APIAnswer {
        let (key, now, desk) = (key, now, site.desk)
        return try await site.store.write { transaction in
            guard let key else { return try body(transaction) }
            if let kept = try desk.answer(of: key.token, key: key.key, at: now, in: transaction) {
                guard kept.request == key.request else { throw Problem(.unprocessableContent, "api.key-used") }
                return APIAnswer(content: .written(kept.body))
            }
            let answer = try body(transaction)
            let kept = KeptAnswer(request: key.request, status: key.status, body: answer.bytes)
            try desk.keep(kept, of: key.token, key: key.key, at: now, in: transaction)
            return answer
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
