//! The border to the host, so that a tool is written in safe Rust: bytes become values, panics end here, and a call is completed
//! exactly once, since completing it takes it and dropping it completes it.
use crate::abi;
use crate::json::Json;
use std::ffi::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;

/// A failure: which kind, a sentence that a model or a person can act on, and facts for programs. It holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    pub status: abi::Status,
    pub message: String,
    pub details: Json,
}

impl Failure {
    pub fn new(status: abi::Status, message: impl Into<String>) -> Failure {
        Failure { status, message: message.into(), details: Json::Null }
    }

    /// What the host said of a request of ours.
    fn of_host(status: abi::Status, document: &[u8]) -> Failure {
        let document = Json::parse(document).unwrap_or(Json::Null);
        let message = document.get("message").and_then(Json::as_str).map(str::to_owned);
        Failure {
            status,
            message: message.unwrap_or_else(|| format!("The host refused the request (status {status}).")),
            details: document.get("details").cloned().unwrap_or(Json::Null),
        }
    }

    fn document(&self) -> Json {
        let mut members = vec![("message".to_owned(), Json::string(&*self.message))];
        if self.details != Json::Null {
            members.push(("details".to_owned(), self.details.clone()));
        }
        Json::Object(members)
    }
}

/// Why a row's configuration cannot work: a JSON Pointer into it ("/endpoint"), and a sentence for an administrator.
pub struct Problem {
    pub pointer: &'static str,
    pub message: String,
}

/// An instance of a tool type: one tool row. Calls come side by side, on threads of the host's.
pub trait Tool: Send + Sync + Sized + 'static {
    /// Within 100 ms and without I/O. It also runs to try a configuration, without a call to follow.
    fn create(config: &Json) -> Result<Self, Problem>;
    /// Completes the call, now or later from any thread. It does not wait, unless the type's flags say BLOCKING.
    fn invoke(self: Arc<Self>, call: Call, input: Json);
}

/// One call, which is owed exactly one completion.
pub struct Call {
    host: *const abi::Host,
    id: abi::CallId,
    is_over: bool,
}

// SAFETY: the host's functions may be called from any thread, and its table lives until the process ends.
unsafe impl Send for Call {}

#[allow(dead_code)] // not every tool uses all of it
impl Call {
    pub fn complete(mut self, result: &Json) {
        self.end(abi::OK, &result.to_string());
    }

    pub fn fail(mut self, failure: &Failure) {
        self.end(failure.status, &failure.document().to_string());
    }

    pub fn finish(self, outcome: Result<Json, Failure>) {
        match outcome {
            Ok(result) => self.complete(&result),
            Err(failure) => self.fail(&failure),
        }
    }

    fn end(&mut self, status: abi::Status, json: &str) {
        self.is_over = true;
        // SAFETY: the table is valid until the process ends; the bytes are borrowed for the call only. A completion that comes
        // too late is no error of ours, and one that is too large the host has failed itself.
        unsafe { ((*self.host).complete)(self.host, self.id, status, lend(json.as_bytes())) };
    }

    /// Sends a request through the host. `done` gets the call back, on a thread of the host's or, when the host does not take the
    /// request, on this one; it must not wait.
    pub fn http(
        self,
        request: &Json,
        body: &[u8],
        done: impl FnOnce(Call, Result<Response, Failure>) + Send + 'static,
    ) {
        let service = match self.service::<abi::HostHttp>(abi::HOST_HTTP) {
            Some(service) => service,
            None => {
                let message = "The operator does not let this tool use HTTP (agenthub.host.http/1).";
                return done(self, Err(Failure::new(abi::UNAVAILABLE, message)));
            }
        };
        let (host, id) = (self.host, self.id);
        let head = request.to_string();
        let done: Answered<Response> = Box::new(done);
        let pending = Box::into_raw(Box::new(Pending { call: self, done }));
        // SAFETY: the service's table is valid until the process ends, and it copies what it is lent. `pending` is the callback's
        // from here on if the host accepts, and ours again if it does not.
        let status = unsafe {
            ((*service).request)(
                host,
                id,
                lend(head.as_bytes()),
                lend(body),
                Pending::<Response>::answered,
                pending.cast(),
            )
        };
        if status != abi::OK {
            // SAFETY: not accepted, so that the callback never runs.
            let pending = unsafe { Box::from_raw(pending) };
            (pending.done)(pending.call, Err(Failure::of_host(status, b"")));
        }
    }

    /// Gets a value of the row's cache: any bytes, by a key of 1 to 256. No such key is the failure NOT_FOUND.
    pub fn kv_get(self, key: &[u8], done: impl FnOnce(Call, Result<Vec<u8>, Failure>) + Send + 'static) {
        let service = self.service::<abi::HostKv>(abi::HOST_KV);
        // SAFETY: as `request` says.
        self.request(service, abi::HOST_KV, done, |kv, host, id, end, user| unsafe {
            ((*kv).get)(host, id, lend(key), end, user)
        });
    }

    /// Puts a value of at most 64 KB into the row's cache, for so many seconds (0: as long as the host keeps it).
    pub fn kv_put(
        self,
        key: &[u8],
        value: &[u8],
        seconds: u32,
        done: impl FnOnce(Call, Result<Vec<u8>, Failure>) + Send + 'static,
    ) {
        let service = self.service::<abi::HostKv>(abi::HOST_KV);
        // SAFETY: as `request` says.
        self.request(service, abi::HOST_KV, done, |kv, host, id, end, user| unsafe {
            ((*kv).put)(host, id, lend(key), lend(value), seconds, end, user)
        });
    }

    /// A line for the host's log, of at most 2 KB. No secret and no personal data.
    pub fn log(&self, level: i32, message: &str) {
        // SAFETY: the table is valid until the process ends, and the message is copied.
        unsafe { ((*self.host).log)(self.host, self.id, level, lend(message.as_bytes())) };
    }

    /// Whether nobody waits for the result any more. The completion stays owed.
    pub fn is_cancelled(&self) -> bool {
        // SAFETY: the table is valid until the process ends.
        unsafe { ((*self.host).is_cancelled)(self.host, self.id) != 0 }
    }

    /// Asks a service whose requests end with an `ah_done`; `start` calls its function. The service's table is valid until the
    /// process ends, and it copies what it is lent.
    fn request<Table>(
        self,
        service: Option<*const Table>,
        name: &str,
        done: impl FnOnce(Call, Result<Vec<u8>, Failure>) + Send + 'static,
        start: impl FnOnce(*const Table, *const abi::Host, abi::CallId, abi::Done, *mut c_void) -> abi::Status,
    ) {
        let service = match service {
            Some(service) => service,
            None => {
                let message = format!("The operator does not let this tool use {}.", name.trim_end_matches('\0'));
                return done(self, Err(Failure::new(abi::UNAVAILABLE, message)));
            }
        };
        let (host, id) = (self.host, self.id);
        let done: Answered<Vec<u8>> = Box::new(done);
        let pending = Box::into_raw(Box::new(Pending { call: self, done }));
        let status = start(service, host, id, Pending::<Vec<u8>>::ended, pending.cast());
        if status != abi::OK {
            // SAFETY: not accepted, so that the callback never runs.
            let pending = unsafe { Box::from_raw(pending) };
            (pending.done)(pending.call, Err(Failure::of_host(status, b"")));
        }
    }

    /// The table of a host service; none when the operator does not grant it.
    fn service<Table>(&self, id: &'static str) -> Option<*const Table> {
        // SAFETY: the id ends in NUL; every table begins with its size, which is read before anything else.
        unsafe {
            let table = ((*self.host).ext)(self.host, id.as_ptr().cast());
            (!table.is_null() && *table.cast::<u32>() as usize >= std::mem::size_of::<Table>()).then_some(table.cast())
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.is_over {
            self.end(abi::INTERNAL, r#"{"message":"The tool ended without an answer."}"#);
        }
    }
}

/// A response, whatever its status.
pub struct Response {
    pub status: i32,
    pub body: Vec<u8>,
}

type Answered<Value> = Box<dyn FnOnce(Call, Result<Value, Failure>) + Send>;

/// What a request of ours is remembered by until it ends, which happens exactly once.
struct Pending<Value> {
    call: Call,
    done: Answered<Value>,
}

impl<Value> Pending<Value> {
    /// SAFETY: `user` is what a request gave away.
    unsafe fn end(user: *mut c_void, result: Result<Value, Failure>) {
        // SAFETY: as the caller says; it comes back exactly once.
        let pending = unsafe { Box::from_raw(user.cast::<Pending<Value>>()) };
        // A panic drops the call, which completes it.
        let _ = catch_unwind(AssertUnwindSafe(move || (pending.done)(pending.call, result)));
    }
}

impl Pending<Response> {
    unsafe extern "C" fn answered(user: *mut c_void, status: abi::Status, http: i32, _: abi::Bytes, body: abi::Bytes) {
        // SAFETY: the body is borrowed until this returns, and `user` is what `http` gave away.
        unsafe {
            let body = copy(body);
            let failure = Failure::of_host(status, &body);
            Self::end(user, if status == abi::OK { Ok(Response { status: http, body }) } else { Err(failure) });
        }
    }
}

impl Pending<Vec<u8>> {
    unsafe extern "C" fn ended(user: *mut c_void, status: abi::Status, result: abi::Bytes) {
        // SAFETY: the result is borrowed until this returns, and `user` is what `request` gave away.
        unsafe {
            let result = copy(result);
            Self::end(user, if status == abi::OK { Ok(result) } else { Err(Failure::of_host(status, &result)) });
        }
    }
}

/// What a tool type says of itself. Each text ends in "\0".
pub struct Description {
    pub id: &'static str,
    pub version: &'static str,
    pub description: &'static str,
    pub flags: u32,
    pub config_schema: &'static str,
    pub input_schema: &'static str,
    pub output_schema: &'static str,
    pub max_concurrency: u32,
}

pub const fn text(text: &'static str) -> *const std::os::raw::c_char {
    assert!(text.as_bytes()[text.len() - 1] == 0, "a text of a table ends in NUL");
    text.as_ptr().cast()
}

pub const fn tool_type<T: Tool>(description: Description) -> abi::ToolType {
    abi::ToolType {
        size: std::mem::size_of::<abi::ToolType>() as u32,
        flags: description.flags,
        id: text(description.id),
        version: text(description.version),
        description: text(description.description),
        config_schema: text(description.config_schema),
        input_schema: text(description.input_schema),
        output_schema: text(description.output_schema),
        max_concurrency: description.max_concurrency,
        default_timeout_ms: 0,
        context: std::ptr::null_mut(),
        create: Some(create::<T>),
        destroy: Some(destroy::<T>),
        invoke: Some(invoke::<T>),
        cancel: None,
        health: None,
        ext: None,
    }
}

struct Instance<T> {
    tool: Arc<T>,
    host: *const abi::Host,
}

unsafe extern "C" fn create<T: Tool>(
    host: *const abi::Host,
    _type: *const abi::ToolType,
    config: abi::Bytes,
    _scope: abi::Bytes,
    out: *mut *mut c_void,
    report: Option<abi::Report>,
    user: *mut c_void,
) -> abi::Status {
    // SAFETY: borrowed until this returns.
    let config = Json::parse(&unsafe { copy(config) }).unwrap_or(Json::Null);
    match catch_unwind(|| T::create(&config)) {
        Ok(Ok(tool)) => {
            // SAFETY: the host's own variable. `destroy` takes the instance back.
            unsafe { *out = Box::into_raw(Box::new(Instance { tool: Arc::new(tool), host })).cast() };
            abi::OK
        }
        Ok(Err(problem)) => {
            let message = Json::String(problem.message);
            refuse(Json::object([("message", message), ("pointer", Json::string(problem.pointer))]), report, user);
            abi::INVALID_CONFIG
        }
        Err(_) => {
            refuse(Json::object([("message", Json::string("The plugin failed unexpectedly."))]), report, user);
            abi::INTERNAL
        }
    }
}

fn refuse(document: Json, report: Option<abi::Report>, user: *mut c_void) {
    let text = document.to_string();
    if let Some(report) = report {
        // SAFETY: called once, before `create` returns, with bytes that live so long.
        unsafe { report(user, lend(text.as_bytes())) };
    }
}

unsafe extern "C" fn destroy<T: Tool>(instance: *mut c_void) {
    // SAFETY: what `create` gave away; the host calls this once, when nobody uses it any more.
    let instance = unsafe { Box::from_raw(instance.cast::<Instance<T>>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(instance)));
}

unsafe extern "C" fn invoke<T: Tool>(instance: *mut c_void, id: abi::CallId, input: abi::Bytes) -> abi::Status {
    // SAFETY: valid until `destroy`, which comes after this has returned; the input is borrowed until then.
    let (instance, input) = unsafe { (&*instance.cast::<Instance<T>>(), copy(input)) };
    let call = Call { host: instance.host, id, is_over: false };
    let tool = instance.tool.clone();
    // A panic drops the call, which completes it.
    let _ = catch_unwind(AssertUnwindSafe(move || match Json::parse(&input) {
        Some(input) => tool.invoke(call, input),
        None => call.fail(&Failure::new(abi::INVALID_INPUT, "The arguments are not JSON.")),
    }));
    abi::OK
}

/// The plugin's `start`: a panic says nothing on standard error, which is the host's.
pub unsafe extern "C" fn start(_host: *const abi::Host) -> abi::Status {
    std::panic::set_hook(Box::new(|_| {}));
    abi::OK
}

fn lend(bytes: &[u8]) -> abi::Bytes {
    abi::Bytes { ptr: bytes.as_ptr(), len: bytes.len() }
}

/// SAFETY: the bytes are the host's and valid during the call.
unsafe fn copy(bytes: abi::Bytes) -> Vec<u8> {
    if bytes.len == 0 {
        return Vec::new();
    }
    // SAFETY: as the caller says.
    unsafe { std::slice::from_raw_parts(bytes.ptr, bytes.len) }.to_vec()
}
