import HubCore

/// What a tool's arguments may not carry, since the host knows it from the caller's token or keeps it from the model.
///
/// Names are read word by word: `tenantId`, `tenant_id`, `X-Tenant-ID` and `TENANT ID` are the same. The rules are
/// chosen so that a business's own vocabulary stays free:
/// - tenant: any word that begins with `tenant`, or is `tenancy`;
/// - user: the caller only (`user`, `user_id`, `sub`, `current_user`, `on_behalf_of`…); another person's data may be
///   asked for (`user_name`, `user_email`, `assigned_user_id`);
/// - credential: names that end in what opens a door (`password`, `client_secret`, `api_key`, `access_token`, `jwt`…);
///   counts and pages of tokens are not (`max_tokens`, `token_count`, `next_page_token`, `token_id`), nor are facts
///   about a password (`password_expires_on`).
enum ReservedName: String, CaseIterable {
    case tenant
    case user
    case credential

    init?(_ name: String) {
        let words = Self.words(of: name)
        guard let match = Self.allCases.first(where: { $0.isAsked(by: words) }) else { return nil }
        self = match
    }

    var explanation: String {
        switch self {
        case .tenant: "asks for a tenant, which the host takes from the caller's token"
        case .user: "asks for the calling user, whom the host takes from the caller's token"
        case .credential: "asks for a credential, which must never pass through a model"
        }
    }

    private func isAsked(by words: [String]) -> Bool {
        switch self {
        case .tenant: words.contains { $0.hasPrefix("tenant") || $0 == "tenancy" }
        case .user:
            Self.callers.contains(words.drop(while: Self.callerQualifiers.contains).joined(separator: " "))
                || Self.callers.contains(words.joined(separator: " "))
        case .credential: Self.isCredential(words)
        }
    }

    private static func isCredential(_ words: [String]) -> Bool {
        if wholeCredentials.contains(words.joined(separator: " ")) { return true }
        let words = credentialSuffixes.contains(words.last ?? "") ? words.dropLast() : words[...]
        guard let last = words.last else { return false }
        if credentialWords.contains(last) { return true }
        let before = words.dropLast().last ?? ""
        return credentialPairs.contains("\(before) \(last)") || last == "token" && !pageWords.contains(before)
    }

    private static let callers: Set<String> = [
        "user", "user id", "user ids", "user uuid", "user guid", "user key", "user sub", "userid", "uid", "sub",
        "subject id", "caller", "caller id", "callerid", "principal id", "on behalf of", "impersonate",
        "impersonated user", "run as", "run as user", "as user",
    ]
    private static let callerQualifiers: Set<String> = [
        "x", "my", "the", "current", "acting", "calling", "authenticated", "auth", "login", "logged", "in", "session",
        "request", "requesting",
    ]
    private static let wholeCredentials: Set<String> = [
        "auth", "authorization", "authorisation", "authorization header", "auth header", "bearer", "cookie", "cookies",
        "session cookie", "otp", "otp code", "user pass",
    ]
    private static let credentialWords: Set<String> = [
        "password", "passwords", "passwd", "pwd", "passphrase", "secret", "secrets", "credential", "credentials",
        "jwt", "apikey", "accesskey", "secretkey", "privatekey", "accesstoken", "refreshtoken", "idtoken",
        "authtoken", "bearertoken", "sessiontoken", "clientsecret", "matkhau",
    ]
    private static let credentialPairs: Set<String> = [
        "api key", "access key", "secret key", "private key", "signing key", "encryption key", "auth key", "ssh key",
        "mat khau",
    ]
    /// Words behind which the credential itself still stands.
    private static let credentialSuffixes: Set<String> = ["value", "text", "hash", "header", "confirmation", "string"]
    /// Before `token`: a place in a list, not a right.
    private static let pageWords: Set<String> = ["page", "continuation", "next", "cursor", "sync", "paging", "stop"]

    /// Lower case, without diacritics, split where case, digits or punctuation say so.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func finish() {
            if !word.isEmpty { words.append(TextFolding.fold(String(word))) }
            word = String.UnicodeScalarView()
        }
        let scalars = Array(name.unicodeScalars)
        for (position, scalar) in scalars.enumerated() {
            let properties = scalar.properties
            guard properties.isAlphabetic || properties.isDiacritic else {
                finish()
                continue
            }
            let next = position + 1 < scalars.count ? scalars[position + 1] : nil
            let previous = word.last
            let beginsWord =
                properties.isUppercase && previous.map { !$0.properties.isUppercase } ?? false
                || properties.isUppercase && previous != nil && next?.properties.isLowercase ?? false
            if beginsWord { finish() }
            word.append(scalar)
        }
        finish()
        return words
    }
}
