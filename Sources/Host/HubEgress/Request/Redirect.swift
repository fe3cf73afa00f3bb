/// The next request that a redirect asks for.
enum Redirect {
    /// Whether a response is a redirect at all: a 3xx that points somewhere.
    static func location(status: Int, headers: [HTTPHeader]) -> String? {
        switch status {
        case 301, 302, 303, 307, 308: headers.value(of: "Location")
        default: nil
        }
    }

    /// The request for the next hop: RFC 9110, section 15.4. A POST becomes a GET after 301 and 302, everything but HEAD
    /// after 303; to another origin go only headers that tell nothing of the caller.
    static func next(
        after request: EgressRequest, at url: RequestURL, status: Int, headers: [HTTPHeader], location: String
    ) throws(EgressError) -> EgressRequest {
        guard case .follow(let left) = request.redirects, left > 0 else {
            throw EgressError(.redirect, "\(url.origin.host) redirects where no further redirect is followed")
        }
        guard headers.count(where: { $0.name.equalsIgnoringASCIICase("Location") }) == 1 else {
            throw EgressError(.redirect, "\(url.origin.host) redirects to several places at once")
        }
        var next = request
        next.redirects = .follow(left - 1)
        let origin: Origin
        do throws(EgressError) {
            next.url = try url.resolving(location)
            origin = try RequestURL(next.url).origin
        } catch {
            throw EgressError(.redirect, "\(url.origin.host) redirects to where no request may go: \(error.message)")
        }
        guard url.origin.scheme == "http" || origin.scheme == "https" else {
            throw EgressError(.redirect, "\(url.origin.host) redirects from https to http")
        }
        let asksAgain = status == 303 ? request.method != "HEAD" : status <= 302 && request.method == "POST"
        if asksAgain {
            next.method = "GET"
            next.body = nil
            next.headers.removeAll { HeaderRules.describesContent($0.name) }
        }
        if origin != url.origin { next.headers.removeAll { !HeaderRules.mayCrossOrigins($0.name) } }
        return next
    }
}
