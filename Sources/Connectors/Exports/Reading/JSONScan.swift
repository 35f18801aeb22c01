/// Finds where a JSON value ends without reading it, and can stop at any byte for want of more.
///
/// Only brackets and quotes are looked at: what is between them is for `JSONTree` to judge.
struct JSONScan: Sendable {
    private enum State { case value, container, string, scalar }

    private var state = State.value
    private var depth = 0

    /// A value that has not begun.
    init() {}

    /// The rest of a container whose opening bracket is read.
    static var withinContainer: JSONScan {
        var scan = JSONScan()
        (scan.state, scan.depth) = (.container, 1)
        return scan
    }

    /// Goes on at `at`, and moves it: to behind the value (true), or as far as these bytes lead (false).
    mutating func reachesEnd(_ bytes: ByteView, _ at: inout Int) -> Bool {
        let (base, end) = (bytes.base, bytes.count)
        while at < end {
            switch state {
            case .value: begin(base[at], &at)
            case .container:
                if pastContainer(base, &at, end) { return true }
            case .string:
                guard JSONScan.skipString(base, &at, end) else { return false }
                if depth == 0 { return true }
                state = .container
            case .scalar:
                while at < end, !JSONScan.endsScalar(base[at]) { at &+= 1 }
                return at < end
            }
        }
        return false
    }

    /// Whether the bytes so far may be a whole value where nothing follows: a number or a word.
    var mayEndHere: Bool { state == .scalar }

    private mutating func begin(_ byte: UInt8, _ at: inout Int) {
        switch byte {
        case UInt8(ascii: "\""): state = .string
        case UInt8(ascii: "{"), UInt8(ascii: "["): (state, depth) = (.container, 1)
        default: state = .scalar
        }
        at += 1
    }

    /// Moves to behind the container's end (true), or to a string in it or the end of the bytes (false).
    private mutating func pastContainer(_ base: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) -> Bool {
        var place = at
        var open = depth
        defer { (at, depth) = (place, open) }
        while place < end {
            let byte = base[place]
            place &+= 1
            if byte == UInt8(ascii: "\"") {
                // Most strings end in the same stretch: no need to leave for them.
                guard JSONScan.skipString(base, &place, end) else {
                    state = .string
                    return false
                }
            } else if byte | 0x20 == UInt8(ascii: "{") {
                open &+= 1
            } else if byte | 0x20 == UInt8(ascii: "}") {
                open &-= 1
                if open == 0 { return true }
            }
        }
        return false
    }

    /// From within a string to behind its closing quote; false, and `at` at what is to be looked at again with more
    /// bytes behind it, where it does not end.
    private static func skipString(_ base: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int) -> Bool {
        while true {
            at = JSONBytes.endOfPlain(base, at, end)
            guard at < end else { return false }
            if base[at] == UInt8(ascii: "\"") {
                at &+= 1
                return true
            }
            // A control character makes the record no JSON, which is not for here to say.
            let length = base[at] == UInt8(ascii: "\\") ? 2 : 1
            guard at + length <= end else { return false }
            at &+= length
        }
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        JSONBytes.isSpace(byte) || byte == UInt8(ascii: ",") || byte | 0x20 == UInt8(ascii: "}")
    }
}
