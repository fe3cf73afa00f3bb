/* agenthub_plugin.h - the contract between AgentHub and its plugins, ABI 1.0.
 *
 * C11 and C++17, LP64, little-endian. Depends on <stddef.h> and <stdint.h> only. A plugin is one shared library that exports
 * one symbol, ah_plugin_v1, and hides all others. The same file runs inside the host's process or alone in a process of its
 * own (then every host function is a message); it cannot tell which, and nothing here needs memory shared beyond borrowed bytes.
 *
 * The rules. They hold for every function below; what a function adds or narrows stands at it.
 *
 * VERSIONS    The major version lives in the entry symbol's name. A minor version only appends fields at the end of a struct;
 *             a reader looks at `size` first (AH_HAS). Padding inside a struct never becomes a field. Each struct starts with
 *             `size`, its sizeof where it was compiled; a struct smaller than its AH_SIZE_1_0_... is refused. What is optional
 *             is an extension, a table fetched by an id that ends in its revision ("agenthub.knowledge/1"), both ways.
 * OWNERSHIP   Every ah_bytes and every pointer argument is BORROWED until the function that received it returns. Two things live
 *             longer: invoke's input (and that of a call's other functions) and what a call's getters hand out (`principals`,
 *             `describe`): until the function has returned AND the call is completed. Host functions copy what they are given.
 *             Nothing allocated on one side is freed on the other. A plugin's descriptors, strings, schemas and tables are
 *             immutable and live until the process ends; so do the host's.
 * BYTES       {NULL, 0} is empty. JSON is UTF-8 without a byte order mark, one document, at most 128 levels deep. Strings
 *             (const char *) are NUL-terminated UTF-8.
 * CALLS       An ah_call names one call of one instance and carries a generation: it is never used again. Once a function that
 *             takes a call has returned AH_OK, the plugin owes exactly one complete for it: inline, before the function
 *             returns, or later from any thread; also after cancel and after its deadline. A second complete, one for a call
 *             that the host gave up or one for a call that never was returns AH_E_STALE and does nothing.
 * ACCEPTANCE  A function that returns anything but AH_OK has not accepted: nothing is owed, its `done` never runs.
 *             (Two exceptions, stated at them: complete's AH_E_TOO_LARGE and emit's AH_E_BUSY.)
 * REQUESTS    Each accepted request to a host service runs its `done` exactly once, whatever happens; `user` must live until then.
 *             A request belongs to its call: when the call is completed, cancelled or past its deadline, the host ends the
 *             request and its `done` runs soon, with AH_E_CANCELLED or AH_E_DEADLINE unless a result was on its way already.
 * INSTANCES   An instance serves exactly one (tenant, tool row, row version). A changed row gets a new instance beside the old one,
 *             which finishes its calls. destroy comes once, after every function that was given the instance has returned,
 *             every one of its calls is completed and every `done` of theirs has returned. If that never happens, destroy
 *             never comes.
 * THREADS     Every function says who may call it:
 *             [load]   the host, one such function at a time for a plugin. It returns within 100 ms (stop: 5 s) and does no
 *                      I/O; what needs I/O is opened by the first call.
 *             [invoke] the host, on any of its worker threads, up to max_concurrency at once for an instance.
 *             [any]    any thread of either side, concurrently with anything. It does not wait.
 *             No function of a plugin runs on a thread that runs the host's own tasks, but worker threads are few: a type
 *             whose [invoke] functions wait (for I/O, a lock, a sleep) says AH_TOOL_BLOCKING. A thread that a plugin keeps
 *             past the call's deadline is given up and the plugin is shut out.
 *             A callback may run before the function that asked for it has returned, on the same thread: hold no lock across
 *             a call to the other side.
 * TENANCY     A plugin never names a tenant, a user or a secret's value. The host derives them from the instance and the call.
 * PROCESS     A plugin does not change what belongs to the process: no fork or exec, no exit, no signal handler or mask of host
 *             threads, no setlocale, setenv, chdir or umask, nothing read from or written to descriptors 0, 1 and 2.
 * ERRORS      A completion that is not AH_OK carries {"message": "...", "details": {...}}: a sentence that a model or a person can
 *             act on, and (optional) facts for programs. It holds no secret.
 * UNWINDING   No C++ exception, Rust panic or longjmp crosses the border: the host treats it as a crash.
 * HISTORY     Each version, its day, and why the one before it was not enough. What stands below changes with a new line only:
 *             1.0  2026-11-30  The first, kept for ever: descriptions, calls, knowledge, and eight host services. */
#ifndef AGENTHUB_PLUGIN_H
#define AGENTHUB_PLUGIN_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define AH_EXPORT __attribute__((visibility("default")))
#else
#define AH_EXPORT
#endif

#define AH_ABI 0x00010000u /* major << 16 | minor */

/* Limits in bytes. */
#define AH_MAX_PAYLOAD (100u * 1024u)     /* a call's input and its completion */
#define AH_MAX_HTTP_BODY (1024u * 1024u)  /* a body of the http service, either way */
#define AH_MAX_KV_KEY 256u                /* a key of the kv service */
#define AH_MAX_KV_VALUE (64u * 1024u)     /* a value of the kv service */
#define AH_MAX_CHUNK (64u * 1024u)        /* a chunk given to emit */
#define AH_MAX_BLOB_PIECE (1024u * 1024u) /* what one blob read or write moves */
#define AH_MAX_TEXTS 256u                 /* texts of one embedding request */

/* Whether the table that p points to reaches as far as field f, and f is not NULL. For fields that came after 1.0. */
#define AH_HAS(p, T, f) ((p) != NULL && (p)->size >= offsetof(T, f) + sizeof((p)->f) && (p)->f)

typedef uint64_t ah_call; /* 0 = none */

typedef int32_t ah_status;
enum {
  AH_OK = 0,
  AH_E_INVALID_INPUT = 1,  /* the arguments are wrong; better ones may work */
  AH_E_INVALID_CONFIG = 2, /* the tool row is wrong; only an administrator can help */
  AH_E_AUTH = 3,           /* the other side did not accept the caller's identity */
  AH_E_CANCELLED = 4,
  AH_E_DEADLINE = 5,
  AH_E_UPSTREAM = 6, /* the system behind the tool failed or could not be reached */
  AH_E_RATE_LIMITED = 7,
  AH_E_BUSY = 8,  /* a queue is full; later it may work */
  AH_E_STALE = 9, /* the call is over or never was. The host's only: a plugin does not complete with it */
  AH_E_TOO_LARGE = 10,
  AH_E_DENIED = 11,      /* policy forbids it */
  AH_E_UNSUPPORTED = 12, /* this version cannot do it */
  AH_E_NOT_FOUND = 13,
  AH_E_UNAVAILABLE = 14, /* a part that is needed is down, closed or not granted */
  AH_E_INTERNAL = 15,    /* a bug of the side that says so */
  AH_E_CRASHED = 16      /* the host's only */
};

enum { /* flags of a tool type */
  AH_TOOL_BLOCKING = 1,     /* its [invoke] functions may wait on their thread */
  AH_TOOL_IDEMPOTENT = 2,   /* a call done twice does what it does once: the host may repeat one that failed */
  AH_TOOL_SIDE_EFFECTS = 4  /* a call changes something outside */
}; /* what a plugin is trusted with is the operator's word, never a flag here */

enum { AH_LOG_TRACE = 0, AH_LOG_DEBUG = 1, AH_LOG_INFO = 2, AH_LOG_WARNING = 3, AH_LOG_ERROR = 4 };

typedef struct ah_bytes {
  const uint8_t *ptr;
  size_t len;
} ah_bytes;

typedef struct ah_instance ah_instance; /* the plugin's own: the host only hands it back */
typedef struct ah_host ah_host;
typedef struct ah_tool_type ah_tool_type;

/* The end of a request: status and, with AH_OK, its result; otherwise an ERRORS document. `user` is what the request was given.
 * [any] of the host's worker threads, exactly once. `result` is borrowed until it returns. It may call any host function. */
typedef void (*ah_done)(void *user, ah_status status, ah_bytes result);

/* What the host offers to every plugin; one table for each loaded plugin, given to start and create and then valid until the
 * process ends (after stop its functions refuse). Every function takes the table back as its first argument. */
struct ah_host {
  uint32_t size, abi;         /* abi: the host's own AH_ABI */
  const char *name, *version; /* of the host, for logs */
  void *context;              /* the host's own */

  /* Ends a call. json: with AH_OK the result, a JSON document; otherwise an ERRORS document. At most AH_MAX_PAYLOAD; copied.
   * AH_OK: the call is over. AH_E_STALE: nothing was done. AH_E_TOO_LARGE: the call is over too, failed with this status.
   * A call that failed its deadline or was cancelled is still completed, gets AH_E_STALE, and only then are its input and its
   * instance free to go. [any] */
  ah_status (*complete)(const ah_host *, ah_call, ah_status, ah_bytes json);

  /* Writes a line to the host's log, with the tenant and tool of the call (call 0: of none). message: UTF-8, copied, cut after
   * 2 KB, control characters escaped; too many lines are dropped and counted. Holds no secret and no personal data. [any] */
  void (*log)(const ah_host *, ah_call, int32_t level, ah_bytes message);

  /* 1 when nobody waits for the call any more: cancelled, past its deadline, completed or unknown; else 0. [any] */
  int32_t (*is_cancelled)(const ah_host *, ah_call);

  /* The call's deadline on CLOCK_MONOTONIC in nanoseconds, absolute; 0 when the call is over or unknown. [any] */
  uint64_t (*deadline_ns)(const ah_host *, ah_call);

  /* The table of a host service by its id; NULL: unknown, not asked for in the manifest, or not granted. The answer stays the
   * same, and the table is valid, until the process ends. [any] */
  const void *(*ext)(const ah_host *, const char *id);
};

/* ---- Host services. Each is NULL unless the plugin's manifest asks for it and the operator grants it. ----
 *
 * Each function is [any], takes a call that is not completed yet (else AH_E_STALE), copies its arguments before it returns, and
 * is accepted with AH_OK. Other answers: AH_E_CANCELLED nobody waits for the call any more, AH_E_INVALID_INPUT what was asked is
 * malformed (the host's log says how), AH_E_TOO_LARGE over a limit, AH_E_BUSY too many requests at once for the call or the
 * plugin, AH_E_UNAVAILABLE the service is closing. */

/* status AH_OK: http_status is the response's, whatever it is; headers_json an object of lower-case names, repeated fields joined
 * by ", ", Set-Cookie left out; body as it came, decompressed.
 * Otherwise http_status is 0, headers_json empty, and body an ERRORS document with details {"kind": "..."}:
 *   AH_E_UPSTREAM     "connection" (no connection, or it broke), "resolution", "tls", "redirect", "protocol"
 *   AH_E_DENIED       "denied" (the egress policy)      AH_E_DEADLINE     "deadline"       AH_E_CANCELLED "cancelled"
 *   AH_E_TOO_LARGE    "too_large" (over max_bytes)      AH_E_BUSY         "overloaded"     AH_E_UNAVAILABLE "shut_down"
 *   AH_E_AUTH         "auth" (what auth names is not bound to the row, or the URL is not at an origin bound to it)
 *   AH_E_INVALID_INPUT "invalid_url", "invalid_request"                                AH_E_UNSUPPORTED "unsupported" */
typedef void (*ah_http_done)(void *user, ah_status status, int32_t http_status, ah_bytes headers_json, ah_bytes body);

#define AH_EXT_HOST_HTTP "agenthub.host.http/1"
typedef struct ah_host_http {
  uint32_t size;
  /* Sends one HTTP request through the host's egress policy, with its connections; ends by the call's deadline.
   * head_json, at most 64 KB, an object of these members and no others:
   *   "method"     GET, HEAD, POST, PUT, PATCH or DELETE
   *   "url"        absolute, http or https
   *   "headers"    {"name": "value"}, optional. Refused: Authorization, Proxy-Authorization, Proxy-Connection, Cookie, Host,
   *                Content-Length, Connection, Transfer-Encoding, TE, Trailer, Upgrade, Keep-Alive, Expect
   *   "auth"       null or absent; {"user_jwt": true}: the caller's own token; {"credential": "NAME"}: a secret of the tenant.
   *                Names, never values: honoured only where the tool row binds it, sent only to the origins bound to the
   *                row, on a redirect too. Goes out as "Authorization: Bearer ..."; "header" and "scheme" beside
   *                "credential" replace these two words ({"credential": "erp", "header": "x-api-key", "scheme": ""}).
   *   "max_bytes"  of the response's body, 1 to AH_MAX_HTTP_BODY; AH_MAX_PAYLOAD when absent
   *   "timeout_ms" optional, ends the request before the call's deadline
   *   "redirects"  0 to 5 followed; one more ends the request with "redirect". 0 or absent: a 3xx is a response like any other
   * body: the request's, at most AH_MAX_HTTP_BODY; empty for none. [any] */
  ah_status (*request)(const ah_host *, ah_call, ah_bytes head_json, ah_bytes body, ah_http_done, void *user);
} ah_host_http;

#define AH_EXT_HOST_KV "agenthub.host.kv/1"
/* A cache. Its keyspace is the instance's tenant and tool row, whatever the row's version; what was put may be gone any time. */
typedef struct ah_host_kv {
  uint32_t size;
  /* result: the value. status AH_E_NOT_FOUND: no such key. key: any bytes, 1 to AH_MAX_KV_KEY. [any] */
  ah_status (*get)(const ah_host *, ah_call, ah_bytes key, ah_done, void *user);
  /* Replaces the value; at most AH_MAX_KV_VALUE. ttl_s: seconds to live, 0: as long as the host keeps it. result empty. [any] */
  ah_status (*put)(const ah_host *, ah_call, ah_bytes key, ah_bytes value, uint32_t ttl_s, ah_done, void *user);
  /* Forgets the key; AH_OK also when there was none. result empty. [any] */
  ah_status (*remove)(const ah_host *, ah_call, ah_bytes key, ah_done, void *user);
} ah_host_kv;

#define AH_EXT_HOST_CREDENTIALS "agenthub.host.credentials/1"
/* An explicit grant, for protocols that the host does not speak (a database's password). Not needed for http. */
typedef struct ah_host_credentials {
  uint32_t size;
  /* result: the secret's value, valid in `done` only: use it there, keep no copy. AH_E_DENIED: not bound to the row. From then on
   * the host takes the value out of all that the instance's calls complete with or log. [any] */
  ah_status (*get)(const ah_host *, ah_call, const char *name, ah_done, void *user);
} ah_host_credentials;

#define AH_EXT_HOST_EGRESS "agenthub.host.egress/1"
/* For plugins that open sockets themselves: what the egress policy lets them connect to. */
typedef struct ah_host_egress {
  uint32_t size;
  /* Resolves a name or an address, and keeps of it what this plugin may connect to at that port: result
   * {"addresses": ["192.0.2.1", ...]}, at least one, numeric, to be tried in that order. Connect to one of these and not to the name,
   * which may mean another machine a moment later. Otherwise details {"kind": "denied" | "resolution" | "deadline" |
   * "cancelled" | "overloaded" | "invalid_request" (no host is called that)}. [any] */
  ah_status (*resolve)(const ah_host *, ah_call, const char *name, uint32_t port, ah_done, void *user);
} ah_host_egress;

#define AH_EXT_HOST_EMBEDDING "agenthub.host.embedding/1"
/* Vectors from the tenant's own provider. */
typedef struct ah_host_embedding {
  uint32_t size;
  /* *json: {"model": "an opaque id", "dimensions": N}; vectors of different ids are never compared. Borrowed until the call is
   * completed. AH_E_UNAVAILABLE: the tenant has no such provider. [any] */
  ah_status (*describe)(const ah_host *, ah_call, ah_bytes *json);
  /* request_json: {"purpose": "document" | "query", "texts": ["..."]}, 1 to AH_MAX_TEXTS, together at most AH_MAX_HTTP_BODY.
   * result: uint32 rows, uint32 dimensions, then rows * dimensions IEEE 754 floats of 32 bits, all little-endian. [any] */
  ah_status (*embed)(const ah_host *, ah_call, ah_bytes request_json, ah_done, void *user);
} ah_host_embedding;

#define AH_EXT_HOST_BLOB "agenthub.host.blob/1"
/* What is larger than AH_MAX_PAYLOAD travels by id. A call reaches the blobs that its input names and those it wrote itself. */
typedef struct ah_host_blob {
  uint32_t size;
  /* result: up to length bytes (at most AH_MAX_BLOB_PIECE) from offset; fewer only at the end, empty past it. AH_E_NOT_FOUND: no
   * such blob for this call. A PDF's pages are blobs of their own, "ID/page/1" and so on, PNG in shades of grey, made when they
   * are asked for first; past the last page AH_E_NOT_FOUND. Otherwise details {"kind": ...}: AH_E_INVALID_INPUT "broken",
   * "encrypted" or "empty"; "too_large", "unsupported", "deadline", "unavailable", "cancelled" as their statuses. [any] */
  ah_status (*read)(const ah_host *, ah_call, const char *blob_id, uint64_t offset, uint32_t length, ah_done, void *user);
  /* Writes a new blob piece by piece. head_json: {"media_type": "type/subtype"} starts one, {"blob": "ID"} appends; "last": true
   * ends it, and only then can it stand in the call's result, anywhere in it, as {"blob": "ID"} with other members beside it. Then it
   * becomes a file of whoever asks, under that id; "name" beside it, a text, is what the file is called. Without an end, or
   * unnamed, it is dropped with the call. One piece (at most AH_MAX_BLOB_PIECE) of a blob at a time. result:
   * {"blob": "ID", "size": bytes so far}. A piece that is refused ends its blob, which is dropped: details {"kind": ...}:
   * AH_E_TOO_LARGE "too_large" (20 MB a blob, 32 MiB and 8 blobs a call), AH_E_BUSY "overloaded", AH_E_DENIED "denied" (a secret
   * of the call stands in it), AH_E_INVALID_INPUT "empty" (it ends without a byte). AH_E_NOT_FOUND "not_found": no such blob
   * without an end. AH_E_UNAVAILABLE "unavailable": nothing that this call makes is kept (health, a trial, knowledge). [any] */
  ah_status (*write)(const ah_host *, ah_call, ah_bytes head_json, ah_bytes piece, ah_done, void *user);
} ah_host_blob;

#define AH_EXT_HOST_CALLER "agenthub.host.caller/1"
/* Who asks, opaquely, for access lists inside a tenant. */
typedef struct ah_host_caller {
  uint32_t size;
  /* *json: an array of strings, one for the user and one for each role; the same ones each time, meaningless outside the
   * tenant, and the ones that an ingested document's "principals" name. Borrowed until the call is completed. [any] */
  ah_status (*principals)(const ah_host *, ah_call, ah_bytes *json);
} ah_host_caller;

#define AH_EXT_HOST_STREAM "agenthub.host.stream/1"
/* Parts of an answer while it is made: for whoever watches, if anybody does. The call is still completed: with its whole result, or
 * with {"streamed": true}, which stands for {"text": "all that it emitted"}, with "cut": true beside it where that was more than
 * 96 KiB (98304 bytes) and ends there; the type's output_schema is that of these. Secrets are taken out of what is emitted as out of a
 * completion, also where one stands in two chunks: so the end of a chunk may be shown with the next, or when the call is over. */
typedef struct ah_host_stream {
  uint32_t size;
  /* chunk: UTF-8 text, at most AH_MAX_CHUNK, whole characters, shown after the ones before it; one emit of a call at a time.
   * AH_OK: taken, room never runs. AH_E_BUSY: not taken; room runs once, with an empty result, when there is space to try
   * again or (with AH_E_CANCELLED or AH_E_DEADLINE) when the call is over. Any other: not taken, room never runs:
   * AH_E_TOO_LARGE when the call has emitted 1 MiB, AH_E_INVALID_INPUT also while another emit is under way or waits for
   * room. [any] */
  ah_status (*emit)(const ah_host *, ah_call, ah_bytes chunk, ah_done room, void *user);
} ah_host_stream;

/* ---- What a plugin offers ---- */

/* Says why create refuses: {"message": "...", "pointer": "/a/b"}, where pointer (optional) is a JSON Pointer into config_json.
 * The host's; on create's own thread before create returns, at most once; copied. `user` is the one that create got. */
typedef void (*ah_report)(void *user, ah_bytes error_json);

struct ah_tool_type {
  uint32_t size, flags;
  const char *id;          /* one type for each kind of effect: "HTTP_GET". [A-Z][A-Z0-9_]*, at most 64 */
  const char *version;     /* the type's own, at most 32 */
  const char *description; /* what it does, for administrators, at most 1024 */
  const char *config_schema; /* JSON Schema 2020-12 of the config that create gets; NULL: anything */
  const char *input_schema;  /* of a call's input; NULL: the tool row's own */
  const char *output_schema; /* of a result; NULL: anything */
  uint32_t max_concurrency;  /* calls of an instance that are not completed yet, at once; 0: as many as the host allows */
  uint32_t default_timeout_ms; /* for rows that name none; 0: the host's */
  void *context;               /* the plugin's own; the host leaves it alone */

  /* Makes an instance for one row. type: this table, so that several types may share a function.
   * config_json: what config_schema accepted: the row's "config" with two members of the row in it, "endpoint" (if it has one)
   *   and "auth": {"type": "user_jwt" | "none"} or {"type": "credential", "credential": "NAME"}.
   * scope_json: {"scope": "opaque id of the tenant", "row": "opaque id of the tool row, the same for all its versions",
   *   "version": N, "data_dir": "absolute path" | absent, "settings": {...} what the operator sets for this plugin, absent when
   *   nothing, "limits": {"payload": bytes, ...}}. data_dir, when the manifest asks
   *   for "data": a folder of this plugin for this tenant, which all its instances there share, also two at the same time.
   * AH_OK: *out is the instance, not NULL. Otherwise *out is left alone and report says why, once. Also called to try a
   * configuration, then destroyed without a call or after one of health. config_json and scope_json are borrowed until it
   * returns. [load] */
  ah_status (*create)(const ah_host *, const ah_tool_type *type, ah_bytes config_json, ah_bytes scope_json,
                      ah_instance **out, ah_report report, void *user);
  /* Frees the instance, which nobody uses any more (INSTANCES). [load] */
  void (*destroy)(ah_instance *);
  /* Runs the tool. input_json: what the input schema accepted, at most AH_MAX_PAYLOAD, valid until invoke has returned and the
   * call is completed. AH_OK: accepted, one complete is owed (or was done already). Otherwise the caller gets that status with no
   * words of the plugin's: to say more, complete and return AH_OK. [invoke] */
  ah_status (*invoke)(ah_instance *, ah_call, ah_bytes input_json);
  /* Nobody waits for the call any more. A hint, at most once for a call, which may be running in invoke, and may have been
   * completed a moment ago; completion stays owed. NULL: calls are not interrupted. [any] */
  void (*cancel)(ah_instance *, ah_call);
  /* Whether the instance can do its work now: completed like invoke, AH_OK with any JSON for yes. NULL: always yes. The host also
   * asks when a tenant's row is written, once and on an instance made for it, with the row's credential and for at most 5 s.
   * AH_E_INVALID_CONFIG, AH_E_DENIED and AH_E_AUTH then refuse the row with the completion's message (its details may say
   * where: {"pointer": "/a/b"} into config_json); whatever else comes, or nothing, lets it be written. Nobody asks in such a
   * call: its `principals` are empty, and there is no user's token (AH_E_AUTH is no refusal of a user_jwt row). [invoke] */
  ah_status (*health)(ah_instance *, ah_call);
  /* An extension's table by its id, NULL when there is none. The instance may be NULL, and changes nothing: the answer is the
   * type's, always the same. NULL: no extensions. [any] */
  const void *(*ext)(ah_instance *, const char *id);
};

#define AH_EXT_KNOWLEDGE "agenthub.knowledge/1"
/* An extension of tool types that search what they were given (invoke is the search). Each function is [invoke], is accepted
 * and completed like invoke, and its request is valid as long as invoke's input. No member is NULL. The host calls them on an
 * instance of its own for each tenant, made with the config {"auth": {"type": "none"}}, which config_schema must accept; the
 * searches come to the instances of rows, in the same scope. Nobody asks in such a call: its `principals` are empty. */
typedef struct ah_knowledge {
  uint32_t size;
  /* Adds a document, or replaces the one of that id: a search sees the old one or the new one, whole, also after a crash.
   * {"collection": "...", "document": {"id", "version", "title", "language", "metadata": {}, "principals": null | ["..."]},
   *  "chunks": [{"id", "text", "page", "heading", "metadata"}]}, or "blob": "ID" for a blob of chunks, one JSON object a line.
   * What is not known is null or absent. A chunk's id is a text, its place in the document.
   * principals null: whoever may use the tool. Completed with {"chunks": N}. [invoke] */
  ah_status (*ingest)(ah_instance *, ah_call, ah_bytes request_json);
  /* Forgets a document: {"collection": "...", "document": "ID"}; without "document" the whole collection. Completed with
   * {"removed": documents}, 0 when there was none. [invoke] */
  ah_status (*remove)(ah_instance *, ah_call, ah_bytes request_json);
  /* Completed with {"collections": [{"name", "documents", "chunks"}]}. [invoke] */
  ah_status (*collections)(ah_instance *, ah_call);
} ah_knowledge;

typedef struct ah_plugin {
  uint32_t size, abi;     /* abi: the AH_ABI it was compiled with */
  uint32_t min_host_abi;  /* the oldest host that it can work with */
  uint32_t type_count;    /* 1 to 256 */
  const char *id;         /* reverse DNS, "com.example.erp": [a-z0-9.-], at most 64 */
  const char *version;    /* major.minor.patch, at most 32 */
  /* {"services": ["agenthub.host.http/1", ...] the host services it wants, each of which may be refused,
   *  "network": false, true when it opens sockets itself; "data": false, true when it wants a data_dir;
   *  "limits": {"memory_mb", "threads"} that it can live with, "build": {...} anything}. All optional; NULL: {}. */
  const char *manifest_json;
  const ah_tool_type *const *types;
  /* Begins the plugin's life; may spawn threads. host is valid from here on. AH_OK, or the plugin is not used. NULL: nothing to
   * do. Once, before any create. [load] */
  ah_status (*start)(const ah_host *host);
  /* Ends it: every instance is destroyed; joins all of its threads. Nothing is called afterwards. NULL: nothing to do. [load] */
  void (*stop)(void);
} ah_plugin;

/* The only symbol that a plugin exports. Returns its table, or NULL if it cannot work with that host. Pure: no thread, no I/O, the
 * same pointer each time. host_abi: the host's AH_ABI. [load] */
typedef const ah_plugin *(*ah_plugin_entry)(uint32_t host_abi);
AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi);

/* Sizes as of 1.0: the least that a reader accepts, for ever. */
enum {
  AH_SIZE_1_0_HOST = 72,
  AH_SIZE_1_0_HOST_HTTP = 16,
  AH_SIZE_1_0_HOST_KV = 32,
  AH_SIZE_1_0_HOST_CREDENTIALS = 16,
  AH_SIZE_1_0_HOST_EGRESS = 16,
  AH_SIZE_1_0_HOST_EMBEDDING = 24,
  AH_SIZE_1_0_HOST_BLOB = 24,
  AH_SIZE_1_0_HOST_CALLER = 16,
  AH_SIZE_1_0_HOST_STREAM = 16,
  AH_SIZE_1_0_TOOL_TYPE = 120,
  AH_SIZE_1_0_KNOWLEDGE = 32,
  AH_SIZE_1_0_PLUGIN = 64
};

#ifdef __cplusplus
}
#endif
#endif
