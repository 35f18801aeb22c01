internal import Kernel

/// What carries notices to where they go. Two know how: libcurl, and the tests' own.
package protocol NoticeTransport: Sendable {
    func post(_ request: WebhookRequest) async -> WebhookAnswer
    func send(_ mail: OutgoingMail) async -> MailAnswer
}

/// A signed notice to a program.
package struct WebhookRequest: Sendable {
    package let url: String
    /// In the order in which they are sent; none holds a line's end.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
}

/// What came back, as far as it did.
package struct WebhookAnswer: Sendable {
    /// The status; nil where none was answered.
    package var code: Int?
    /// A key of the text catalogue: why none was, or why it was cut off.
    package var fault: String?
    /// The first bytes of the body, or what the library says of the trouble.
    package var text = ""
    /// Seconds that the receiver asks to be left alone.
    package var retryAfter: Int64?

    package init(code: Int? = nil, fault: String? = nil, text: String = "", retryAfter: Int64? = nil) {
        self.code = code
        self.fault = fault
        self.text = text
        self.retryAfter = retryAfter
    }
}

/// A mail, written out.
package struct OutgoingMail: Sendable {
    package let from: MailAddress
    package let to: MailAddress
    /// Headers and body, lines ended by CRLF.
    package let message: [UInt8]
}

/// What became of a mail.
package enum MailAnswer: Sendable, Equatable {
    case accepted
    /// The server will not have it, now or later.
    case refused(code: Int?, text: String)
    /// It certainly did not go out, and may be tried again. The fault is a key of the text catalogue.
    case notSent(fault: String, code: Int?, text: String)
    /// The server had all of it and never said what became of it.
    case doubtful(text: String)
}
