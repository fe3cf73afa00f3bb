#define _GNU_SOURCE
#include "services.h"
#include "host.h"
#include "requests.h"
#include <string.h>

/* Bytes. What a name may have is the host's to say: what is longer than any is cut, and still too long for it. */
enum { MOST_HEAD = 64 << 10, MOST_EMBEDDING = 6 * AH_MAX_HTTP_BODY + 4096, MOST_NAME = 1024 };

static bool is_within(ah_bytes bytes, size_t limit) { return bytes.len == 0 || (bytes.ptr != NULL && bytes.len <= limit); }

static ah_bytes name_bytes(const char *name) {
  return name == NULL ? (ah_bytes){NULL, 0} : (ah_bytes){(const uint8_t *)name, strnlen(name, MOST_NAME)};
}

/* The length of a part that others follow. */
static ah_bytes prefix(const ah_bytes *part, uint32_t *length) {
  *length = (uint32_t)part->len;
  return (ah_bytes){(const uint8_t *)length, sizeof *length};
}

static ah_status ask(ah_call call, uint16_t code, ah_done done, void *user, uint32_t number, ah_bytes only) {
  return requests_ask(call, (request){.code = code, .done.plain = done, .user = user}, number, &only, 1);
}

static ah_status ask_pair(ah_call call, request asked, uint32_t number, ah_bytes front, ah_bytes back) {
  uint32_t length;
  ah_bytes parts[] = {prefix(&front, &length), front, back};
  return requests_ask(call, asked, number, parts, 3);
}

/* ---- http ---- */

static ah_status http_request(const ah_host *host, ah_call call, ah_bytes head, ah_bytes body, ah_http_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(head, MOST_HEAD) || !is_within(body, AH_MAX_HTTP_BODY)) return AH_E_TOO_LARGE;
  return ask_pair(call, (request){.code = AHR_REQUEST_HTTP, .done.http = done, .user = user}, 0, head, body);
}

static const ah_host_http http = {.size = sizeof http, .request = http_request};

/* ---- kv ---- */

static ah_status kv_get(const ah_host *host, ah_call call, ah_bytes key, ah_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(key, AH_MAX_KV_KEY)) return AH_E_TOO_LARGE;
  return ask(call, AHR_REQUEST_KV_GET, done, user, 0, key);
}

static ah_status kv_put(const ah_host *host, ah_call call, ah_bytes key, ah_bytes value, uint32_t ttl, ah_done done, void *user) {
  if (!is_within(value, AH_MAX_KV_VALUE)) return AH_E_TOO_LARGE;
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(key, AH_MAX_KV_KEY)) return AH_E_TOO_LARGE;
  return ask_pair(call, (request){.code = AHR_REQUEST_KV_PUT, .done.plain = done, .user = user}, ttl, key, value);
}

static ah_status kv_remove(const ah_host *host, ah_call call, ah_bytes key, ah_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(key, AH_MAX_KV_KEY)) return AH_E_TOO_LARGE;
  return ask(call, AHR_REQUEST_KV_REMOVE, done, user, 0, key);
}

static const ah_host_kv kv = {.size = sizeof kv, .get = kv_get, .put = kv_put, .remove = kv_remove};

/* ---- credentials, egress ---- */

static ah_status credential_get(const ah_host *host, ah_call call, const char *name, ah_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  return ask(call, AHR_REQUEST_CREDENTIAL, done, user, 0, name_bytes(name));
}

static const ah_host_credentials credentials = {.size = sizeof credentials, .get = credential_get};

static ah_status egress_resolve(const ah_host *host, ah_call call, const char *name, uint32_t port, ah_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  return ask(call, AHR_REQUEST_RESOLVE, done, user, port, name_bytes(name));
}

static const ah_host_egress egress = {.size = sizeof egress, .resolve = egress_resolve};

/* ---- What a call's getters hand out came with the call, and lies where its input does. ---- */

static ah_status give(const ah_host *host, ah_call number, ah_bytes *json, size_t member, ah_status when_empty) {
  if (host == NULL || json == NULL) return AH_E_INVALID_INPUT;
  books_lock();
  const call *it = call_own_held(number);
  ah_bytes found = {NULL, 0};
  if (it != NULL) memcpy(&found, (const uint8_t *)it + member, sizeof found);
  books_unlock();
  if (it == NULL) {
    host_note_stranger(number);
    return AH_E_STALE;
  }
  if (found.len == 0) return when_empty;
  *json = found;
  return AH_OK;
}

static ah_status caller_principals(const ah_host *host, ah_call call, ah_bytes *json) {
  return give(host, call, json, offsetof(struct call, principals), AH_E_UNAVAILABLE);
}

static const ah_host_caller caller = {.size = sizeof caller, .principals = caller_principals};

static ah_status embedding_describe(const ah_host *host, ah_call call, ah_bytes *json) {
  return give(host, call, json, offsetof(struct call, space), AH_E_UNAVAILABLE);
}

static ah_status embedding_embed(const ah_host *host, ah_call call, ah_bytes request_json, ah_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(request_json, MOST_EMBEDDING)) return AH_E_TOO_LARGE;
  return ask(call, AHR_REQUEST_EMBED, done, user, 0, request_json);
}

static const ah_host_embedding embedding = {.size = sizeof embedding, .describe = embedding_describe, .embed = embedding_embed};

/* ---- blob ---- */

static ah_status blob_read(const ah_host *host, ah_call call, const char *id, uint64_t offset, uint32_t length, ah_done done,
                           void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (length > AH_MAX_BLOB_PIECE) return AH_E_TOO_LARGE;
  ah_bytes parts[] = {{(const uint8_t *)&offset, sizeof offset}, name_bytes(id)};
  return requests_ask(call, (request){.code = AHR_REQUEST_BLOB_READ, .done.plain = done, .user = user}, length, parts, 2);
}

static ah_status blob_write(const ah_host *host, ah_call call, ah_bytes head, ah_bytes piece, ah_done done, void *user) {
  if (host == NULL || done == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(head, MOST_HEAD) || !is_within(piece, AH_MAX_BLOB_PIECE)) return AH_E_TOO_LARGE;
  return ask_pair(call, (request){.code = AHR_REQUEST_BLOB_WRITE, .done.plain = done, .user = user}, 0, head, piece);
}

static const ah_host_blob blob = {.size = sizeof blob, .read = blob_read, .write = blob_write};

/* ---- stream ---- */

static ah_status stream_emit(const ah_host *host, ah_call call, ah_bytes chunk, ah_done room, void *user) {
  if (host == NULL || room == NULL) return AH_E_INVALID_INPUT;
  if (!is_within(chunk, AH_MAX_CHUNK)) return AH_E_TOO_LARGE;
  return ask(call, AHR_REQUEST_EMIT, room, user, 0, chunk);
}

static const ah_host_stream stream = {.size = sizeof stream, .emit = stream_emit};

/* ---- By their ids ---- */

static struct {
  const char *id;
  const void *table;
  bool is_granted;
} services[] = {
    {AH_EXT_HOST_HTTP, &http, false},
    {AH_EXT_HOST_KV, &kv, false},
    {AH_EXT_HOST_CREDENTIALS, &credentials, false},
    {AH_EXT_HOST_EGRESS, &egress, false},
    {AH_EXT_HOST_EMBEDDING, &embedding, false},
    {AH_EXT_HOST_BLOB, &blob, false},
    {AH_EXT_HOST_CALLER, &caller, false},
    {AH_EXT_HOST_STREAM, &stream, false},
};
enum { SERVICES = sizeof services / sizeof *services };

void services_grant(const char *id) {
  for (int i = 0; i < SERVICES; i++) {
    if (strcmp(services[i].id, id) == 0) services[i].is_granted = true;
  }
}

const void *services_table(const char *id) {
  for (int i = 0; i < SERVICES; i++) {
    if (strncmp(services[i].id, id, strlen(services[i].id) + 1) == 0) return services[i].is_granted ? services[i].table : NULL;
  }
  return NULL;
}
