//! The plugin's tests: a host of our own that answers as each test says. No AgentHub is needed.
use crate::abi::{self, Bytes, CallId, Done, Host, HostHttp, HostKv, HttpDone, Report, Status, ToolType};
use crate::host::{self, Call, Description, Failure, Problem, Tool};
use crate::json::Json;
use crate::{ah_plugin_v1, Arc};
use std::ffi::{c_void, CStr};
use std::os::raw::c_char;
use std::sync::Mutex;

/// What the http service does next, and what the plugin did.
#[derive(Default)]
struct Script {
    withholds: bool,
    refusal: Status,
    status: Status,
    http_status: i32,
    body: &'static str,
    requests: Vec<Json>,
    completions: Vec<(Status, Json)>,
    problem: Option<Json>,
}

fn json(bytes: Bytes) -> Json {
    let text = if bytes.len == 0 { &[] } else { unsafe { std::slice::from_raw_parts(bytes.ptr, bytes.len) } };
    Json::parse(text).expect("the plugin must write JSON")
}

fn lend(text: &str) -> Bytes {
    Bytes { ptr: text.as_ptr(), len: text.len() }
}

unsafe fn script<'a>(host: *const Host) -> &'a Mutex<Script> {
    unsafe { &*(*host).context.cast::<Mutex<Script>>() }
}

unsafe extern "C" fn complete(host: *const Host, _: CallId, status: Status, text: Bytes) -> Status {
    unsafe { script(host) }.lock().unwrap().completions.push((status, json(text)));
    abi::OK
}

unsafe extern "C" fn log(_: *const Host, _: CallId, _: i32, _: Bytes) {}

unsafe extern "C" fn is_cancelled(_: *const Host, _: CallId) -> i32 {
    0
}

unsafe extern "C" fn deadline_ns(_: *const Host, _: CallId) -> u64 {
    u64::MAX
}

unsafe extern "C" fn ext(host: *const Host, id: *const c_char) -> *const c_void {
    static HTTP: HostHttp = HostHttp { size: std::mem::size_of::<HostHttp>() as u32, request };
    static KV: HostKv = HostKv { size: std::mem::size_of::<HostKv>() as u32, get, put, remove: get };
    let id = unsafe { CStr::from_ptr(id) }.to_bytes();
    match unsafe { script(host) }.lock().unwrap().withholds {
        false if id == b"agenthub.host.http/1" => (&HTTP as *const HostHttp).cast(),
        false if id == b"agenthub.host.kv/1" => (&KV as *const HostKv).cast(),
        _ => std::ptr::null(),
    }
}

/// A cache with nothing in it, that keeps nothing.
unsafe extern "C" fn get(_: *const Host, _: CallId, _: Bytes, done: Done, user: *mut c_void) -> Status {
    unsafe { done(user, abi::NOT_FOUND, lend(r#"{"message": "no such key"}"#)) };
    abi::OK
}

unsafe extern "C" fn put(
    _: *const Host,
    _: CallId,
    _: Bytes,
    value: Bytes,
    _: u32,
    done: Done,
    user: *mut c_void,
) -> Status {
    let status = if value.len > 65536 { abi::TOO_LARGE } else { abi::OK };
    if status == abi::OK {
        unsafe { done(user, abi::OK, lend("")) };
    }
    status
}

unsafe extern "C" fn request(
    host: *const Host,
    _: CallId,
    head: Bytes,
    _: Bytes,
    done: HttpDone,
    user: *mut c_void,
) -> Status {
    let (refusal, status, http_status, body) = {
        let mut script = unsafe { script(host) }.lock().unwrap();
        script.requests.push(json(head));
        (script.refusal, script.status, script.http_status, script.body)
    };
    if refusal == abi::OK {
        unsafe { done(user, status, http_status, lend("{}"), lend(body)) };
    }
    refusal
}

unsafe extern "C" fn report(user: *mut c_void, problem: Bytes) {
    unsafe { &*user.cast::<Mutex<Script>>() }.lock().unwrap().problem = Some(json(problem));
}

const USUAL: &str = r#"{"endpoint": "http://rates.example/", "auth": {"type": "none"}}"#;

/// One call with an instance of its own, from create to destroy; what happened.
fn call(script: Script, config: &str, input: &str) -> Script {
    let kind = unsafe { &**(*ah_plugin_v1(abi::ABI)).types };
    call_type(kind, script, config, input)
}

fn call_type(kind: &ToolType, script: Script, config: &str, input: &str) -> Script {
    let script = Box::new(Mutex::new(script));
    let context = &*script as *const Mutex<Script> as *mut c_void;
    let host = Host {
        size: std::mem::size_of::<Host>() as u32,
        abi: abi::ABI,
        name: std::ptr::null(),
        version: std::ptr::null(),
        context,
        complete,
        log,
        is_cancelled,
        deadline_ns,
        ext,
    };
    unsafe {
        let mut instance = std::ptr::null_mut();
        let report: Report = report;
        let create = kind.create.unwrap();
        let status = create(&host, kind, lend(config), lend("{}"), &mut instance, Some(report), context);
        assert_eq!(status == abi::OK, !instance.is_null());
        if status == abi::OK {
            assert_eq!(kind.invoke.unwrap()(instance, 1, lend(input)), abi::OK);
            kind.destroy.unwrap()(instance);
            assert_eq!(script.lock().unwrap().completions.len(), 1, "one completion, no more and no less");
        }
    }
    script.into_inner().unwrap()
}

fn answering(http_status: i32, body: &'static str) -> Script {
    Script { http_status, body, ..Script::default() }
}

const EUR: &str = r#"{"currency": "EUR"}"#;

#[test]
fn tells_the_rate_with_the_digits_of_the_service() {
    let script = call(answering(200, r#"{"note": "a \u00e9", "rate": 1.0850}"#), USUAL, EUR);
    let (status, result) = &script.completions[0];
    assert_eq!(*status, abi::OK);
    assert_eq!(result.to_string(), r#"{"currency":"EUR","base":"USD","rate":1.0850}"#);
    assert_eq!(script.requests[0].get("url"), Some(&Json::string("http://rates.example/USD/EUR")));
    assert_eq!(script.requests[0].get("auth"), Some(&Json::Null));
}

#[test]
fn uses_its_setting_and_names_its_credential() {
    let config = r#"{"endpoint": "https://rates.example/v1", "base": "VND",
        "auth": {"type": "credential", "credential": "rates_key"}}"#;
    let script = call(answering(200, r#"{"rate": 27000}"#), config, EUR);
    assert_eq!(script.requests[0].get("url"), Some(&Json::string("https://rates.example/v1/VND/EUR")));
    assert_eq!(script.requests[0].get("auth").unwrap().to_string(), r#"{"credential":"rates_key"}"#);
    assert_eq!(script.completions[0].1.get("base"), Some(&Json::string("VND")));
}

#[test]
fn fails_in_words() {
    for (http_status, body, expected, words) in [
        (404, "", abi::NOT_FOUND, "no rate for EUR in USD"),
        (401, "", abi::AUTH, "did not accept"),
        (429, "", abi::RATE_LIMITED, "fewer questions"),
        (500, "oops", abi::UPSTREAM, "HTTP 500"),
        (200, "<html>", abi::UPSTREAM, "no \"rate\""),
        (200, r#"{"rate": "much"}"#, abi::UPSTREAM, "no \"rate\""),
        (200, r#"{"rate": 1"#, abi::UPSTREAM, "no \"rate\""),
    ] {
        let script = call(answering(http_status, body), USUAL, EUR);
        let (status, document) = &script.completions[0];
        assert_eq!(*status, expected);
        assert!(document.get("message").unwrap().as_str().unwrap().contains(words), "{document}");
    }
}

#[test]
fn hands_on_what_the_host_says() {
    let denied = Script { status: abi::DENIED, body: r#"{"message": "not allowed"}"#, ..Script::default() };
    let script = call(denied, USUAL, EUR);
    assert_eq!(script.completions[0].0, abi::DENIED);
    assert_eq!(script.completions[0].1.get("message"), Some(&Json::string("not allowed")));

    let busy = call(Script { refusal: abi::BUSY, ..Script::default() }, USUAL, EUR);
    assert_eq!(busy.completions[0].0, abi::BUSY);
}

#[test]
fn says_what_is_not_granted() {
    let script = call(Script { withholds: true, ..Script::default() }, USUAL, EUR);
    assert_eq!(script.completions[0].0, abi::UNAVAILABLE);
    assert!(script.completions[0].1.to_string().contains("agenthub.host.http/1"));
}

#[test]
fn refuses_what_cannot_work() {
    let script = call(Script::default(), r#"{"endpoint": "http://rates.example/?a=b"}"#, EUR);
    assert_eq!(script.problem.unwrap().get("pointer"), Some(&Json::string("/endpoint")));
    let script = call(Script::default(), USUAL, r#"{"currency": "euros"}"#);
    assert_eq!(script.completions[0].0, abi::INVALID_INPUT);
    assert!(script.requests.is_empty());
    assert!(ah_plugin_v1(0x0002_0000).is_null());
}

/// What `host.rs` promises whatever a tool does: it asks the cache, forgets its call, or panics.
struct Odd;

impl Tool for Odd {
    fn create(config: &Json) -> Result<Self, Problem> {
        assert!(config.get("endpoint").is_some());
        Ok(Odd)
    }

    fn invoke(self: Arc<Self>, call: Call, input: Json) {
        match input.as_str() {
            Some("cache") => call.kv_get(b"key", |call, value| {
                assert_eq!(value.unwrap_err(), Failure::new(abi::NOT_FOUND, "no such key"));
                call.kv_put(b"key", &[0; 8], 60, |call, done| {
                    done.unwrap();
                    call.kv_put(b"key", &[0; 65537], 60, |call, done| call.finish(done.map(|_| Json::Null)));
                });
            }),
            Some("panic") => call.http(&Json::Null, b"", |_, _| panic!("in a callback")),
            _ => {}
        }
    }
}

#[test]
fn completes_once_whatever_the_tool_does() {
    static ODD: ToolType = host::tool_type::<Odd>(Description {
        id: "ODD\0",
        version: "1\0",
        description: "\0",
        flags: 0,
        config_schema: "{}\0",
        input_schema: "{}\0",
        output_schema: "{}\0",
        max_concurrency: 0,
    });
    for (input, expected) in [
        ("\"cache\"", abi::TOO_LARGE),
        ("\"panic\"", abi::INTERNAL),
        ("null", abi::INTERNAL),
        ("{", abi::INVALID_INPUT),
    ] {
        let script = call_type(&ODD, answering(200, ""), USUAL, input);
        assert_eq!(script.completions[0].0, expected, "{input}");
    }
    let script = call_type(&ODD, Script::default(), "{}", "null");
    assert!(script.completions.is_empty() && script.problem.is_some());
}
