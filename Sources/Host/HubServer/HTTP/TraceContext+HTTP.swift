import HTTPTypes
import HubCore

extension TraceContext {
    static let parameter = ParameterDescription(
        name: "traceparent", place: .header, schema: ["type": "string", "maxLength": 512],
        text: "W3C Trace Context. One that is not well formed is as none: the request begins a trace of its own.",
        rule: "")

    /// The caller's trace where its `traceparent` is well formed and the only one, else a new one.
    init(_ headers: HTTPFields) {
        let values = headers[values: .traceparent]
        self = (values.count == 1 ? TraceContext(continuing: values[0]) : nil) ?? TraceContext()
    }
}
