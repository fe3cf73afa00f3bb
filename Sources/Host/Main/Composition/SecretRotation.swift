import HubCore
import HubCrypto
import HubStorage

/// Seals every stored secret anew under the first master key. Each is replaced by itself and only while it is what was
/// read, so that it may be stopped and run again, and a secret that is changed meanwhile keeps the change.
struct SecretRotation {
    struct Outcome: CustomStringConvertible {
        var resealed = 0
        var current = 0
        /// Sealed by none of the keys.
        var unreadable = 0

        var description: String {
            "\(resealed) secrets sealed anew, \(current) were sealed with the first key already, "
                + "\(unreadable) could not be opened by any key."
        }
    }

    let store: SecretRotationStore
    let keys: MasterKeyring

    func run() async throws -> Outcome {
        var outcome = Outcome()
        var place: SecretRotationStore.Place?
        while true {
            let page = try await store.sealed(after: place, limit: 500)
            for value in page { try await reseal(value, &outcome) }
            guard let last = page.last else { return outcome }
            place = last.place
        }
    }

    private func reseal(_ value: SecretRotationStore.Value, _ outcome: inout Outcome) async throws {
        if keys.isSealedWithCurrentKey(value.sealed) {
            outcome.current += 1
            return
        }
        let sealed: SealedSecret
        do {
            sealed = try keys.reseal(value.sealed)
        } catch {
            outcome.unreadable += 1
            return
        }
        // Whoever was faster sealed it with the first key.
        if try await store.replace(value.sealed, by: sealed, at: value.place) {
            outcome.resealed += 1
        } else {
            outcome.current += 1
        }
    }
}
