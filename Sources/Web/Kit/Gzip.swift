internal import HTTPTypes
internal import Hummingbird

extension Request {
    /// Whether `Accept-Encoding` takes gzip: named, and not with a weight of 0.
    var takesGzip: Bool {
        (headers[.acceptEncoding] ?? "").split(separator: ",").contains { part in
            let words = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            return words.first == "gzip"
                && !words.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }
}
