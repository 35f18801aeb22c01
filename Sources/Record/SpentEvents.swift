internal import Dispatch
internal import Kernel

/// Frees the events of batches that are in the record on another thread than the one that writes.
///
/// An event is a handful of strings: freeing them takes about a tenth of the time that it takes to write them.
struct SpentEvents: ~Copyable {
    private let queue = DispatchQueue(label: "spent events", qos: .userInitiated)
    private var last: [Event] = []

    /// Takes a batch that is done with. It is freed when the next is, for until then others may hold on to it.
    mutating func take(_ events: [Event]) {
        var previous = events
        swap(&previous, &last)
        queue.async { [previous] in withExtendedLifetime(previous) {} }
    }
}
