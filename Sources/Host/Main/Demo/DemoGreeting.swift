import HubCore

/// What a newcomer can do next, printed once the demo is ready.
struct DemoGreeting: CustomStringConvertible {
    let url: String
    let folder: VarFolder
    /// Where the demo ERP serves.
    let erp: String

    /// What the commands need to find this server.
    private var option: String { folder.path == VarFolder.usualPath ? "" : "--var \(folder.path) " }

    var description: String {
        guard let tenant = TenantID(DemoSeed.tenant), let user = UserID("demo-user"),
            let token = try? DevelopmentIssuer(folder: folder)
                .token(tenant: tenant, user: user, roles: [.user], ttl: 86_400)
        else { return "" }
        return """

            Ask a question (the token is valid for a day):

              curl -s \(url)/api/\(DemoSeed.tenant)/chat -H 'Content-Type: application/json' \\
                -H 'Authorization: Bearer \(token.reveal())' \\
                -d '{"message": "Show me debt for customer MST 0104985841"}'

            or, from another terminal in this folder:

              script/agenthub ask \(option)"Show me debt for customer MST 0104985841"
              script/agenthub ask \(option)"Công nợ của khách hàng MST 0104985841 là bao nhiêu?"
              script/agenthub ask \(option)"Where is shipment ABC123?"
              script/agenthub ask \(option)"What is our return policy?"

            The demo's ERP serves at \(erp), for tools of your own (see README.md).
            Ctrl-C stops the server; turns in flight finish.
            """
    }
}
