import Desk
import Kernel
import Logging
import Notices
import Storage
import Web

// What a value must be.

extension SettingKey {
    /// The text that says what the value should have been; nil where it is right.
    func objection(to value: SettingValue) -> String? {
        switch value {
        case .text(let text): return objection(toText: text)
        case .number(let number): return objection(toNumber: number)
        case .list(let list):
            guard form == .list else { return "config.must." + form.rawValue }
            return list.allSatisfy { AddressRange($0) != nil } ? nil : "config.must.addresses"
        }
    }

    private func objection(toText text: String) -> String? {
        guard form == .text else { return "config.must." + form.rawValue }
        guard !text.isEmpty, !text.utf8.contains(0) else { return "config.must.text" }
        switch self {
        case .database: return (try? DatabaseLocation(text)) == nil ? "config.must.database" : nil
        case .publicURL: return PublicAddress(text) == nil ? "config.must.url" : nil
        case .communityLanguage: return Language(rawValue: text) == nil ? "config.must.language" : nil
        case .communityZone: return CivilZone(text) == nil ? "config.must.zone" : nil
        case .serverKey: return (try? ServerKey(base64: text)) == nil ? "config.must.key" : nil
        case .mailServer: return MailServer.checked(text) == nil ? "config.must.mail-url" : nil
        case .mailFrom: return (try? MailAddress(text)) == nil ? "config.must.address" : nil
        case .mailSecurity: return ["required", "offered"].contains(text) ? nil : "config.must.mail-security"
        case .webhookReach: return ["public", "private"].contains(text) ? nil : "config.must.reach"
        case .logFormat: return LogFormat(rawValue: text) == nil ? "config.must.log-format" : nil
        case .logLevel: return Logger.Level(rawValue: text) == nil ? "config.must.log-level" : nil
        default: return nil
        }
    }

    private func objection(toNumber number: Int) -> String? {
        guard form == .number else { return "config.must." + form.rawValue }
        if self == .port { return (0...65_535).contains(number) ? nil : "config.must.port" }
        return (1...1 << 24).contains(number) ? nil : "config.must.size"
    }
}
