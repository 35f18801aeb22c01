import Insight
import Kernel
import Logging
import Record
import ServiceLifecycle

/// Keeps the board and the orders of people in line with the record while the server runs, and does the day's work on forecasts and health at the
/// start and at the end of each day of the community.
struct StandingService: Service {
    let keeper: StandingKeeper
    let people: PersonKeeper
    let outlook: OutlookKeeper
    /// The day in the community's zone.
    let today: @Sendable () async throws -> CivilDay
    let logger: Logger

    /// Groups counted at a time, and how long to wait once all are.
    private static let limit = 500
    private static let mostPeople = 5_000
    private static let pause = Duration.seconds(3)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var isBehind = false
                do {
                    isBehind = try await keeper.refresh(limit: Self.limit) == Self.limit
                    if try await people.refresh(limit: Self.mostPeople) == Self.mostPeople { isBehind = true }
                    if !isBehind, try await outlook.isDue(on: today()) { try await outlook.renew(on: today()) }
                } catch let fault as Fault {
                    // The record may be away for a while; what is shown meanwhile says when it was counted.
                    logger.warning("\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
                } catch is CancellationError {
                    return
                }
                if !isBehind { try? await Task.sleep(for: Self.pause) }
            }
        }
    }
}
