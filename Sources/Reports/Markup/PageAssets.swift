internal import Foundation

/// What every page is made with: our own style and script, and the library that draws the charts.
package struct PageAssets: Sendable {
    package let style: [UInt8]
    package let script: [UInt8]
    /// Apache ECharts. Nil where `Scripts/setup.sh` could not fetch it; pages then show tables, and say so.
    package let charts: [UInt8]?

    init(style: [UInt8], script: [UInt8], charts: [UInt8]?) {
        self.style = style
        self.script = script
        self.charts = charts
    }

    /// What the library's file is called where it lies beside the pages.
    package static let chartsFile = "echarts.min.js"

    /// Reads the program's resources.
    package static func load() -> PageAssets { shared }

    /// Read when they are first needed, and once.
    package static let shared: PageAssets = {
        func asset(_ name: String) -> [UInt8]? {
            guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Assets") else { return nil }
            return (try? Data(contentsOf: folder.appendingPathComponent(name))).map { [UInt8]($0) }
        }
        return PageAssets(
            style: asset("report.css") ?? [], script: asset("report.js") ?? [],
            charts: asset(chartsFile).map(PageAssets.inlined))
    }()

    /// Code as it may stand between `<script>` and `</script>`: in a string, `<\/` says the same as `</`.
    static func inlined(_ code: [UInt8]) -> [UInt8] {
        let end = [UInt8]("</script".utf8)
        var safe: [UInt8] = []
        safe.reserveCapacity(code.count)
        for (index, byte) in code.enumerated() {
            safe.append(byte)
            guard byte == UInt8(ascii: "<"), index + end.count <= code.count else { continue }
            // In either case of letters; bit 5 makes a letter small and leaves `<` and `/` what they are.
            if code[index..<index + end.count].elementsEqual(end, by: { $0 | 0x20 == $1 | 0x20 }) {
                safe.append(UInt8(ascii: "\\"))
            }
        }
        return safe
    }
}
