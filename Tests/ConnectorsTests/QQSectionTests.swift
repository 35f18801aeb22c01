import Glibc
import Kernel
import Testing

@testable import Connectors

private let rule = String(repeating: "=", count: 64)

private func talk(_ category: String, _ subject: String, _ messages: [(String, String)]) -> String {
    let heading = "\(rule)\n消息分组:\(category)\n\(rule)\n消息对象:\(subject)\n\(rule)\n\n"
    return heading + messages.map { "2020-02-14 21:16:13 \($0.0)\n\($0.1)\n\n" }.joined()
}

/// The text in another encoding, by the system's own converter.
private func encoded(_ text: String, as encoding: String) -> [UInt8]? {
    let converter = iconv_open(encoding, "UTF-8")
    defer { iconv_close(converter) }
    var input = text.utf8.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 4)
    var (inputLeft, outputLeft) = (input.count, output.count)
    let result = input.withUnsafeMutableBufferPointer { from in
        output.withUnsafeMutableBufferPointer { to in
            var (source, target) = (from.baseAddress, to.baseAddress)
            return iconv(converter, &source, &inputLeft, &target, &outputLeft)
        }
    }
    return result == -1 ? nil : output.dropLast(outputLeft).map { UInt8(bitPattern: $0) }
}

private let title = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n"

@Suite("Exports of all of QQ")
struct QQSectionTests {
    private static let everything =
        title + talk("我的好友", "老友", [("阿木", "私下的话"), ("老友", "嗯")])
        + talk("我的群聊", "木石", [("阿木(2000001)", "群里的话"), ("小石(2000002)", "[图片]")])
        + talk("同学", "同桌", [("同桌", "作业"), ("阿木", "没写")])
        + talk("学习", "读书会", [("小石(2000002)", "第一章\n\n\(rule)\n不是标题")])
        + talk("我的讨论组", "周五", [("小石(2000002)", "走"), ("系统消息(10000)", "阿木加入讨论组")])
        + talk("我的群聊", "空群", [])

    @Test("Each group is a section of its own; what friends say in private is left out")
    func sections() throws {
        try withFolder(["全部.txt": QQSectionTests.everything]) { folder in
            let walk = try ExportWalk([folder], options: ReadOptions(zone: .utc))
            #expect(walk.refused.isEmpty)
            #expect(walk.groups.map(\.name) == ["木石", "读书会", "周五"])
            var texts: [[String?]] = []
            for file in walk.groups.flatMap(\.files) {
                var reader = try ExportReader(
                    file.file, section: file.description.section, options: ReadOptions(zone: .utc))
                let chunk = try #require(try reader.next(maximumEvents: 100))
                #expect(chunk.badLineCount == 0)
                texts.append(chunk.events.map(\.text))
            }
            #expect(texts == [["群里的话", nil], ["第一章\n\n不是标题"], ["走", nil]])
        }
    }

    @Test("An export of one group is that group's")
    func single() throws {
        let text = title + talk("我的群聊", "木石（周五 8pm | 见）", [("阿木(2000001)", "早")])
        let described = try describe(text, as: "export.txt")
        #expect(described.format == "qq" && described.network == "qq" && !described.isPresence)
        #expect(described.groupName == "木石（周五 8pm | 见）" && described.isGroupNameCertain)
        #expect(try read(text, as: "export.txt").short == ["text|阿木|早"])
    }

    @Test("A talk with one friend gives no group")
    func friend() throws {
        try withFolder(["老友.txt": title + talk("我的好友", "老友", [("阿木", "私下"), ("老友", "嗯")])]) { folder in
            let walk = try ExportWalk([folder])
            #expect(walk.groups.isEmpty)
        }
    }

    @Test("Traditional and English headings are known")
    func languages() throws {
        let traditional =
            title.replacing("消息记录", with: "訊息記錄")
            + talk("我的群組", "木石", [("阿木(2000001)", "早")]).replacing("消息分组", with: "訊息分組").replacing(
                "消息对象", with: "訊息對象")
        #expect(try describe(traditional, as: "a.txt").groupName == "木石")
        #expect(try read(traditional, as: "a.txt").short == ["text|阿木|早"])
    }

    @Test("The encodings that the client writes give the same", arguments: ["GB18030", "UTF-16LE", "UTF-16BE"])
    func encodings(_ encoding: String) throws {
        let text = title + talk("我的群聊", "木石", [("阿木(2000001)", "早上好，今天天气不错"), ("小石(2000002)", "[图片]")])
        let expected = try read(text, as: "a.txt").short
        #expect(expected.count == 2)
        let marked = encoding == "GB18030" ? text : "\u{FEFF}" + text
        let bytes = try #require(encoded(marked, as: encoding))
        #expect(try read(bytes, as: "a.txt").short == expected)
    }
}
