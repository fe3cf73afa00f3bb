import HubCore
import HubCrypto
import HubStorage

/// Seals every stored secret anew under the first master key. Each is replaced by itself and only while it is what was
/// read, so that it may be stopped and run again, and a secret that is changed meanwhile keeps the change.
struct SecretRotation {
    struct Outcome: CustomStringConvertible {
        var resealed = 0
        /// Sealed with the first key, in the end.
        var current = 0
        /// Sealed by none of the keys.
        var unreadable = 0

        var description: String {
            """
            \(resealed) secrets sealed anew; now \(current) are sealed with the first key, and \(unreadable) could not be \
            opened by any key. The other keys may go once the first one is first on every server: one that has it later, or \
            not at all, still seals with another.
            """
        }
    }

    let store: SecretRotationStore
    let keys: MasterKeyring

    /// Goes over all values until it finds none to seal anew: a server may have written one with an old key behind it.
    func run() async throws -> Outcome {
        var resealed = 0
        while true {
            var pass = Pass()
            var place: SecretRotationStore.Place?
            repeat {
                let page = try await store.sealed(after: place, limit: 500)
                for value in page { try await reseal(value, &pass) }
                place = page.last?.place
            } while place != nil
            resealed += pass.resealed
            if pass.resealed == 0, pass.lost == 0 {
                return Outcome(resealed: resealed, current: pass.current, unreadable: pass.unreadable)
            }
        }
    }

    private struct Pass {
        var resealed = 0
        var current = 0
        var unreadable = 0
        /// Changed by somebody between reading and replacing, who may have sealed them with an old key.
        var lost = 0
    }

    private func reseal(_ value: SecretRotationStore.Value, _ pass: inout Pass) async throws {
        if keys.isSealedWithCurrentKey(value.sealed) {
            pass.current += 1
            return
        }
        let sealed: SealedSecret
        do {
            sealed = try keys.reseal(value.sealed)
        } catch {
            pass.unreadable += 1
            return
        }
        if try await store.replace(value.sealed, by: sealed, at: value.place) {
            pass.resealed += 1
        } else {
            pass.lost += 1
        }
    }
}
