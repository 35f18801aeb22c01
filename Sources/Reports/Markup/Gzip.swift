internal import CZlib

/// Bytes packed and unpacked as RFC 1952 has it.
package enum Gzip {
    /// Nil where zlib has no memory left.
    package static func packed(_ bytes: some Collection<UInt8>, level: Int32 = 5) -> [UInt8]? {
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

    /// Nil where the bytes are not whole, or are more than `most` when unpacked.
    package static func unpacked(_ bytes: [UInt8], most: Int = 64 << 20) -> [UInt8]? {
        var stream = z_stream()
        guard banyan_inflate_init_gzip(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var (input, unpacked) = (bytes, [UInt8]())
        let piece = 256 << 10
        return input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while unpacked.count <= most {
                var result = Z_OK
                let part = [UInt8](unsafeUninitializedCapacity: piece) { output, count in
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(piece)
                    result = inflate(&stream, Z_NO_FLUSH)
                    count = piece - Int(stream.avail_out)
                }
                unpacked += part
                if result == Z_STREAM_END { return unpacked }
                guard result == Z_OK, stream.avail_in > 0 || stream.avail_out == 0 else { return nil }
            }
            return nil
        }
    }
}
