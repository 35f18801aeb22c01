/// What a browser says of itself, short enough to know one's own devices by.
enum DeviceName {
    static let longest = 60

    private static let browsers = [
        ("MicroMessenger", "WeChat"), ("wxwork", "WeCom"), ("Edg", "Edge"), ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung"),
        ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("HuaweiBrowser", "Huawei"), ("UCBrowser", "UC"),
        ("QQBrowser", "QQ"),
        ("CriOS", "Chrome"), ("HeadlessChrome", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]

    /// `Firefox, Linux`; where nothing is known of it, its own first words.
    static func short(_ userAgent: String) -> String {
        let text = String(decoding: userAgent.utf8.prefix(512), as: UTF8.self)
        let known = [browsers, systems].compactMap { list in list.first { text.contains($0.0) }?.1 }
        if !known.isEmpty { return known.joined(separator: ", ") }
        let plain = text.unicodeScalars.filter { $0.isASCII && $0.value >= 0x20 && $0.value != 0x7f }
        return String(String.UnicodeScalarView(plain.prefix(longest)))
    }
}
