//! agenthub_plugin.h in Rust, ABI 1.0: the same structs in the same order. What each field and function promises stands there.
#![allow(dead_code)]
use std::ffi::c_void;
use std::mem::size_of;
use std::os::raw::c_char;

pub const ABI: u32 = 0x0001_0000;
pub const MAX_PAYLOAD: usize = 100 * 1024;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    pub ptr: *const u8,
    pub len: usize,
}

pub type CallId = u64;

/// The list is open: a newer host may answer with one that stands not here.
pub type Status = i32;
pub const OK: Status = 0;
pub const INVALID_INPUT: Status = 1;
pub const INVALID_CONFIG: Status = 2;
pub const AUTH: Status = 3;
pub const CANCELLED: Status = 4;
pub const DEADLINE: Status = 5;
pub const UPSTREAM: Status = 6;
pub const RATE_LIMITED: Status = 7;
pub const BUSY: Status = 8;
pub const STALE: Status = 9;
pub const TOO_LARGE: Status = 10;
pub const DENIED: Status = 11;
pub const UNSUPPORTED: Status = 12;
pub const NOT_FOUND: Status = 13;
pub const UNAVAILABLE: Status = 14;
pub const INTERNAL: Status = 15;

/// Flags of a tool type.
pub const BLOCKING: u32 = 1;
pub const IDEMPOTENT: u32 = 2;
pub const SIDE_EFFECTS: u32 = 4;

/// Levels of the log.
pub const LOG_DEBUG: i32 = 1;
pub const LOG_INFO: i32 = 2;
pub const LOG_WARNING: i32 = 3;
pub const LOG_ERROR: i32 = 4;

pub type Done = unsafe extern "C" fn(user: *mut c_void, status: Status, result: Bytes);
pub type HttpDone = unsafe extern "C" fn(user: *mut c_void, status: Status, http: i32, headers: Bytes, body: Bytes);
pub type Report = unsafe extern "C" fn(user: *mut c_void, error: Bytes);

#[repr(C)]
pub struct Host {
    pub size: u32,
    pub abi: u32,
    pub name: *const c_char,
    pub version: *const c_char,
    pub context: *mut c_void,
    pub complete: unsafe extern "C" fn(*const Host, CallId, Status, Bytes) -> Status,
    pub log: unsafe extern "C" fn(*const Host, CallId, i32, Bytes),
    pub is_cancelled: unsafe extern "C" fn(*const Host, CallId) -> i32,
    pub deadline_ns: unsafe extern "C" fn(*const Host, CallId) -> u64,
    pub ext: unsafe extern "C" fn(*const Host, *const c_char) -> *const c_void,
}

pub const HOST_HTTP: &str = "agenthub.host.http/1\0";
#[repr(C)]
pub struct HostHttp {
    pub size: u32,
    pub request: unsafe extern "C" fn(*const Host, CallId, Bytes, Bytes, HttpDone, *mut c_void) -> Status,
}

pub const HOST_KV: &str = "agenthub.host.kv/1\0";
#[repr(C)]
pub struct HostKv {
    pub size: u32,
    pub get: unsafe extern "C" fn(*const Host, CallId, Bytes, Done, *mut c_void) -> Status,
    pub put: unsafe extern "C" fn(*const Host, CallId, Bytes, Bytes, u32, Done, *mut c_void) -> Status,
    pub remove: unsafe extern "C" fn(*const Host, CallId, Bytes, Done, *mut c_void) -> Status,
}

pub const HOST_CREDENTIALS: &str = "agenthub.host.credentials/1\0";
#[repr(C)]
pub struct HostCredentials {
    pub size: u32,
    pub get: unsafe extern "C" fn(*const Host, CallId, *const c_char, Done, *mut c_void) -> Status,
}

pub const HOST_EGRESS: &str = "agenthub.host.egress/1\0";
#[repr(C)]
pub struct HostEgress {
    pub size: u32,
    pub resolve: unsafe extern "C" fn(*const Host, CallId, *const c_char, u32, Done, *mut c_void) -> Status,
}

pub const HOST_EMBEDDING: &str = "agenthub.host.embedding/1\0";
#[repr(C)]
pub struct HostEmbedding {
    pub size: u32,
    pub describe: unsafe extern "C" fn(*const Host, CallId, *mut Bytes) -> Status,
    pub embed: unsafe extern "C" fn(*const Host, CallId, Bytes, Done, *mut c_void) -> Status,
}

pub const HOST_BLOB: &str = "agenthub.host.blob/1\0";
#[repr(C)]
pub struct HostBlob {
    pub size: u32,
    pub read: unsafe extern "C" fn(*const Host, CallId, *const c_char, u64, u32, Done, *mut c_void) -> Status,
    pub write: unsafe extern "C" fn(*const Host, CallId, Bytes, Bytes, Done, *mut c_void) -> Status,
}

pub const HOST_CALLER: &str = "agenthub.host.caller/1\0";
#[repr(C)]
pub struct HostCaller {
    pub size: u32,
    pub principals: unsafe extern "C" fn(*const Host, CallId, *mut Bytes) -> Status,
}

pub const HOST_STREAM: &str = "agenthub.host.stream/1\0";
#[repr(C)]
pub struct HostStream {
    pub size: u32,
    pub emit: unsafe extern "C" fn(*const Host, CallId, Bytes, Done, *mut c_void) -> Status,
}

pub type Create = unsafe extern "C" fn(
    *const Host,
    *const ToolType,
    config: Bytes,
    scope: Bytes,
    out: *mut *mut c_void,
    report: Option<Report>,
    user: *mut c_void,
) -> Status;

#[repr(C)]
pub struct ToolType {
    pub size: u32,
    pub flags: u32,
    pub id: *const c_char,
    pub version: *const c_char,
    pub description: *const c_char,
    pub config_schema: *const c_char,
    pub input_schema: *const c_char,
    pub output_schema: *const c_char,
    pub max_concurrency: u32,
    pub default_timeout_ms: u32,
    pub context: *mut c_void,
    pub create: Option<Create>,
    pub destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    pub invoke: Option<unsafe extern "C" fn(*mut c_void, CallId, Bytes) -> Status>,
    pub cancel: Option<unsafe extern "C" fn(*mut c_void, CallId)>,
    pub health: Option<unsafe extern "C" fn(*mut c_void, CallId) -> Status>,
    pub ext: Option<unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_void>,
}

#[repr(C)]
pub struct Plugin {
    pub size: u32,
    pub abi: u32,
    pub min_host_abi: u32,
    pub type_count: u32,
    pub id: *const c_char,
    pub version: *const c_char,
    pub manifest_json: *const c_char,
    pub types: *const *const ToolType,
    pub start: Option<unsafe extern "C" fn(*const Host) -> Status>,
    pub stop: Option<unsafe extern "C" fn()>,
}

// SAFETY: tables are filled when the library is compiled, never written, and live until the process ends.
unsafe impl Sync for ToolType {}
// SAFETY: as above.
unsafe impl Sync for Plugin {}

// The sizes that the header states for 1.0.
const _: () = assert!(size_of::<Bytes>() == 16);
const _: () = assert!(size_of::<Host>() == 72);
const _: () = assert!(size_of::<HostHttp>() == 16);
const _: () = assert!(size_of::<HostKv>() == 32);
const _: () = assert!(size_of::<HostCredentials>() == 16);
const _: () = assert!(size_of::<HostEgress>() == 16);
const _: () = assert!(size_of::<HostEmbedding>() == 24);
const _: () = assert!(size_of::<HostBlob>() == 24);
const _: () = assert!(size_of::<HostCaller>() == 16);
const _: () = assert!(size_of::<HostStream>() == 16);
const _: () = assert!(size_of::<ToolType>() == 120);
const _: () = assert!(size_of::<Plugin>() == 64);
