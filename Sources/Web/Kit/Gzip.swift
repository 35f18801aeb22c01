internal import CZlib
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

enum Gzip {
    /// Nil where zlib has no memory left.
    static func packed(_ bytes: some Collection<UInt8>, level: Int32 = 5) -> [UInt8]? {
        var stream = z_stream()
        guard banyan_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var input = Array(bytes)
        let bound = Int(deflateBound(&stream, UInt(input.count)))
        var isDone = false
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(bound)
                isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = bound - Int(stream.avail_out)
            }
        }
        return isDone ? packed : nil
    }
}
