import HubCore
import Logging

extension SecretSealer {
    /// A tenant's key for a model, for the one call that needs it; nil where it has none.
    func openKey(
        _ key: SealedSecret?, for model: LanguageModel, _ logger: Logger, _ trace: TurnTrace
    ) throws(ModelError) -> Secret? {
        guard let key else { return nil }
        do {
            return try open(key)
        } catch {
            logger.error(
                "A tenant's model key cannot be opened: no master key fits, or the row was changed.",
                metadata: trace.metadata(["model": "\(model.name)"]))
            throw ModelError(.authorization, "the tenant's key for this model cannot be opened")
        }
    }
}
