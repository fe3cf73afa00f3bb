/* Touches every table and function of the ABI, in the part of C that is C++ too, so that compiling it checks the header. */
#include "agenthub_plugin.h"

static ah_status start(const ah_host *host) { return AH_HAS(host, ah_host, ext) ? AH_OK : AH_E_UNAVAILABLE; }
static void stop(void) {}

static void done(void *user, ah_status status, ah_bytes result) { (void)user, (void)status, (void)result; }

static void http_done(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  (void)user, (void)status, (void)http_status, (void)headers, (void)body;
}

static ah_status create(const ah_host *host, const ah_tool_type *type, ah_bytes config, ah_bytes scope, ah_instance **out,
                        ah_report report, void *user) {
  ah_bytes error = {NULL, 0};
  (void)type, (void)config, (void)scope;
  *out = (ah_instance *)host->context;
  report(user, error);
  return AH_E_INVALID_CONFIG;
}

static void destroy(ah_instance *instance) { (void)instance; }

static ah_status use(const ah_host *host, ah_call call) {
  ah_bytes bytes = {NULL, 0};
  const ah_host_http *http = (const ah_host_http *)host->ext(host, AH_EXT_HOST_HTTP);
  const ah_host_kv *kv = (const ah_host_kv *)host->ext(host, AH_EXT_HOST_KV);
  const ah_host_credentials *credentials = (const ah_host_credentials *)host->ext(host, AH_EXT_HOST_CREDENTIALS);
  const ah_host_egress *egress = (const ah_host_egress *)host->ext(host, AH_EXT_HOST_EGRESS);
  const ah_host_embedding *embedding = (const ah_host_embedding *)host->ext(host, AH_EXT_HOST_EMBEDDING);
  const ah_host_blob *blob = (const ah_host_blob *)host->ext(host, AH_EXT_HOST_BLOB);
  const ah_host_caller *caller = (const ah_host_caller *)host->ext(host, AH_EXT_HOST_CALLER);
  const ah_host_stream *stream = (const ah_host_stream *)host->ext(host, AH_EXT_HOST_STREAM);
  if (http) http->request(host, call, bytes, bytes, http_done, NULL);
  if (kv) kv->get(host, call, bytes, done, NULL), kv->put(host, call, bytes, bytes, 0, done, NULL);
  if (AH_HAS(kv, ah_host_kv, remove)) kv->remove(host, call, bytes, done, NULL);
  if (credentials) credentials->get(host, call, "name", done, NULL);
  if (egress) egress->resolve(host, call, "db.example.com", 5432, done, NULL);
  if (embedding) embedding->describe(host, call, &bytes), embedding->embed(host, call, bytes, done, NULL);
  if (blob) blob->read(host, call, "id", 0, AH_MAX_BLOB_PIECE, done, NULL), blob->write(host, call, bytes, bytes, done, NULL);
  if (caller) caller->principals(host, call, &bytes);
  if (stream) stream->emit(host, call, bytes, done, NULL);
  host->log(host, call, AH_LOG_DEBUG, bytes);
  if (host->is_cancelled(host, call) || host->deadline_ns(host, call) == 0) return AH_E_CANCELLED;
  return host->complete(host, call, AH_OK, bytes);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)input;
  return use((const ah_host *)(void *)instance, call);
}

static void cancel(ah_instance *instance, ah_call call) { (void)instance, (void)call; }
static ah_status health(ah_instance *instance, ah_call call) { return use((const ah_host *)(void *)instance, call); }
static ah_status request(ah_instance *instance, ah_call call, ah_bytes json) { return invoke(instance, call, json); }

static const ah_knowledge knowledge = {sizeof(ah_knowledge), request, request, health};
static const void *extension(ah_instance *instance, const char *id) {
  (void)instance;
  return id ? &knowledge : NULL;
}

static const ah_tool_type type = {sizeof(ah_tool_type), AH_TOOL_BLOCKING | AH_TOOL_IDEMPOTENT | AH_TOOL_SIDE_EFFECTS,
                                  "COMPLETE", "1.0.0", "Everything.", "{}", NULL, NULL, 4, 1000, NULL,
                                  create, destroy, invoke, cancel, health, extension};
static const ah_tool_type *const types[] = {&type};
static const ah_plugin plugin = {sizeof(ah_plugin), AH_ABI, AH_ABI, 1, "test.complete", "1.0.0", NULL, types, start, stop};

AH_EXPORT const ah_plugin *ah_plugin_v1(uint32_t host_abi) { return host_abi < AH_ABI ? NULL : &plugin; }
