import FoundationEssentials
import HubCrypto

/// The page that shows the document to people: all of it is here, nothing is loaded but `/openapi.json`.
enum DocumentPage {
    static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>AgentHub API</title>
        <style>\(DocumentStyle.text)</style>
        </head>
        <body>
        <nav id="groups" aria-label="Operations"></nav>
        <main id="document"><p id="state">Loading…</p></main>
        <noscript>The document itself is at /openapi.json.</noscript>
        <script>\(DocumentScript.text)</script>
        </body>
        </html>
        """

    /// Nothing but this style, this script and a request to this host.
    static let contentSecurityPolicy = [
        "default-src 'none'", "script-src '\(hash(DocumentScript.text))'", "style-src '\(hash(DocumentStyle.text))'",
        "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static func hash(_ text: String) -> String {
        "sha256-" + Data(SHA256.digest(Array(text.utf8))).base64EncodedString()
    }
}
