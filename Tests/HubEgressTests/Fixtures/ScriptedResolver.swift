import Dispatch
import Glibc
import Synchronization

/// Resolves names that end in `.egress.test` for the whole test process, by standing before the C library's
/// `getaddrinfo`; every other name goes on to it. The test program is linked with `--export-dynamic-symbol=getaddrinfo`.
enum ScriptedResolver {
    /// Resolves to 127.0.0.1.
    static let loopback = "loopback.egress.test"
    /// Resolves to 127.0.0.1 as well, under another name.
    static let alias = "alias.egress.test"
    /// Cannot be resolved.
    static let unknown = "unknown.egress.test"
    /// Is resolved only when `slowName` is opened.
    static let slow = "slow.egress.test"

    /// Is resolved to 127.0.0.1 only when `heldName` is opened.
    static let held = "held.egress.test"
    /// Is never resolved, and keeps its thread.
    static let never = "never.egress.test"

    /// Whether somebody asked for `held`.
    static let heldIsAsked = Atomic(false)

    fileprivate static let heldName = DispatchSemaphore(value: 0)
    fileprivate static let slowName = DispatchSemaphore(value: 0)

    /// Lets one resolution of `slow`, begun or to come, end.
    static func releaseSlowName() { slowName.signal() }

    /// Lets one resolution of `held` end.
    static func releaseHeldName() { heldName.signal() }

    fileprivate typealias Resolve =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<addrinfo>?,
            UnsafeMutablePointer<UnsafeMutablePointer<addrinfo>?>?
        ) -> Int32

    fileprivate static let next: Resolve? = {
        // SAFETY: RTLD_NEXT is ((void *) -1), which Swift does not import; never dereferenced.
        dlsym(UnsafeMutableRawPointer(bitPattern: -1), "getaddrinfo").map {
            // SAFETY: the symbol is the C library's function of this type.
            unsafeBitCast($0, to: Resolve.self)
        }
    }()
}

@_cdecl("getaddrinfo")
func resolveByScript(
    _ node: UnsafePointer<CChar>?, _ service: UnsafePointer<CChar>?, _ hints: UnsafePointer<addrinfo>?,
    _ result: UnsafeMutablePointer<UnsafeMutablePointer<addrinfo>?>?
) -> Int32 {
    guard let next = ScriptedResolver.next else { return EAI_SYSTEM }
    guard let node else { return next(node, service, hints, result) }
    switch String(cString: node) {
    case ScriptedResolver.loopback, ScriptedResolver.alias: return next("127.0.0.1", service, hints, result)
    case ScriptedResolver.slow:
        ScriptedResolver.slowName.wait()
        return EAI_NONAME
    case ScriptedResolver.held:
        ScriptedResolver.heldIsAsked.store(true, ordering: .releasing)
        ScriptedResolver.heldName.wait()
        return next("127.0.0.1", service, hints, result)
    case ScriptedResolver.never:
        while true { DispatchSemaphore(value: 0).wait() }
    case let name where name.hasSuffix(".egress.test"): return EAI_NONAME
    default: return next(node, service, hints, result)
    }
}
