/* Streams and writes blobs. Input {"emit": TEXT, "times": N} emits the text so often and waits for room whenever there is none; {"secret": NAME} emits a
 * credential in two halves, with "a" before and "z" behind them; with "streamed" the
 * result is {"streamed": true}, else {"emitted": CHUNKS, "status": of the last, "room": of the last}. "gate" waits at gate 1 before it completes, after posting 0; "again" emits once
 * more instead of waiting for room. {"broken": 1}, {"large": 1} emit what may not be.
 * {"write": TEXT, "type": MEDIA TYPE, "times": N} writes a blob of so many pieces, without an end where "open" is said; the result is {"file": {"blob": ID}}, unless
 * "unnamed" is said, with "name" in it; {"append": ID} appends; "read" reads the blob back. */
#include "stub.h"

static const ah_host_stream *stream;
static const ah_host_blob *blob;
static const ah_host_credentials *credentials;
static atomic_int rooms;
static atomic_int room_status = -1;
static atomic_int again_status = -1;

AH_EXPORT int test_has_stream(void) { return stream != NULL; }
AH_EXPORT int test_rooms(void) { return rooms; }
AH_EXPORT int test_room_status(void) { return room_status; }
AH_EXPORT int test_again_status(void) { return again_status; }

static ah_status start(const ah_host *host) {
  stream = host->ext(host, AH_EXT_HOST_STREAM);
  blob = host->ext(host, AH_EXT_HOST_BLOB);
  credentials = host->ext(host, AH_EXT_HOST_CREDENTIALS);
  return stub_start(host);
}

typedef struct job {
  ah_call call;
  char text[70000];
  char name[256];
  char blob[64];
  char type[160];
  unsigned times, done;
  int streamed, gate, again, open, unnamed, read;
  int last, room;
} job;

static int text(ah_bytes input, const char *member, char *out, size_t size) {
  char mark[64];
  snprintf(mark, sizeof mark, "\"%s\":\"", member);
  const char *start = memmem(input.ptr, input.len, mark, strlen(mark));
  if (start == NULL) return 0;
  start += strlen(mark);
  size_t length = 0;
  while (start[length] != '"' && length < size - 1) length++;
  memcpy(out, start, length);
  out[length] = 0;
  return 1;
}

static unsigned number(ah_bytes input, const char *member, unsigned otherwise) {
  char mark[64];
  snprintf(mark, sizeof mark, "\"%s\":", member);
  const char *start = memmem(input.ptr, input.len, mark, strlen(mark));
  return start ? (unsigned)strtoul(start + strlen(mark), NULL, 10) : otherwise;
}

static void finish(job *job) {
  char words[256];
  if (job->gate) {
    sem_post(&stub_gates[0]);
    stub_pass(1);
  }
  if (job->streamed) snprintf(words, sizeof words, "{\"streamed\": true}");
  else snprintf(words, sizeof words, "{\"emitted\": %u, \"status\": %d, \"room\": %d}", job->done, job->last, job->room);
  stub_host->complete(stub_host, job->call, AH_OK, stub_bytes(words));
  free(job);
}

static void go_on(job *job);

static void room(void *user, ah_status status, ah_bytes result) {
  job *job = user;
  rooms++;
  room_status = status;
  job->room = result.len ? -1 : status;
  if (status == AH_OK) {
    go_on(job);
  } else {
    finish(job);
    sem_post(&stub_gates[4]);
  }
}

static void no_room(void *user, ah_status status, ah_bytes result) { (void)user, (void)status, (void)result, abort(); }

static void go_on(job *job) {
  while (job->done < job->times) {
    job->last = stream->emit(stub_host, job->call, stub_bytes(job->text), room, job);
    if (job->last == AH_E_BUSY) {
      if (job->again) again_status = stream->emit(stub_host, job->call, stub_bytes("again"), no_room, job);
      sem_post(&stub_gates[2]);
      return;
    }
    if (job->last != AH_OK) break;
    job->done++;
  }
  finish(job);
}

static void secret_done(void *user, ah_status status, ah_bytes result) {
  job *job = user;
  char half[300];
  size_t middle = result.len / 2;
  if (status == AH_OK) {
    snprintf(half, sizeof half, "a%.*s", (int)middle, (const char *)result.ptr);
    job->last = stream->emit(stub_host, job->call, stub_bytes(half), no_room, job);
    /* What was held is shown once it is known that no secret begins there. */
    sem_post(&stub_gates[3]);
    snprintf(half, sizeof half, "%.*sz", (int)(result.len - middle), (const char *)result.ptr + middle);
    job->last = stream->emit(stub_host, job->call, stub_bytes(half), no_room, job);
    snprintf(half, sizeof half, "%.*s", (int)middle, (const char *)result.ptr);
    job->last = stream->emit(stub_host, job->call, stub_bytes(half), no_room, job);
    job->done = 3;
  }
  finish(job);
}

/* ---- Blobs ---- */

static void fail(job *job, ah_status status, ah_bytes result) {
  stub_host->complete(stub_host, job->call, status, result.len ? result : stub_bytes("{\"message\": \"not accepted\"}"));
  free(job);
}

static void write_next(job *job);

static void read_back(void *user, ah_status status, ah_bytes result) {
  job *job = user;
  char words[512];
  if (status != AH_OK) return fail(job, status, result);
  snprintf(words, sizeof words, "{\"read\": \"%.*s\", \"file\": {\"blob\": \"%s\"}}", result.len > 64 ? 64 : (int)result.len,
           (const char *)result.ptr, job->blob);
  stub_host->complete(stub_host, job->call, AH_OK, stub_bytes(words));
  free(job);
}

static void written(void *user, ah_status status, ah_bytes result) {
  job *job = user;
  if (status != AH_OK) return fail(job, status, result);
  text(result, "blob", job->blob, sizeof job->blob);
  job->done++;
  write_next(job);
}

static void write_next(job *job) {
  char head[512], words[1024];
  if (job->done < job->times) {
    const char *last = job->done + 1 == job->times && !job->open ? ", \"last\": true" : "";
    if (job->blob[0]) snprintf(head, sizeof head, "{\"blob\": \"%s\"%s}", job->blob, last);
    else snprintf(head, sizeof head, "{\"media_type\": \"%s\"%s}", job->type, last);
    ah_status status = blob->write(stub_host, job->call, stub_bytes(head), stub_bytes(job->text), written, job);
    if (status != AH_OK) fail(job, status, (ah_bytes){NULL, 0});
    return;
  }
  if (job->read) {
    ah_status status = blob->read(stub_host, job->call, job->blob, 0, 64, read_back, job);
    if (status != AH_OK) fail(job, status, (ah_bytes){NULL, 0});
    return;
  }
  if (job->unnamed) snprintf(words, sizeof words, "{\"wrote\": \"%s\"}", job->blob);
  else if (job->name[0]) snprintf(words, sizeof words, "{\"file\": {\"blob\": \"%s\", \"name\": \"%s\"}}", job->blob, job->name);
  else snprintf(words, sizeof words, "{\"file\": {\"blob\": \"%s\"}}", job->blob);
  stub_host->complete(stub_host, job->call, AH_OK, stub_bytes(words));
  free(job);
}

static void raw_done(void *user, ah_status status, ah_bytes result) {
  job *job = user;
  stub_host->complete(stub_host, job->call, status, result);
  free(job);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  job *job = calloc(1, sizeof *job);
  char name[1024];
  job->call = call;
  job->times = number(input, "times", 1);
  job->streamed = stub_says(input, "\"streamed\"");
  job->gate = stub_says(input, "\"gate\"");
  job->again = stub_says(input, "\"again\"");
  job->open = stub_says(input, "\"open\"");
  job->unnamed = stub_says(input, "\"unnamed\"");
  job->read = stub_says(input, "\"read\"");
  text(input, "name", job->name, sizeof job->name);
  if (text(input, "emit", job->text, sizeof job->text)) {
    go_on(job);
  } else if (stub_says(input, "\"broken\"")) {
    job->last = stream->emit(stub_host, call, stub_bytes("\xC3"), no_room, job);
    finish(job);
  } else if (stub_says(input, "\"large\"")) {
    memset(job->text, 'x', AH_MAX_CHUNK + 1);
    job->last = stream->emit(stub_host, call, stub_bytes(job->text), no_room, job);
    finish(job);
  } else if (text(input, "secret", name, sizeof name)) {
    ah_status status = credentials->get(stub_host, call, name, secret_done, job);
    if (status != AH_OK) fail(job, status, (ah_bytes){NULL, 0});
  } else if (text(input, "write", job->text, sizeof job->text)) {
    if (!text(input, "type", job->type, sizeof job->type)) snprintf(job->type, sizeof job->type, "text/plain");
    if (number(input, "piece", 0)) memset(job->text, 'x', number(input, "piece", 0));
    write_next(job);
  } else if (text(input, "append", name, sizeof name)) {
    char head[1200];
    snprintf(head, sizeof head, "{\"blob\": \"%s\"}", name);
    ah_status status = blob->write(stub_host, call, stub_bytes(head), stub_bytes("x"), raw_done, job);
    if (status != AH_OK) fail(job, status, (ah_bytes){NULL, 0});
  } else {
    fail(job, AH_E_UNSUPPORTED, (ah_bytes){NULL, 0});
  }
  return AH_OK;
}

#ifndef SERVICES
#define SERVICES \
  "\"agenthub.host.stream/1\", \"agenthub.host.blob/1\", \"agenthub.host.credentials/1\""
#endif

STUB_TYPE("STREAMING", .invoke = invoke, .flags = AH_TOOL_BLOCKING)
STUB_PLUGIN("test.streaming", .start = start, .manifest_json = "{\"services\": [" SERVICES "]}")
