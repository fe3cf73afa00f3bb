/* Holds a lock across a request, and takes it again in done. */
#include "tool.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void got(void *user, ah_status status, ah_bytes result) {
  (void)status, (void)result;
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  tool_ok((ah_call)(uintptr_t)user);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  const ah_host_kv *cache = tool_host->ext(tool_host, AH_EXT_HOST_KV);
  pthread_mutex_lock(&mutex);
  if (cache == NULL || cache->get(tool_host, call, tool_bytes("key"), got, (void *)(uintptr_t)call) != AH_OK)
    tool_fail(call, AH_E_UNAVAILABLE);
  pthread_mutex_unlock(&mutex);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN(.manifest_json = TOOL_HTTP_MANIFEST)
