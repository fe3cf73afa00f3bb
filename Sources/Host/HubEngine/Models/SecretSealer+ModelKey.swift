import HubCore
import Logging

extension SecretSealer {
    /// Opens the tenant's key for one call of a model; nil where it has none of its own. Throws `.authorization`, and logs
    /// why without the key.
    func modelKey(
        _ key: SealedSecret?, of model: LanguageModel, _ trace: TurnTrace, _ logger: Logger
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
