internal import HTTPTypes
package import Hummingbird
internal import Kernel
internal import NIOCore
internal import Reports

/// What a page answers with: whole bytes and what they are. Written out with a tag to ask again by, packed where the
/// browser takes it.
struct Answer: ResponseGenerator, Sendable {
    var status: HTTPResponse.Status = .ok
    var type: String
    var bytes: [UInt8]
    var headers: HTTPFields = [:]
    /// How long a browser may keep it without asking; pages are asked for each time.
    var cache = "private, no-cache"

    /// Shorter ones would hardly get smaller.
    private static let leastToPack = 1024

    static func html(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, type: "text/html; charset=utf-8", bytes: bytes)
    }

    static func json(_ bytes: [UInt8]) -> Answer { Answer(type: "application/json", bytes: bytes) }

    /// A table to take away; the name is the file's.
    static func csv(_ bytes: [UInt8], named name: String) -> Answer {
        Answer(
            type: "text/csv; charset=utf-8", bytes: bytes,
            headers: [.contentDisposition: ContentDisposition.attachment(named: name + ".csv")])
    }

    /// After a change: the browser asks for another page, so that going back or reloading changes nothing twice.
    static func see(_ path: String) -> Answer {
        Answer(status: .seeOther, type: "text/plain", bytes: [], headers: [.location: path])
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var fields = headers
        fields[.contentType] = type
        fields[.cacheControl] = cache
        guard status == .ok else { return Response(status: status, headers: fields, body: body(bytes)) }
        let tag = "\"" + ContentTag.of(bytes) + "\""
        fields[.eTag] = tag
        fields[.vary] = "Accept-Encoding, Accept-Language, Cookie"
        if request.headers[.ifNoneMatch]?.contains(tag) == true {
            fields[.contentType] = nil
            return Response(status: .notModified, headers: fields)
        }
        if bytes.count >= Self.leastToPack, request.takesGzip, let packed = Gzip.packed(bytes) {
            fields[.contentEncoding] = "gzip"
            return Response(status: status, headers: fields, body: body(packed))
        }
        return Response(status: status, headers: fields, body: body(bytes))
    }

    private func body(_ bytes: [UInt8]) -> ResponseBody { ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) }
}

/// A digest of some content, for `ETag` and for names of assets. Tells same from different; guards nothing.
enum ContentTag {
    static func of(_ bytes: [UInt8]) -> String {
        var digest = ContentDigest()
        bytes.withUnsafeBytes { digest.add($0) }
        digest.add(UInt64(bytes.count))
        let digits = String(digest.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The header that names a file to be saved (RFC 6266, RFC 5987).
enum ContentDisposition {
    static func attachment(named name: String) -> String {
        let plain = String(
            name.unicodeScalars.map {
                $0.isASCII && $0.value >= 32 && !"\"\\;%/".unicodeScalars.contains($0) ? Character($0) : "_"
            })
        let encoded = name.utf8.map { byte in
            let isPlain =
                byte < 128
                && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber || byte == 45
                    || byte == 46)
            return isPlain
                ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }
}
