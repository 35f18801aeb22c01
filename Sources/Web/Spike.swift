internal import Hummingbird
internal import HummingbirdTLS
enum Spike { static func router() -> Router<BasicRequestContext> { Router() } }
