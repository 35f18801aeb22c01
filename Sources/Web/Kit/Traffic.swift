internal import Hummingbird
internal import Kernel
internal import Logging
internal import Synchronization

/// Counts the answers by route and status, and how long they took; `/metrics` shows them in Prometheus's text form.
final class TrafficCounts: Sendable {
    private struct Key: Hashable {
        let route: String
        let status: Int
    }

    /// Upper ends of the buckets, in milliseconds.
    static let buckets = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000]

    private struct State {
        var answers: [Key: Int] = [:]
        var buckets: [String: [Int]] = [:]
        var milliseconds: [String: Double] = [:]
    }

    private let state = Mutex(State())

    func note(route: String, status: Int, milliseconds: Double) {
        state.withLock { state in
            state.answers[Key(route: route, status: status), default: 0] += 1
            state.milliseconds[route, default: 0] += milliseconds
            var counts = state.buckets[route] ?? [Int](repeating: 0, count: Self.buckets.count + 1)
            counts[Self.buckets.firstIndex { milliseconds <= Double($0) } ?? Self.buckets.count] += 1
            state.buckets[route] = counts
        }
    }

    /// How many answers there were; those to machines that only watch are not among them.
    var total: Int { state.withLock { $0.answers.values.reduce(0, +) } }

    /// Prometheus's exposition format, version 0.0.4.
    func text(resident: Int) -> String {
        let state = state.withLock { ($0.answers, $0.buckets, $0.milliseconds) }
        var lines = ["# TYPE banyan_http_requests_total counter"]
        for (key, count) in state.0.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }) {
            lines.append("banyan_http_requests_total{route=\"\(key.route)\",status=\"\(key.status)\"} \(count)")
        }
        lines.append("# TYPE banyan_http_request_duration_seconds histogram")
        for (route, counts) in state.1.sorted(by: { $0.key < $1.key }) {
            var sum = 0
            for (index, count) in counts.enumerated() {
                sum += count
                let end = index < Self.buckets.count ? String(Double(Self.buckets[index]) / 1000) : "+Inf"
                lines.append("banyan_http_request_duration_seconds_bucket{route=\"\(route)\",le=\"\(end)\"} \(sum)")
            }
            lines.append("banyan_http_request_duration_seconds_sum{route=\"\(route)\"} \((state.2[route] ?? 0) / 1000)")
            lines.append("banyan_http_request_duration_seconds_count{route=\"\(route)\"} \(sum)")
        }
        lines += ["# TYPE process_resident_memory_bytes gauge", "process_resident_memory_bytes \(resident)"]
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Notes every answer in the log and the counts. Neither holds what was asked for beyond the route: queries hold names.
struct TrafficLog: RouterMiddleware {
    typealias Context = VisitContext
    let counts: TrafficCounts

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let response = try await next(request, context)
        let milliseconds =
            Double((clock.now - start).components.attoseconds) / 1e15 + Double((clock.now - start).components.seconds)
            * 1000
        let route = context.endpointPath ?? "none"
        counts.note(
            route: "\(request.method.rawValue) \(route)", status: response.status.code, milliseconds: milliseconds)
        let level: Logger.Level = response.status.code >= 500 ? .error : .info
        context.logger.log(
            level: level, "answered",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(response.status.code)",
                "ms": "\(Int(milliseconds))",
            ])
        return response
    }
}
