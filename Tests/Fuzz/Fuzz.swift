internal import Connectors
internal import Foundation
internal import Kernel

/// Reads whatever the fuzzer makes up as a file of the format named by `BANYAN_FUZZ_FORMAT`, or of whichever format it is
/// recognised as where none is named. A fault is a right answer; a trap, a hang or memory without end is not.
private func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = start.map { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
    let format = ProcessInfo.processInfo.environment["BANYAN_FUZZ_FORMAT"]
    for section in [nil, 1] {
        // Named like a day of IRC, as those formats must have one.
        let reader = try? ExportReader(
            bytes: bytes, path: "/exports/den/2018-09-08.txt", format: format, section: section,
            options: ReadOptions(zone: CivilZone("Asia/Shanghai"), ownName: "me"))
        guard var reader else { continue }
        var events = 0
        // A reader gives no more events than it has bytes, whatever they are.
        while let chunk = try? reader.next(maximumEvents: 100) {
            events += chunk.events.count
            precondition(events <= count, "more events than bytes")
        }
    }
    return 0
}

/// libFuzzer's own entry for programs that have a `main` (LLVM's manual, "libFuzzer", "Using libFuzzer as a library").
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The name that the package manager gives to the `main` of a program called Fuzz.
@_cdecl("Fuzz_main")
public func main(
    _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments) { start, length in fuzz(start, length) }
}
