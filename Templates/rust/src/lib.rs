//! __NAME__: a plugin for AgentHub in Rust.
//!
//! It offers one tool type, __TYPE__: the exchange rate of a currency, asked of an HTTP service. It has what most tools have: a
//! setting, a request through the host, and failures in words that a model or a person can act on. Change it into yours.
#![deny(unsafe_op_in_unsafe_fn)]
mod abi;
mod host;
mod json;
#[cfg(test)]
mod tests;

use host::{Call, Description, Failure, Problem, Response, Tool};
use json::Json;
use std::sync::Arc;

/// One tool row.
struct RateTool {
    /// Without a slash at its end.
    endpoint: String,
    /// The setting: in which currency rates are told.
    base: String,
    /// Whose name requests go out in: a name for the host to fill in, never a value.
    auth: Json,
}

impl Tool for RateTool {
    fn create(config: &Json) -> Result<Self, Problem> {
        let endpoint = config.get("endpoint").and_then(Json::as_str).unwrap_or("").trim_end_matches('/');
        if endpoint.is_empty() || endpoint.contains(['?', '#']) {
            let message = "The endpoint must be a URL without ? and #: a path is put behind it.".to_owned();
            return Err(Problem { pointer: "/endpoint", message });
        }
        let base = config.get("base").and_then(Json::as_str).unwrap_or("USD");
        let auth = config.get("auth").unwrap_or(&Json::Null);
        let auth = match auth.get("type").and_then(Json::as_str) {
            Some("user_jwt") => Json::object([("user_jwt", Json::Bool(true))]),
            Some("credential") => Json::object([("credential", auth.get("credential").cloned().unwrap_or(Json::Null))]),
            _ => Json::Null,
        };
        Ok(RateTool { endpoint: endpoint.to_owned(), base: base.to_owned(), auth })
    }

    fn invoke(self: Arc<Self>, call: Call, input: Json) {
        // The input schema lets nothing else through; a plugin that is sure of nothing asks all the same.
        let currency = input.get("currency").and_then(Json::as_str).unwrap_or("").to_owned();
        if currency.len() != 3 || !currency.bytes().all(|c| c.is_ascii_uppercase()) {
            let message = "\"currency\" must be a code of three letters, such as EUR.";
            return call.fail(&Failure::new(abi::INVALID_INPUT, message));
        }
        let request = Json::object([
            ("method", Json::string("GET")),
            ("url", Json::string(format!("{}/{}/{}", self.endpoint, self.base, currency))),
            ("headers", Json::object([("accept", Json::string("application/json"))])),
            ("auth", self.auth.clone()),
        ]);
        call.http(&request, b"", move |call, answer| {
            call.finish(answer.and_then(|response| self.result(&currency, &response)));
        });
    }
}

impl RateTool {
    fn result(&self, currency: &str, response: &Response) -> Result<Json, Failure> {
        let base = &self.base;
        match response.status {
            200 => {}
            404 => {
                let message = format!("There is no rate for {currency} in {base}. Ask for another currency.");
                return Err(Failure::new(abi::NOT_FOUND, message));
            }
            status @ (401 | 403) => {
                let message = format!("The rates' service did not accept who asks (HTTP {status}).");
                return Err(Failure::new(abi::AUTH, message));
            }
            429 => {
                let message = "The rates' service wants fewer questions. Ask again in a minute.";
                return Err(Failure::new(abi::RATE_LIMITED, message));
            }
            status => {
                return Err(Failure::new(abi::UPSTREAM, format!("The rates' service answered with HTTP {status}.")));
            }
        }
        // The digits that the service wrote: no rounding on the way.
        match Json::parse(&response.body).as_ref().and_then(|document| document.get("rate")) {
            Some(rate @ Json::Number(_)) => Ok(Json::object([
                ("currency", Json::string(currency)),
                ("base", Json::string(base)),
                ("rate", rate.clone()),
            ])),
            _ => {
                let message = "The rates' service answered with something that holds no \"rate\".";
                Err(Failure::new(abi::UPSTREAM, message))
            }
        }
    }
}

static RATE_TYPE: abi::ToolType = host::tool_type::<RateTool>(Description {
    id: "__TYPE__\0",
    version: "1.0.0\0",
    description: "The exchange rate of a currency, asked of an HTTP service at the endpoint.\0",
    flags: abi::IDEMPOTENT, // it only reads; and it never waits on the host's thread, so it is not BLOCKING
    config_schema: concat!(
        r#"{"type": "object", "required": ["endpoint"], "additionalProperties": false, "properties": {
            "endpoint": {"type": "string", "pattern": "^https?://[^/?#]", "maxLength": 1000,
              "examples": ["https://rates.example.com/v1"]},
            "auth": {"type": "object"},
            "base": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "Rates are told in it (USD)."}}}"#,
        "\0"
    ),
    input_schema: concat!(
        r#"{"type": "object", "required": ["currency"], "additionalProperties": false, "properties": {
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$",
              "description": "The code of the currency, three capital letters", "examples": ["EUR"]}}}"#,
        "\0"
    ),
    output_schema: concat!(
        r#"{"type": "object", "required": ["currency", "base", "rate"], "properties": {
            "currency": {"type": "string"}, "base": {"type": "string"}, "rate": {"type": "number"}}}"#,
        "\0"
    ),
    max_concurrency: 16,
});

static TYPES: [&abi::ToolType; 1] = [&RATE_TYPE];

static PLUGIN: abi::Plugin = abi::Plugin {
    size: std::mem::size_of::<abi::Plugin>() as u32,
    abi: abi::ABI,
    min_host_abi: 0x0001_0000,
    type_count: TYPES.len() as u32,
    id: host::text("__ID__\0"),
    version: host::text("1.0.0\0"),
    manifest_json: host::text("{\"services\": [\"agenthub.host.http/1\"], \"build\": {\"language\": \"rust\"}}\0"),
    types: TYPES.as_ptr().cast(),
    start: Some(host::start),
    stop: None,
};

/// The only symbol that the library exports.
#[no_mangle]
pub extern "C" fn ah_plugin_v1(host_abi: u32) -> *const abi::Plugin {
    if host_abi >> 16 == abi::ABI >> 16 && host_abi >= PLUGIN.min_host_abi {
        &PLUGIN
    } else {
        std::ptr::null()
    }
}
