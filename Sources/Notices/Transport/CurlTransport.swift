internal import CCurl
internal import Foundation
internal import Glibc

/// Carries notices by libcurl, each transfer on a thread of its own: it blocks, and must not hold up tasks.
///
/// Redirects are not followed, proxies of the environment not used, answers read up to a bound.
package struct CurlTransport: NoticeTransport {
    let reach: NetworkReach
    let mail: MailServer?
    var limits = Limits()

    /// How long and how much a transfer may take.
    struct Limits: Sendable {
        var webhookMilliseconds = 15_000
        var mailMilliseconds = 60_000
        var connectMilliseconds = 10_000
    }

    private static let isStarted = banyan_curl_start() == CURLE_OK

    package init(reach: NetworkReach, mail: MailServer?) {
        self.reach = reach
        self.mail = mail
    }

    package func post(_ request: WebhookRequest) async -> WebhookAnswer {
        await Self.onThread { transfer(request) }
    }

    package func send(_ mail: OutgoingMail) async -> MailAnswer {
        guard let server = self.mail else { return .notSent(fault: "notices.fault.no-mail", code: nil, text: "") }
        return await Self.onThread { transfer(mail, by: server) }
    }

    private static func onThread<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                // The library leaves signals alone, and OpenSSL writes to connections that the other side has closed.
                var pipes = sigset_t()
                sigemptyset(&pipes)
                sigaddset(&pipes, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &pipes, nil)
                continuation.resume(returning: body())
            }
            thread.name = "banyan notice"
            thread.start()
        }
    }

    // MARK: - HTTP

    private func transfer(_ request: WebhookRequest) -> WebhookAnswer {
        guard Self.isStarted, let curl = CurlHandle(CurlContext(reach: reach)) else {
            return WebhookAnswer(fault: "notices.fault.broke")
        }
        curl.allowHTTP()
        curl.set(CURLOPT_URL, request.url)
        curl.setTimes(limits.webhookMilliseconds, limits.connectMilliseconds)
        curl.setHeaders(request.headers.map { "\($0.name): \($0.value)" } + ["expect:"])
        let code = request.body.withUnsafeBytes { body in
            curl.setBody(body)
            return curl.perform()
        }
        let status = curl.response
        let text = code == CURLE_OK || !curl.context.answer.isEmpty ? curl.context.text : curl.trouble(code)
        return WebhookAnswer(
            code: status > 0 ? status : nil, fault: code == CURLE_OK ? nil : curl.fault(of: code), text: text,
            retryAfter: curl.retryAfter)
    }

    // MARK: - SMTP

    private func transfer(_ mail: OutgoingMail, by server: MailServer) -> MailAnswer {
        // Whoever runs the program names the mail server: it may be anywhere.
        let context = CurlContext(reach: nil, upload: mail.message)
        guard Self.isStarted, let curl = CurlHandle(context) else {
            return .notSent(fault: "notices.fault.broke", code: nil, text: "")
        }
        curl.allowMail(needsTLS: server.needsTLS, authority: server.authority)
        // The path is the name that we greet the server by.
        curl.set(CURLOPT_URL, server.url + "/" + mail.from.domain)
        curl.setTimes(limits.mailMilliseconds, limits.connectMilliseconds)
        if let user = server.user, let password = server.password { curl.setLogin(user, password) }
        curl.setEnvelope(from: "<\(mail.from.text)>", to: "<\(mail.to.text)>")
        let code = curl.perform()
        if code == CURLE_OK { return .accepted }
        let (status, trouble) = (curl.response, curl.trouble(code))
        if context.isHandedOver {
            // It had all of the message: only its own word says that it did not take it.
            guard (400...599).contains(status) else { return .doubtful(text: trouble) }
            if status < 500 { return .notSent(fault: "notices.fault.status", code: status, text: trouble) }
            return .refused(code: status, text: trouble)
        }
        if code == CURLE_SEND_ERROR, (550...559).contains(status) { return .refused(code: status, text: trouble) }
        return .notSent(fault: curl.fault(of: code), code: status > 0 ? status : nil, text: trouble)
    }
}
