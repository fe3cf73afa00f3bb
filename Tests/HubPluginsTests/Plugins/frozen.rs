//! Written against ABI 1.0 in Rust, with the frozen header's tables as Rust lays them out. It works with every host from then on.
//! Input {"do": WORD, ...}; what a word does stands at its branch in `run`.
use std::ffi::{c_char, c_void, CStr};
use std::fmt::Write;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Condvar, Mutex};
use std::{ptr, slice, str};

type Call = u64;
type Status = i32;
const OK: Status = 0;
const INVALID_CONFIG: Status = 2;
const CANCELLED: Status = 4;
const UNAVAILABLE: Status = 14;
const ABI: u32 = 0x0001_0000;

#[repr(C)]
#[derive(Clone, Copy)]
struct Bytes {
    ptr: *const u8,
    len: usize,
}

type Done = extern "C" fn(*mut c_void, Status, Bytes);
type HTTPDone = extern "C" fn(*mut c_void, Status, i32, Bytes, Bytes);
type Report = extern "C" fn(*mut c_void, Bytes);

#[repr(C)]
struct Host {
    size: u32,
    abi: u32,
    name: *const c_char,
    version: *const c_char,
    context: *mut c_void,
    complete: extern "C" fn(*const Host, Call, Status, Bytes) -> Status,
    log: extern "C" fn(*const Host, Call, i32, Bytes),
    is_cancelled: extern "C" fn(*const Host, Call) -> i32,
    deadline_ns: extern "C" fn(*const Host, Call) -> u64,
    ext: extern "C" fn(*const Host, *const c_char) -> *const c_void,
}

#[repr(C)]
struct HostHTTP {
    size: u32,
    request: extern "C" fn(*const Host, Call, Bytes, Bytes, HTTPDone, *mut c_void) -> Status,
}

#[repr(C)]
struct HostKV {
    size: u32,
    get: extern "C" fn(*const Host, Call, Bytes, Done, *mut c_void) -> Status,
    put: extern "C" fn(*const Host, Call, Bytes, Bytes, u32, Done, *mut c_void) -> Status,
    remove: extern "C" fn(*const Host, Call, Bytes, Done, *mut c_void) -> Status,
}

struct Instance {
    config: String,
}

#[repr(C)]
struct ToolType {
    size: u32,
    flags: u32,
    id: *const c_char,
    version: *const c_char,
    description: *const c_char,
    config_schema: *const c_char,
    input_schema: *const c_char,
    output_schema: *const c_char,
    max_concurrency: u32,
    default_timeout_ms: u32,
    context: *mut c_void,
    create: extern "C" fn(*const Host, *const ToolType, Bytes, Bytes, *mut *mut Instance, Report, *mut c_void) -> Status,
    destroy: extern "C" fn(*mut Instance),
    invoke: extern "C" fn(*mut Instance, Call, Bytes) -> Status,
    cancel: Option<extern "C" fn(*mut Instance, Call)>,
    health: Option<extern "C" fn(*mut Instance, Call) -> Status>,
    ext: Option<extern "C" fn(*mut Instance, *const c_char) -> *const c_void>,
}

#[repr(C)]
pub struct Plugin {
    size: u32,
    abi: u32,
    min_host_abi: u32,
    type_count: u32,
    id: *const c_char,
    version: *const c_char,
    manifest_json: *const c_char,
    types: *const &'static ToolType,
    start: Option<extern "C" fn(*const Host) -> Status>,
    stop: Option<extern "C" fn()>,
}

// SAFETY: immutable, and their pointers lead to literals.
unsafe impl Sync for ToolType {}
unsafe impl Sync for Plugin {}

static HOST: AtomicPtr<Host> = AtomicPtr::new(ptr::null_mut());
/// How many calls wait, and how many were cancelled.
static COUNTS: Mutex<[u32; 2]> = Mutex::new([0, 0]);
const WAITING: usize = 0;
const CANCELLATIONS: usize = 1;
static CHANGED: Condvar = Condvar::new();

fn host() -> &'static Host {
    // SAFETY: `start` put it there, and it is valid until the process ends.
    unsafe { &*HOST.load(Ordering::Acquire) }
}

/// A service's table; None: not granted.
fn service<T>(id: &CStr) -> Option<&'static T> {
    // SAFETY: the id names the table's type, and it is valid until the process ends.
    unsafe { ((host().ext)(host(), id.as_ptr()) as *const T).as_ref() }
}

fn lend(text: &str) -> Bytes {
    Bytes { ptr: text.as_ptr(), len: text.len() }
}

fn text(bytes: Bytes) -> String {
    if bytes.len == 0 {
        return String::new();
    }
    // SAFETY: the caller of the function that got the bytes lends them until it returns.
    str::from_utf8(unsafe { slice::from_raw_parts(bytes.ptr, bytes.len) }).unwrap_or("").to_owned()
}

fn finish(call: Call, status: Status, json: &str) {
    (host().complete)(host(), call, status, lend(json));
}

fn refuse(call: Call, status: Status) {
    finish(call, status, &format!("{{\"message\": \"The host said {status}.\"}}"));
}

extern "C" fn http_done(user: *mut c_void, status: Status, code: i32, _headers: Bytes, body: Bytes) {
    let call = user as Call;
    match status {
        OK => finish(call, OK, &format!("{{\"status\": {code}, \"body\": {}}}", text(body))),
        _ => finish(call, status, &text(body)),
    }
}

extern "C" fn put_done(user: *mut c_void, status: Status, _result: Bytes) {
    let call = user as Call;
    let again = match (status, service::<HostKV>(c"agenthub.host.kv/1")) {
        (OK, Some(kv)) => (kv.get)(host(), call, lend("a key"), get_done, user),
        (OK, None) => UNAVAILABLE,
        (status, _) => status,
    };
    if again != OK {
        refuse(call, again);
    }
}

extern "C" fn get_done(user: *mut c_void, status: Status, value: Bytes) {
    finish(user as Call, status, &format!("{{\"value\": \"{}\"}}", text(value)));
}

fn count(counter: usize) {
    COUNTS.lock().unwrap()[counter] += 1;
    CHANGED.notify_all();
}

fn wait_for(counter: usize) {
    let mut counts = COUNTS.lock().unwrap();
    while counts[counter] == 0 {
        counts = CHANGED.wait(counts).unwrap();
    }
}

fn run(instance: &Instance, call: Call, input: &str) {
    let user = call as *mut c_void;
    let word = input.split("\"do\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
    match word {
        "wait" => count(WAITING), // until somebody cancels
        "until waiting" => {
            wait_for(WAITING);
            finish(call, OK, "{}");
        }
        "log" => {
            (host().log)(host(), call, 3, lend("a line of a frozen plugin"));
            finish(call, OK, "{}");
        }
        "told" => {
            let mut answer = String::new();
            // SAFETY: the host's strings are immortal.
            let name = unsafe { CStr::from_ptr(host().name) }.to_str().unwrap_or("");
            let open = (host().is_cancelled)(host(), call) == 0 && (host().deadline_ns)(host(), call) > 0;
            let _ = write!(answer, "{{\"config\": {}, \"host\": \"{name}\", \"open\": {open}}}", instance.config);
            finish(call, OK, &answer);
        }
        "http" => {
            let head = input.split("\"head\":").nth(1).map(|rest| &rest[..rest.len() - 1]).unwrap_or("");
            let status = match service::<HostHTTP>(c"agenthub.host.http/1") {
                Some(http) => (http.request)(host(), call, lend(head), lend("{\"sent\": 1}"), http_done, user),
                None => UNAVAILABLE,
            };
            if status != OK {
                refuse(call, status);
            }
        }
        "kv" => {
            let status = match service::<HostKV>(c"agenthub.host.kv/1") {
                Some(kv) => (kv.put)(host(), call, lend("a key"), lend("a value"), 60, put_done, user),
                None => UNAVAILABLE,
            };
            if status != OK {
                refuse(call, status);
            }
        }
        "until cancelled" => {
            wait_for(CANCELLATIONS);
            finish(call, OK, "{}");
        }
        _ => finish(call, OK, input),
    }
}

extern "C" fn start(given: *const Host) -> Status {
    HOST.store(given as *mut Host, Ordering::Release);
    OK
}

extern "C" fn create(
    _host: *const Host, _type: *const ToolType, config: Bytes, _scope: Bytes, out: *mut *mut Instance, report: Report, user: *mut c_void,
) -> Status {
    let config = text(config);
    if config.contains("refuse") {
        report(user, lend("{\"message\": \"This row is refused.\", \"pointer\": \"/refuse\"}"));
        return INVALID_CONFIG;
    }
    // SAFETY: the host's, for this.
    unsafe { *out = Box::into_raw(Box::new(Instance { config })) };
    OK
}

extern "C" fn destroy(instance: *mut Instance) {
    // SAFETY: `create` made it, and the host destroys it once.
    drop(unsafe { Box::from_raw(instance) });
}

extern "C" fn invoke(instance: *mut Instance, call: Call, input: Bytes) -> Status {
    // SAFETY: an instance lives as long as a function has it.
    run(unsafe { &*instance }, call, &text(input));
    OK
}

extern "C" fn cancel(_instance: *mut Instance, call: Call) {
    count(CANCELLATIONS);
    refuse(call, CANCELLED);
}

extern "C" fn health(instance: *mut Instance, call: Call) -> Status {
    // SAFETY: as above.
    if unsafe { &*instance }.config.contains("unwell") {
        finish(call, INVALID_CONFIG, "{\"message\": \"It is not well.\", \"details\": {\"pointer\": \"/unwell\"}}");
    } else {
        finish(call, OK, "{}");
    }
    OK
}

static TYPE: ToolType = ToolType {
    size: size_of::<ToolType>() as u32,
    flags: 1,
    id: c"FROZEN".as_ptr(),
    version: c"1.0.0".as_ptr(),
    description: c"A tool that was built for ABI 1.0, in Rust.".as_ptr(),
    config_schema: ptr::null(),
    input_schema: c"{\"type\": \"object\", \"required\": [\"do\"]}".as_ptr(),
    output_schema: ptr::null(),
    max_concurrency: 8,
    default_timeout_ms: 60000,
    context: ptr::null_mut(),
    create,
    destroy,
    invoke,
    cancel: Some(cancel),
    health: Some(health),
    ext: None,
};
static TYPES: [&ToolType; 1] = [&TYPE];
static PLUGIN: Plugin = Plugin {
    size: size_of::<Plugin>() as u32,
    abi: ABI,
    min_host_abi: ABI,
    type_count: 1,
    id: c"test.frozen".as_ptr(),
    version: c"1.0.0".as_ptr(),
    manifest_json: c"{\"services\": [\"agenthub.host.http/1\", \"agenthub.host.kv/1\"]}".as_ptr(),
    types: TYPES.as_ptr(),
    start: Some(start),
    stop: None,
};
const _: () = assert!(size_of::<Host>() == 72 && size_of::<ToolType>() == 120 && size_of::<Plugin>() == 64);

#[unsafe(no_mangle)]
pub extern "C" fn ah_plugin_v1(host_abi: u32) -> *const Plugin {
    if host_abi >> 16 == ABI >> 16 { &PLUGIN } else { ptr::null() }
}
