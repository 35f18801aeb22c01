import ArgumentParser
import Foundation
import Kernel
import Web

/// `banyan bench-bare`: what `banyan bench` holds the console's routes against. Not for people.
struct BareServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench-bare", shouldDisplay: false)

    func run() async throws {
        try await BareServer.run { port in
            FileHandle.standardError.write(Data("http://127.0.0.1:\(port)\n".utf8))
        }
    }
}
