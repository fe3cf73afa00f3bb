import HubCore
import Hummingbird

extension OperationCall<AdminContext> {
    /// The author of a change that is answered so: its transaction keeps the answer under the request's key, if it has
    /// one.
    func author(answering response: Response) async throws -> ConfigurationAuthor {
        var author = context.author
        if let idempotency {
            author.answer = KeptAnswer(hold: idempotency, answer: try await StoredAnswer.answer(response))
        }
        return author
    }
}
