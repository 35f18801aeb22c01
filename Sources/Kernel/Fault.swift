/// Why something could not be done, in a form that can be told in any language and mapped to an exit status.
///
/// `text` is a key of the text catalogue and `values` fills its `{placeholders}`; `cause` is for logs, never for users.
package struct Fault: Error, Sendable {
    /// What sort of failure it is. Each has one process exit status (BSD sysexits).
    package enum Code: Int32, Sendable, CaseIterable {
        case usage = 64
        case badInput = 65
        case notFound = 66
        case unavailable = 69
        case internalError = 70
        case cannotWrite = 73
        case inputOutput = 74
        case busy = 75
        case forbidden = 77
        case wrongDatabase = 78
    }

    package let code: Code
    package let text: String
    package let values: [String: String]
    package let cause: String?

    package init(_ code: Code, _ text: String, _ values: [String: String] = [:], cause: String? = nil) {
        self.code = code
        self.text = text
        self.values = values
        self.cause = cause
    }
}
