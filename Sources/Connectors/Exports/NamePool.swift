/// Gives one `String` for a name however often it comes, in constant memory: the last names seen, by their hash.
struct NamePool {
    private var names = [String](repeating: "", count: 1024)

    mutating func name(_ bytes: ByteView) -> String {
        // Short names take no memory of their own.
        if bytes.count <= 15 { return bytes.string }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<bytes.count { hash = (hash ^ UInt64(bytes.base[index])) &* 0x100_0000_01B3 }
        let slot = Int((hash ^ hash >> 32) & 1023)
        let known = UnsafeBufferPointer(start: bytes.base, count: bytes.count)
        if names[slot].utf8.elementsEqual(known) { return names[slot] }
        names[slot] = bytes.string
        return names[slot]
    }
}
