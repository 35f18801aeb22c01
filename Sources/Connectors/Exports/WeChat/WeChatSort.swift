internal import Kernel

/// What sort of record a WeChat message's two type numbers make it.
enum WeChatSort: Equatable {
    case message(EventKind)
    /// A text that answers a message.
    case reply
    /// A sentence of the program's own.
    case system
    /// Pats and calls: nobody says anything.
    case passedOver

    init(type: Int64, subtype: Int64) {
        let (type, subtype) = WeChatSort.split(type, subtype)
        switch type {
        case 1: self = .message(.text)
        case 3: self = .message(.picture)
        case 34: self = .message(.voice)
        case 43, 62: self = .message(.video)
        case 47: self = .message(.sticker)
        case 49: self.init(shared: subtype)
        case 50, 51, 52, 53, 64: self = .passedOver
        case 10_000, 10_002: self = .system
        default: self = .message(.card)
        }
    }

    /// What is shared from an app or from within WeChat, by its second number.
    private init(shared subtype: Int64) {
        switch subtype {
        case 1, 53, 87: self = .message(.text)
        case 2: self = .message(.picture)
        case 3, 4, 5, 7, 10, 76, 92: self = .message(.link)
        case 6, 74: self = .message(.file)
        case 8, 15: self = .message(.sticker)
        case 51: self = .message(.video)
        case 57: self = .reply
        case 17, 62: self = .passedOver
        default: self = .message(.card)
        }
    }

    /// Newer clients keep both numbers in one; that of Android marks what is shared with bits of its own.
    private static func split(_ type: Int64, _ subtype: Int64) -> (Int64, Int64) {
        if type > Int64(UInt32.max) { return (type & 0xFFFF_FFFF, type >> 32) }
        return ofAndroid[type] ?? (type, subtype)
    }

    private static let ofAndroid: [Int64: (Int64, Int64)] = [
        1_048_625: (47, 0), 16_777_265: (49, 5), 268_435_505: (49, 5), 1_090_519_089: (49, 6),
        822_083_633: (49, 57), 419_430_449: (49, 2000), 436_207_665: (49, 2001), 469_762_097: (49, 2001),
        754_974_769: (49, 51), 922_746_929: (49, 62), 268_445_456: (10_000, 0), 570_425_393: (10_000, 0),
        -1_879_048_185: (49, 17), -1_879_048_186: (49, 17), -1_879_048_183: (47, 0),
    ]

    /// The sorts of WeChat messages as some exporters spell them.
    static let named: [String: WeChatSort] = [
        "文本": .message(.text), "图片": .message(.picture), "语音": .message(.voice), "视频": .message(.video),
        "表情包": .message(.sticker), "动画表情": .message(.sticker), "文件": .message(.file),
        "链接": .message(.link), "分享链接": .message(.link), "卡片式链接": .message(.link), "音乐": .message(.link),
        "音乐与音频": .message(.link), "名片": .message(.card), "位置": .message(.card), "位置分享": .message(.card),
        "小程序": .message(.card), "合并转发": .message(.card), "合并转发的聊天记录": .message(.card), "聊天记录": .message(.card),
        "转账": .message(.card), "红包": .message(.card), "视频号": .message(.video), "群公告": .message(.text),
        "引用": .reply, "引用消息": .reply, "引用回复": .reply, "拍一拍": .passedOver, "音视频通话": .passedOver,
        "语音通话": .passedOver, "系统消息": .system, "撤回消息": .system,
    ]
}
