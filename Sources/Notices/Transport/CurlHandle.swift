internal import CCurl
internal import Glibc

/// What a transfer reads and writes: used by the one thread that the transfer blocks.
final class CurlContext {
    /// How far it may connect; nil for anywhere.
    let reach: NetworkReach?
    let upload: [UInt8]
    private(set) var uploaded = 0
    private(set) var answer: [UInt8] = []
    private(set) var received = 0
    /// Whether it was to connect to an address that it must not.
    var isRefused = false

    /// The most bytes that are kept of a body, and that are read of head and body before it is cut off.
    static let mostKept = 2_000
    static let mostRead = 64 << 10

    init(reach: NetworkReach?, upload: [UInt8] = []) {
        self.reach = reach
        self.upload = upload
    }

    /// Whether all of what was to be sent has been handed over.
    var isHandedOver: Bool { uploaded > 0 && uploaded == upload.count }

    var text: String { String(decoding: answer, as: UTF8.self) }

    /// - Returns: Whether to go on.
    func take(_ bytes: UnsafeRawBufferPointer, isBody: Bool) -> Bool {
        received += bytes.count
        if isBody { answer += bytes.prefix(max(0, Self.mostKept - answer.count)) }
        return received <= Self.mostRead
    }

    func give(into room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, upload.count - uploaded)
        upload.withUnsafeBytes {
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[uploaded..<uploaded + count]))
        }
        uploaded += count
        return count
    }

    /// Opens a socket to an address, or refuses to.
    func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if let reach {
            let bytes = Self.bytes(of: address)
            guard reach.allows(NetworkReach.place(bytes)) else {
                isRefused = true
                return -1
            }
        }
        let place = address.pointee
        return socket(place.family, place.socktype | Int32(SOCK_CLOEXEC.rawValue), place.protocol)
    }

    /// The bytes of an IPv4 or IPv6 address; none where it is something else.
    private static func bytes(of address: UnsafeMutablePointer<curl_sockaddr>) -> [UInt8] {
        guard let start = banyan_curl_address(address) else { return [] }
        switch address.pointee.family {
        case AF_INET:
            let held = start.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_addr
            return withUnsafeBytes(of: held) { Array($0) }
        case AF_INET6:
            let held = start.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_addr
            return withUnsafeBytes(of: held) { Array($0) }
        default: return []
        }
    }
}

/// One transfer of libcurl's.
final class CurlHandle {
    let context: CurlContext
    private let curl: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let words: UnsafeMutablePointer<CChar>

    /// Nil where there is no memory for one.
    init?(_ context: CurlContext) {
        guard let curl = curl_easy_init() else { return nil }
        self.curl = curl
        self.context = context
        words = .allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let held = Unmanaged.passUnretained(context).toOpaque()
        _ = banyan_curl_set_pointer(curl, CURLOPT_ERRORBUFFER, words)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        // Proxies and password files of whoever started the program are none of a webhook's business.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NETRC, 0)
        _ = banyan_curl_set_pointer(curl, CURLOPT_WRITEDATA, held)
        _ = banyan_curl_set_pointer(curl, CURLOPT_HEADERDATA, held)
        _ = banyan_curl_set_pointer(curl, CURLOPT_READDATA, held)
        _ = banyan_curl_set_pointer(curl, CURLOPT_OPENSOCKETDATA, held)
        _ = banyan_curl_set_bytes(curl, CURLOPT_WRITEFUNCTION) { bytes, size, count, held in
            CurlHandle.took(bytes, size * count, held, isBody: true)
        }
        _ = banyan_curl_set_bytes(curl, CURLOPT_HEADERFUNCTION) { bytes, size, count, held in
            CurlHandle.took(bytes, size * count, held, isBody: false)
        }
        _ = banyan_curl_set_bytes(curl, CURLOPT_READFUNCTION) { bytes, size, count, held in
            guard let bytes, let held else { return 0 }
            let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
            return Unmanaged<CurlContext>.fromOpaque(held).takeUnretainedValue().give(into: room)
        }
        _ = banyan_curl_set_open(curl) { held, _, address in
            guard let held, let address else { return -1 }
            return Unmanaged<CurlContext>.fromOpaque(held).takeUnretainedValue().open(address)
        }
    }

    deinit {
        curl_easy_cleanup(curl)
        for list in lists { curl_slist_free_all(list) }
        words.deallocate()
    }

    private static func took(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ held: UnsafeMutableRawPointer?, isBody: Bool
    ) -> Int {
        guard let held else { return 0 }
        let taken = UnsafeRawBufferPointer(start: bytes, count: count)
        return Unmanaged<CurlContext>.fromOpaque(held).takeUnretainedValue().take(taken, isBody: isBody) ? count : 0
    }

    func set(_ option: CURLoption, _ value: Int) { _ = banyan_curl_set_long(curl, option, value) }
    func set(_ option: CURLoption, _ value: String) { _ = banyan_curl_set_text(curl, option, value) }

    private func set(_ option: CURLoption, list texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts { list = curl_slist_append(list, text) ?? list }
        guard let list else { return }
        lists.append(list)
        _ = banyan_curl_set_list(curl, option, list)
    }

    func setTimes(_ whole: Int, _ connecting: Int) {
        set(CURLOPT_TIMEOUT_MS, whole)
        set(CURLOPT_CONNECTTIMEOUT_MS, connecting)
    }

    func allowHTTP() {
        _ = banyan_curl_allow(curl, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_POST, 1)
    }

    func setHeaders(_ headers: [String]) { set(CURLOPT_HTTPHEADER, list: headers) }

    /// The bytes must stay where they are until the transfer is over.
    func setBody(_ body: UnsafeRawBufferPointer) {
        set(CURLOPT_POSTFIELDSIZE, body.count)
        _ = banyan_curl_set_pointer(curl, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress))
    }

    func allowMail(needsTLS: Bool, authority: String?) {
        _ = banyan_curl_allow(curl, 1)
        set(CURLOPT_USE_SSL, Int(needsTLS ? CURLUSESSL_ALL.rawValue : CURLUSESSL_TRY.rawValue))
        if let authority { set(CURLOPT_CAINFO, authority) }
        set(CURLOPT_UPLOAD, 1)
    }

    func setLogin(_ user: String, _ password: String) {
        set(CURLOPT_USERNAME, user)
        set(CURLOPT_PASSWORD, password)
    }

    func setEnvelope(from: String, to: String) {
        set(CURLOPT_MAIL_FROM, from)
        set(CURLOPT_MAIL_RCPT, list: [to])
    }

    func perform() -> CURLcode { curl_easy_perform(curl) }

    /// The status that was answered last; 0 where none was.
    var response: Int { banyan_curl_response(curl) }

    /// Seconds of Retry-After; nil where there were none.
    var retryAfter: Int64? {
        let seconds = banyan_curl_retry_after(curl)
        return seconds > 0 ? Int64(seconds) : nil
    }

    /// What the library says of a failure.
    func trouble(_ code: CURLcode) -> String {
        let said = String(cString: words)
        return said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
    }

    /// The key of the words for a failure.
    func fault(of code: CURLcode) -> String {
        if context.isRefused { return "notices.fault.private" }
        return switch code {
        case CURLE_COULDNT_RESOLVE_HOST: "notices.fault.resolve"
        case CURLE_COULDNT_CONNECT: "notices.fault.connect"
        case CURLE_OPERATION_TIMEDOUT: "notices.fault.timeout"
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE:
            "notices.fault.tls"
        case CURLE_LOGIN_DENIED: "notices.fault.login"
        default: "notices.fault.broke"
        }
    }
}
