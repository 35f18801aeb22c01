internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel

/// One thing that the API can be asked: where, by whom, with what, and what it answers. The routes and the document are
/// both made of these.
struct Operation: Sendable {
    /// Its name in the document, for generated clients: `listGroups`.
    let id: String
    let method: HTTPRequest.Method
    /// Below `/api/v1`, its parameters in braces: `/groups/{group}`.
    let path: String
    let tag: String
    let summary: String
    /// What its caller must have been given; nil where any token will do.
    var scope: TokenScope?
    var query: [Parameter] = []
    var body: Schema?
    /// The status of success and what comes with it; a schema where it is JSON.
    var status = HTTPResponse.Status.ok
    var answer: Schema?
    /// What else than JSON it answers with.
    var media: String?
    /// Whether its body is a file that is taken as it comes, and not JSON.
    var isUpload = false
    /// Whether what is asked for may not be ready.
    var mayConflict = false
    let act: @Sendable (APICall) async throws -> APIAnswer

    /// A parameter of the query.
    struct Parameter: Sendable {
        let name: String
        let schema: Schema
        let note: String
        var isRequired = false

        init(_ name: String, _ schema: Schema, _ note: String) {
            self.name = name
            self.schema = schema
            self.note = note
        }

        /// The same, which a request cannot do without.
        var required: Parameter {
            var copy = self
            copy.isRequired = true
            return copy
        }

        static let limit = Parameter("limit", .integer(1...200), "How many items at most; 50 where it is not given.")
        static let cursor = Parameter("cursor", .cursor, "The `next` of the page before.")
        static let from = Parameter("from", .day, "First day of the window, with `to`.")
        static let to = Parameter("to", .day, "Last day of the window, with `from`.")
        static let days = Parameter("days", .integer(1...3660), "The last so many days of the group's data.")
        static let whole = Parameter("all", .boolean, "All days there are.")
    }

    var changes: Bool { method != .get }

    static let stream = "text/event-stream"
    /// One event of a stream: its place to go on from, what it is, and JSON.
    static let streamed = Schema.object(["id": .text, "event": .text, "data": .text], isOpen: true)

    var bodyMedia: String { isUpload ? "application/octet-stream" : "application/json" }

    /// The names in braces, in order.
    var pathNames: [String] {
        path.split(separator: "/").filter { $0.first == "{" }.map { String($0.dropFirst().dropLast()) }
    }

    /// The path as the router has it.
    var routerPath: String {
        API.base
            + path.split(separator: "/").map { $0.first == "{" ? "/:" + $0.dropFirst().dropLast() : "/" + $0 }.joined()
    }
}

/// A request to the API, its parts held against what the operation takes.
struct APICall: Sendable {
    let site: Site
    let request: Request
    let visit: VisitContext
    let admission: TokenAdmission
    let now: Instant
    fileprivate(set) var path: [String: String] = [:]
    fileprivate(set) var query: [String: String] = [:]
    fileprivate(set) var body = JSONValue.null
    var key: IdempotencyKey?

    var actor: Actor { admission.actor }
    var limit: Int { query["limit"].flatMap { Int($0) } ?? 50 }

    init(
        _ operation: Operation, _ site: Site, _ request: Request, _ visit: VisitContext, _ admission: TokenAdmission,
        at now: Instant
    ) throws {
        (self.site, self.request, self.visit, self.admission, self.now) = (site, request, visit, admission, now)
        for name in operation.pathNames {
            let text = visit.parameters.get(name) ?? ""
            guard Schema.TextRule.id.takes(text) else { throw Problem(.notFound, "api.not-found") }
            path[name] = text
        }
        // The reader of forms leaves NUL out; a program is told instead.
        guard request.uri.query?.contains("%00") != true else {
            throw Problem(.badRequest, "api.bad-parameter", ["name": "%00"])
        }
        let fields = try FormFields(query: request)
        for parameter in operation.query {
            guard let text = fields[parameter.name] else {
                guard !parameter.isRequired else {
                    throw Problem(.badRequest, "api.bad-parameter", ["name": parameter.name])
                }
                continue
            }
            guard fields.all(parameter.name).count == 1, let value = parameter.schema.value(of: text),
                parameter.schema.misfit(value) == nil
            else { throw Problem(.badRequest, "api.bad-parameter", ["name": parameter.name]) }
            query[parameter.name] = text
        }
    }

    mutating func take(_ bytes: [UInt8], for schema: Schema) throws {
        guard let value = JSONValue(reading: bytes) else { throw Problem(.badRequest, "api.not-json") }
        if let misfit = schema.misfit(value, named: OpenAPIDocument.schemas) {
            throw Problem(
                .badRequest, "api.bad-body", ["pointer": misfit.pointer.isEmpty ? "/" : misfit.pointer])
        }
        body = value
    }

    func number(_ name: String) -> Int64 { path[name].flatMap { Int64($0) } ?? 0 }

    /// An id that the query may name.
    func asked(_ name: String) -> Int64? { query[name].flatMap { Int64($0) } }

    /// Ids that the body names.
    func told(_ name: String) -> [Int64] { body[name]?.list?.compactMap { $0.text.flatMap { Int64($0) } } ?? [] }

    /// The texts of whoever asks.
    var catalogue: TextCatalogue { site.catalogue(visit.language) }

    /// The place behind which a list of ids goes on.
    func place() throws -> Int64? { try place { $0.value.isEmpty ? $0.id : nil } }

    /// A page of a list by ids, one more of which was read than is shown.
    func page<Item>(_ found: [Item], id: (Item) -> Int64, json: (Item) -> JSONValue) -> APIAnswer {
        let shown = found.prefix(limit)
        let next = found.count > limit ? shown.last.map { Cursor.text(ListPlace(value: "", id: id($0))) } : nil
        return .page(shown.map(json), next: next)
    }

    /// The group that the path names. Somebody else's is not there, just as one that does not exist.
    func group() throws -> GroupID {
        let group = GroupID(number("group"))
        guard actor.scope.includes(group) else { throw Problem(.notFound, "api.not-found") }
        return group
    }

    /// Where in a list the page begins.
    ///
    /// - Throws: `Problem` where the cursor is none of this list's.
    func place<Place>(_ read: (ListPlace) -> Place?) throws -> Place? {
        guard let text = query["cursor"] else { return nil }
        guard let place = Cursor.place(text).flatMap(read) else {
            throw Problem(.unprocessableContent, "api.bad-cursor")
        }
        return place
    }
}

extension Schema {
    /// What a query's text says in JSON's terms; nil where it cannot be of this shape at all.
    fileprivate func value(of text: String) -> JSONValue? {
        switch shape {
        case .integer: text.utf8.count <= 10 ? Int(text).map { .integer($0) } : nil
        case .boolean: ["true": true, "false": false][text].map { .boolean($0) }
        default: .string(text)
        }
    }
}

/// What an operation answers.
struct APIAnswer: Sendable {
    enum Content: Sendable {
        case json(JSONValue)
        /// JSON that is written out already.
        case written([UInt8])
        case response(Response)
        case nothing
    }

    var content: Content

    static func json(_ value: JSONValue) -> APIAnswer { APIAnswer(content: .json(value)) }
    static let nothing = APIAnswer(content: .nothing)

    /// A page of a list.
    static func page(_ items: [JSONValue], next: String?) -> APIAnswer {
        .json(.object([("items", .array(items)), ("next", JSONValue(next))]))
    }

    var bytes: [UInt8] {
        switch content {
        case .json(let value):
            var bytes: [UInt8] = []
            value.append(to: &bytes)
            return bytes
        case .written(let bytes): return bytes
        case .response, .nothing: return []
        }
    }
}

/// A place in a list as one word of a URL. What is in it is nobody's business but ours, and nothing is secret.
enum Cursor {
    static func text(_ place: ListPlace) -> String {
        // Only letters that a URL takes as they are.
        place.value.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count < 2 ? "0" + digits : digits
        }.joined() + ".\(place.id)"
    }

    static func place(_ text: String) -> ListPlace? {
        guard let dot = text.lastIndex(of: "."), let id = Int64(text[text.index(after: dot)...]) else { return nil }
        let digits = Array(text[..<dot].utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return ListPlace(value: String(decoding: bytes, as: UTF8.self), id: id)
    }
}
