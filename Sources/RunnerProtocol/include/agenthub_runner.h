/* agenthub_runner.h - what the host and a PluginRunner say to each other. Internal to one build of AgentHub: both sides ship
 * together, and the runner's first frame says AHR_PROTOCOL.
 *
 * A runner is a process that loads one plugin. It is a fake host to the plugin and a fake plugin to the host: the plugin sees the ABI of
 * agenthub_plugin.h and cannot tell. They speak frames over a stream socketpair, descriptor AHR_SOCKET in the runner.
 *
 * FRAMES      An ahr_header, then `length` bytes. Several byte strings in one payload: each but the last begins with its length
 *             as a uint32; the last is what remains. All numbers are of the machine (both sides run on it), unaligned.
 * TRUST       The plugin shares its process with the runner, so the host takes every frame for the plugin's own word: sizes,
 *             kinds and numbers are checked, a call is looked up as the plugin's own, and a frame that no runner would send ends
 *             the process. The runner trusts the host.
 * ORDER       Frames of one side arrive in their order. [load] work (START, CREATE, DESTROY, STOP) is done in its order by one
 *             thread. A call of an instance follows the CREATE of that instance, which may still be under way: it waits.
 * ENDS        Either side closes its socket to end: the runner exits at once on EOF; on EOF the host kills and reaps the process.
 *
 * The host's own deadlines, limits and tables decide everything; what the runner knows of a call is a copy that spares round
 * trips: whether it is open, cancelled, and when its deadline is. */
#ifndef AGENTHUB_RUNNER_H
#define AGENTHUB_RUNNER_H
#include <stdint.h>

#define AHR_PROTOCOL 1u
#define AHR_SOCKET 3
/* Of one frame's payload: the largest request for vectors, with room for its words. A DESCRIPTION may be larger. */
#define AHR_MAX_PAYLOAD (8u << 20)
#define AHR_MAX_DESCRIPTION (64u << 20)
/* Bytes of a log line that travel: more than the host shows, so that a secret is found before the line is cut. */
#define AHR_MAX_LOG (104448u)

typedef struct ahr_header {
  uint32_t length; /* of the payload */
  uint16_t kind;   /* AHR_... */
  uint16_t code;   /* of REQUEST the function, of INVOKE too, of NOTE the misbehaviour */
  int32_t status;  /* an ah_status */
  uint32_t number; /* of the frame's kind */
  uint64_t subject;
  uint64_t object;
} ahr_header;

/* Frames to the runner. */
enum {
  /* number: the host's AH_ABI. Payload: the host's version, then the granted services' ids, each ended by NUL.
   * Answer: STARTED. Once, first. */
  AHR_START = 1,
  /* subject: the instance's number, which the host chooses and never repeats in this process; number: the type's index.
   * Payload: config, scope. Answer: CREATED. */
  AHR_CREATE = 2,
  /* subject: an instance. The runner destroys it when nothing of it runs any more, as the ABI promises. No answer. */
  AHR_DESTROY = 3,
  /* subject: a call; object: its instance; code: AHR_FUNCTION_...
   * Payload: a uint64 with the deadline on CLOCK_MONOTONIC in ns, principals, embedding space, input. principals and the space are
   * those that the caller and the embedding service would give, empty where the plugin was not granted the service (or the
   * tenant has no such provider: describe then says AH_E_UNAVAILABLE). Answer: COMPLETE or REFUSED, one of them once. */
  AHR_INVOKE = 4,
  /* subject: a call that nobody waits for any more. The type's cancel runs, if the plugin still owes the completion. */
  AHR_CANCEL = 5,
  /* subject: a request; status: whether it was accepted. The plugin's function returns it. */
  AHR_ACCEPTED = 6,
  /* subject: a request; status; number: the HTTP status as it is in an ah_http_done. Payload: headers (empty for what is not
   * http), body. The plugin's `done` runs. */
  AHR_DONE = 7,
  /* Ends the plugin. Answer: STOPPED, and then the process exits with 0. */
  AHR_STOP = 8,
};

/* Frames to the host. */
enum {
  /* The first frame. number: AHR_PROTOCOL; code: AHR_CONFINED_... bits. Payload: a description, see below. */
  AHR_DESCRIPTION = 64,
  /* Instead of DESCRIPTION: the file is no plugin. Payload: why, the end of a sentence that begins with the file's name. */
  AHR_UNUSABLE = 65,
  /* status: start's. Payload: for each type in its order one byte: 1 when it has a table of agenthub.knowledge/1 that is whole;
   * or, with number 1, why a type's extension is refused, in words as UNUSABLE's. */
  AHR_STARTED = 66,
  /* subject: the instance; status: create's (AH_E_INTERNAL when it was AH_OK without an instance, with number 1).
   * Payload: what the plugin reported, empty when nothing. */
  AHR_CREATED = 67,
  /* subject: a call; status and payload as the plugin completed it, the payload at most AH_MAX_PAYLOAD + 1 (one more says that it was
   * larger). Only the first completion of a call travels. */
  AHR_COMPLETE = 68,
  /* subject: a call; status: what its function returned instead of AH_OK. Nothing else follows for the call. */
  AHR_REFUSED = 69,
  /* subject: the request's number, chosen by the runner; object: its call; code: AHR_REQUEST_...; number and payload: by code.
   * Answer: ACCEPTED, and after ACCEPTED with AH_OK one DONE (EMIT: after AH_E_BUSY one DONE, otherwise none). */
  AHR_REQUEST = 70,
  /* subject: a call or 0; number: the level. Payload: the message. */
  AHR_LOG = 71,
  /* code: AHR_NOTE_...; subject: a call where there is one. What the plugin did against its contract that only the runner sees. */
  AHR_NOTE = 72,
  /* subject: a call whose function still runs `grace` after its deadline, 0: a [load] function or a callback that does not come back.
   * The host ends the process. */
  AHR_STUCK = 73,
  AHR_STOPPED = 74,
};

enum { AHR_FUNCTION_INVOKE, AHR_FUNCTION_HEALTH, AHR_FUNCTION_INGEST, AHR_FUNCTION_REMOVE, AHR_FUNCTION_COLLECTIONS };

enum {
  AHR_REQUEST_HTTP,        /* head, body */
  AHR_REQUEST_KV_GET,      /* key */
  AHR_REQUEST_KV_PUT,      /* number: ttl_s; key, value */
  AHR_REQUEST_KV_REMOVE,   /* key */
  AHR_REQUEST_CREDENTIAL,  /* name */
  AHR_REQUEST_RESOLVE,     /* number: port; name */
  AHR_REQUEST_EMBED,       /* request_json */
  AHR_REQUEST_BLOB_READ,   /* number: length; a uint64 offset, then the id */
  AHR_REQUEST_BLOB_WRITE,  /* head_json, piece */
  AHR_REQUEST_EMIT,        /* chunk */
};

enum {
  AHR_NOTE_REPEATED_COMPLETION, /* a second completion of a call */
  AHR_NOTE_UNKNOWN_CALL,        /* a number that is no call's */
  AHR_NOTE_COMPLETED_AND_REFUSED,
  AHR_NOTE_SLOW_LOAD, /* number: milliseconds of a [load] function, when over 100 */
};

enum { /* what keeps the plugin in, as far as the system can */
  AHR_CONFINED_SECCOMP = 1,
  AHR_CONFINED_LANDLOCK = 2,
};

/* A description: numbers as uint32; texts as a uint32 length and bytes, at most 1 MiB each, with the length 0xFFFFFFFF for NULL.
 *   abi, min_host_abi, id, version, manifest_json, type_count, and for each type:
 *   flags, max_concurrency, default_timeout_ms, a uint32 of AHR_HAS_... bits, id, version, description, config_schema,
 *   input_schema, output_schema
 * Sizes, alignment and NULL tables are checked by the runner (UNUSABLE); what the values mean is the host's to judge. */
enum { AHR_HAS_CREATE = 1, AHR_HAS_DESTROY = 2, AHR_HAS_INVOKE = 4, AHR_HAS_CANCEL = 8, AHR_HAS_HEALTH = 16, AHR_HAS_EXT = 32 };

/* The command line: PluginRunner [OPTION…] FILE
 *   --describe         send the description and exit
 *   --memory MIB       writable memory of the process (RLIMIT_DATA), the stacks of its threads included, 4 MiB for each that runs
 *                      calls and 1 MiB for each that runs callbacks, which are made when they are needed; 0: no limit
 *   --threads N        threads that run the plugin's calls, at most (64), up to 1024; callbacks have as many
 *   --grace MS         how long a function may run on past its call's deadline, and a callback at all, before STUCK (2000)
 *   --load-limit MS    the same for a [load] function (5000)
 *   --nice N           added to the process's niceness (0)
 *   --network          sockets of the Internet may be made and connected; none may listen. Never Unix's: by their paths a plugin
 *                      would reach the machine's own services with the host's identity
 *   --read PATH        a file or folder that may be read and executed, repeated; beside what every program needs
 *   --write PATH       a folder that may be read and written, repeated
 *   --scratch PATH     a folder for temporary files, which the process is told of as TMPDIR
 * Paths are absolute. Exit status: 0 ended as asked (STOPPED, described, UNUSABLE, or EOF); 2 wrong arguments; 3 not confined
 * though the system could; 4 no memory or no thread that the runner itself needs. */
#endif
