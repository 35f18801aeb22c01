/// Everything that can be set from outside: the one list that the file, the environment, the flags, `banyan config` and
/// `docs/configuration.md` are made from.
///
/// The raw value is its name in the file, dots between levels. Where several say something, a flag goes before the
/// environment, and that before the file.
enum SettingKey: String, CaseIterable, Sendable {
    case database
    case host = "http.host"
    case port = "http.port"
    case publicURL = "http.publicURL"
    case trustedProxies = "http.trustedProxies"
    case certificate = "tls.certificate"
    case privateKey = "tls.key"
    case communityLanguage = "community.language"
    case communityZone = "community.zone"
    case uploadsFolder = "uploads.folder"
    case uploadsQuota = "uploads.quota"
    case uploadsLargest = "uploads.largest"
    case mailServer = "mail.url"
    case mailUser = "mail.user"
    case mailPassword = "mail.password"
    case mailFrom = "mail.from"
    case mailSecurity = "mail.security"
    case mailAuthority = "mail.authority"
    case webhookReach = "webhooks.reach"
    case serverKey
    case logFormat = "log.format"
    case logLevel = "log.level"

    /// What a value looks like.
    enum Form: String, Sendable { case text, number, list }

    var form: Form {
        switch self {
        case .port, .uploadsQuota, .uploadsLargest: .number
        case .trustedProxies: .list
        default: .text
        }
    }

    /// The variable of the environment; a test holds it to what the library makes of the key.
    var environment: String {
        switch self {
        case .database: "BANYAN_DATABASE"
        case .host: "BANYAN_HTTP_HOST"
        case .port: "BANYAN_HTTP_PORT"
        case .publicURL: "BANYAN_HTTP_PUBLIC_URL"
        case .trustedProxies: "BANYAN_HTTP_TRUSTED_PROXIES"
        case .certificate: "BANYAN_TLS_CERTIFICATE"
        case .privateKey: "BANYAN_TLS_KEY"
        case .communityLanguage: "BANYAN_COMMUNITY_LANGUAGE"
        case .communityZone: "BANYAN_COMMUNITY_ZONE"
        case .uploadsFolder: "BANYAN_UPLOADS_FOLDER"
        case .uploadsQuota: "BANYAN_UPLOADS_QUOTA"
        case .uploadsLargest: "BANYAN_UPLOADS_LARGEST"
        case .mailServer: "BANYAN_MAIL_URL"
        case .mailUser: "BANYAN_MAIL_USER"
        case .mailPassword: "BANYAN_MAIL_PASSWORD"
        case .mailFrom: "BANYAN_MAIL_FROM"
        case .mailSecurity: "BANYAN_MAIL_SECURITY"
        case .mailAuthority: "BANYAN_MAIL_AUTHORITY"
        case .webhookReach: "BANYAN_WEBHOOKS_REACH"
        case .serverKey: "BANYAN_SERVER_KEY"
        case .logFormat: "BANYAN_LOG_FORMAT"
        case .logLevel: "BANYAN_LOG_LEVEL"
        }
    }

    /// The flag; nil for what is set once and for all, and for secrets, which everybody on a machine could read there.
    var flag: String? {
        switch self {
        case .database: "--database"
        case .host: "--host"
        case .port: "--port"
        case .publicURL: "--public-url"
        case .trustedProxies: "--trusted-proxy"
        case .certificate: "--tls-certificate"
        case .privateKey: "--tls-key"
        case .uploadsFolder: "--uploads"
        case .webhookReach: "--webhook-reach"
        case .logFormat: "--log-format"
        case .logLevel: "--log-level"
        default: nil
        }
    }

    /// What holds where nobody says otherwise; nil where nothing does, or where it depends on other settings.
    var standard: SettingValue? {
        switch self {
        case .host: .text("127.0.0.1")
        case .port: .number(8080)
        case .trustedProxies: .list([])
        case .uploadsQuota: .number(4096)
        case .uploadsLargest: .number(2048)
        case .mailSecurity: .text("required")
        case .webhookReach: .text("public")
        case .logFormat: .text("text")
        case .logLevel: .text("notice")
        default: nil
        }
    }

    /// Whether it is never shown, and a file that holds it must not be open to others.
    var isSecret: Bool { self == .serverKey || self == .mailPassword }

    /// What it is for.
    var meaning: String { "config.key." + rawValue }
    /// What holds where `standard` is nil.
    var standardText: String { "config.standard." + rawValue }
}

/// A value as it was set.
enum SettingValue: Sendable, Equatable {
    case text(String)
    case number(Int)
    case list([String])

    var shown: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .list(let list): list.joined(separator: ", ")
        }
    }
}
