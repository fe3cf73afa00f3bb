import HubCore
import HubCrypto
import HubEngine

/// The parts that the HTTP door opens to.
package struct HubServices: Sendable {
    package var engine: ChatEngine
    package var conversations: any ConversationStore
    package var verifier: TokenVerifier
    package var admin: AdminServices
    package var door: DoorServices

    package init(
        engine: ChatEngine, conversations: any ConversationStore, verifier: TokenVerifier, admin: AdminServices,
        door: DoorServices
    ) {
        self.engine = engine
        self.conversations = conversations
        self.verifier = verifier
        self.admin = admin
        self.door = door
    }
}
