import Glibc
import HubCore

extension Field where Value == String {
    private static var baseURLPattern: String {
        #"^https?://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$"#
    }

    /// Where a service is: an http or https URL without user, query and fragment.
    static func baseURL(_ name: String, _ text: String) -> Field {
        Field(name, ["type": "string", "maxLength": 2000, "pattern": .string(baseURLPattern)], text) {
            value throws(FieldFault) in
            guard let url = value.stringValue, url.utf8.count <= 2000, isBaseURL(url) else {
                throw FieldFault(
                    "must be an http or https URL of at most 2000 bytes, without user, password, query and fragment.")
            }
            return url
        }
    }

    private static func isBaseURL(_ text: String) -> Bool {
        let form =
            #/
            https?://
            ([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])
            (:([0-9]{1,5}))?
            (/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?
            /#
        guard let match = try? form.wholeMatch(in: text) else { return false }
        let host = match.output.1
        if host.first == "[", !isIPv6(String(host.dropFirst().dropLast())) { return false }
        return match.output.3.map { (1...65_535).contains(Int($0) ?? 0) } ?? true
    }

    private static func isIPv6(_ text: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }
}
