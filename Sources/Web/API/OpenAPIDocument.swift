internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel

/// The API's own description (OpenAPI 3.1.0), written out of the operations that answer.
struct OpenAPIDocument {
    let operations: [Operation]

    /// Schemas that more than one operation speaks of.
    static let schemas: [String: Schema] = {
        var all = ["Problem": Problem.schema]
        for part in [
            GroupOperations.schemas, PeopleOperations.schemas, EventOperations.schemas, DeskOperations.schemas,
            ReportOperations.schemas, OutlookOperations.schemas, SearchOperations.schemas,
            KeptReportOperations.schemas, ScheduleOperations.schemas, MergeOperations.schemas,
            ImportOperations.schemas, StaffOperations.schemas, NoticeOperations.schemas,
            TopicOperations.schemas, PortraitOperations.schemas, TodayOperations.schemas,
            AlertOperations.schemas,
        ] {
            all.merge(part) { first, _ in first }
        }
        return all
    }()

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        json.append(to: &bytes)
        return bytes
    }

    private var json: JSONValue {
        .object([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .object([
                    ("title", .string("Banyan")), ("version", .string("1")),
                    (
                        "description",
                        .string(
                            "Groups, people, events and figures of a community. Ids are texts; instants are RFC 3339; "
                                + "shares are numbers from 0 to 1; null is where nothing is known.")
                    ), ("license", .object([("name", .string("Apache-2.0")), ("identifier", .string("Apache-2.0"))])),
                ])
            ),
            ("servers", .array([.object([("url", .string(API.base))])])),
            ("security", .array([.object([("token", .array([]))])])),
            ("paths", .object(paths)),
            (
                "components",
                .object([
                    ("schemas", .object(Self.schemas.map { ($0.key, $0.value.json) })),
                    (
                        "securitySchemes",
                        .object([
                            (
                                "token",
                                .object([
                                    ("type", .string("http")), ("scheme", .string("bearer")),
                                    ("description", .string("A token made under Settings → Tokens.")),
                                ])
                            )
                        ])
                    ),
                ])
            ),
        ])
    }

    private var paths: [(key: String, value: JSONValue)] {
        var order: [String] = []
        var byPath: [String: [Operation]] = [:]
        for operation in operations {
            if byPath[operation.path] == nil { order.append(operation.path) }
            byPath[operation.path, default: []].append(operation)
        }
        return order.map { path in
            let all = byPath[path] ?? []
            return (path, .object(all.map { ($0.method.rawValue.lowercased(), Self.json($0)) }))
        }
    }

    private static func json(_ operation: Operation) -> JSONValue {
        var pairs: [(key: String, value: JSONValue)] = [
            ("operationId", .string(operation.id)), ("summary", .string(operation.summary)),
            ("tags", .array([.string(operation.tag)])), ("parameters", .array(parameters(operation))),
            ("responses", .object(responses(operation))),
            ("security", .array([.object([("token", .array(operation.scope.map { [.string($0.rawValue)] } ?? []))])])),
        ]
        if operation.isUpload {
            let file = content(operation.bodyMedia, .object([]))
            pairs.append(("requestBody", .object([("required", .boolean(true)), ("content", file)])))
        }
        if let body = operation.body {
            pairs.append(
                (
                    "requestBody",
                    .object([("required", .boolean(true)), ("content", content("application/json", body.json))])
                ))
        }
        return .object(pairs)
    }

    private static func parameters(_ operation: Operation) -> [JSONValue] {
        var all = operation.pathNames.map { name in
            parameter(name, "path", Schema.id, "Which one.", isRequired: true)
        }
        all += operation.query.map { parameter($0.name, "query", $0.schema, $0.note, isRequired: $0.isRequired) }
        if operation.changes {
            all.append(
                parameter(
                    "Idempotency-Key", "header", .line(1...200),
                    "A word of the caller's own: asked again under it within a day, the same answer comes and nothing is done twice.",
                    isRequired: false, pattern: "^[!-~]{1,200}$"))
        }
        return all
    }

    private static func parameter(
        _ name: String, _ place: String, _ schema: Schema, _ note: String, isRequired: Bool, pattern: String? = nil
    ) -> JSONValue {
        var shape = schema.json
        if let pattern, case .object(let pairs) = shape { shape = .object(pairs + [("pattern", .string(pattern))]) }
        return .object([
            ("name", .string(name)), ("in", .string(place)), ("required", .boolean(isRequired)), ("schema", shape),
            ("description", .string(note)),
        ])
    }

    private static func responses(_ operation: Operation) -> [(key: String, value: JSONValue)] {
        var good: [(key: String, value: JSONValue)] = [("description", .string(operation.summary))]
        if let answer = operation.answer {
            good.append(("content", content(operation.media ?? "application/json", answer.json)))
        }
        var all: [(key: String, value: JSONValue)] = [("\(operation.status.code)", .object(good))]
        var problems = [
            (400, "A part of the request is not as described."), (401, "No good token."),
            (429, "Too often; see Retry-After."),
        ]
        if operation.scope != nil { problems.append((403, "The token, or its bearer, may not.")) }
        if !operation.pathNames.isEmpty || operation.changes {
            problems.append((404, "There is no such thing, or not for this token."))
        }
        if operation.changes || operation.mayConflict { problems.append((409, "Not in the state that this needs.")) }
        if operation.changes { problems += [(413, "Too large."), (415, "Not \(operation.bodyMedia).")] }
        if operation.isUpload { problems.append((411, "Without a Content-Length.")) }
        if operation.changes || !operation.query.isEmpty {
            problems.append((422, "As described, and makes no sense: a cursor of another list, a zone that is none."))
        }
        if operation.method == .get, operation.media != Operation.stream {
            all.append(("304", .object([("description", .string("As `If-None-Match` has it already."))])))
        }
        for (status, words) in problems.sorted(by: { $0.0 < $1.0 }) {
            all.append(
                (
                    "\(status)",
                    .object([
                        ("description", .string(words)),
                        ("content", content(Problem.media, Schema.named("Problem").json)),
                    ])
                ))
        }
        return all
    }

    private static func content(_ media: String, _ schema: JSONValue) -> JSONValue {
        .object([(media, .object([("schema", schema)]))])
    }
}
