/* Waits on the host's thread for an answer, and does not say so. */
#include "tool.h"

struct wait {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  int is_there;
};

static void got(void *user, ah_status status, ah_bytes value) {
  struct wait *wait = user;
  (void)status, (void)value;
  pthread_mutex_lock(&wait->mutex);
  wait->is_there = 1;
  pthread_cond_signal(&wait->changed);
  pthread_mutex_unlock(&wait->mutex);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance, (void)input;
  const ah_host_kv *cache = tool_host->ext(tool_host, AH_EXT_HOST_KV);
  struct wait wait = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
  if (cache != NULL && cache->get(tool_host, call, tool_bytes("key"), got, &wait) == AH_OK) {
    pthread_mutex_lock(&wait.mutex);
    while (!wait.is_there) pthread_cond_wait(&wait.changed, &wait.mutex);
    pthread_mutex_unlock(&wait.mutex);
  }
  tool_ok(call);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke)
TOOL_PLUGIN(.manifest_json = TOOL_HTTP_MANIFEST)
