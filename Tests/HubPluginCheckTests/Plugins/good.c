/* Well behaved: asks the http service and the cache, answers from a thread of its own, heeds cancellation, joins its thread. */
#include "tool.h"

struct job {
  ah_call call;
  int wants_http;
  struct job *next;
};

static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct job *jobs;
static int stopping;
static const ah_host_http *http;
static const ah_host_kv *cache;

static void fetched(void *user, ah_status status, int32_t http_status, ah_bytes headers, ah_bytes body) {
  struct job *job = user;
  (void)headers;
  if (status != AH_OK) {
    tool_fail(job->call, status);
  } else if (http_status != 200 || body.len == 0) {
    tool_fail(job->call, AH_E_UPSTREAM);
  } else {
    tool_ok(job->call);
  }
  free(job);
}

static void cached(void *user, ah_status status, ah_bytes value) {
  struct job *job = user;
  (void)value;
  if (status == AH_OK || status == AH_E_NOT_FOUND) {
    tool_ok(job->call);
  } else {
    tool_fail(job->call, status);
  }
  free(job);
}

static void work(struct job *job) {
  ah_status status;
  if (job->wants_http) {
    if (http == NULL) {
      tool_fail(job->call, AH_E_UNAVAILABLE);
      free(job);
      return;
    }
    const char *head = "{\"method\":\"GET\",\"url\":\"https://example.com/\",\"max_bytes\":1000}";
    status = http->request(tool_host, job->call, tool_bytes(head), (ah_bytes){NULL, 0}, fetched, job);
  } else {
    if (cache == NULL) {
      tool_ok(job->call);
      free(job);
      return;
    }
    status = cache->get(tool_host, job->call, tool_bytes("key"), cached, job);
  }
  if (status == AH_OK) return;
  /* What the host says of the call itself is no status to complete with. */
  tool_fail(job->call, status == AH_E_STALE ? AH_E_CANCELLED : status);
  free(job);
}

static void *run(void *unused) {
  (void)unused;
  pthread_mutex_lock(&mutex);
  while (1) {
    while (jobs == NULL && !stopping) pthread_cond_wait(&changed, &mutex);
    if (jobs == NULL) break;
    struct job *job = jobs;
    jobs = job->next;
    pthread_mutex_unlock(&mutex);
    work(job);
    pthread_mutex_lock(&mutex);
  }
  pthread_mutex_unlock(&mutex);
  return NULL;
}

static ah_status start(const ah_host *host) {
  tool_start(host);
  http = host->ext(host, AH_EXT_HOST_HTTP);
  cache = host->ext(host, AH_EXT_HOST_KV);
  return pthread_create(&thread, NULL, run, NULL) == 0 ? AH_OK : AH_E_INTERNAL;
}

static void stop(void) {
  pthread_mutex_lock(&mutex);
  stopping = 1;
  pthread_mutex_unlock(&mutex);
  pthread_cond_broadcast(&changed);
  pthread_join(thread, NULL);
}

static ah_status invoke(ah_instance *instance, ah_call call, ah_bytes input) {
  (void)instance;
  if (input.len % 3 == 0) {
    tool_ok(call);
    return AH_OK;
  }
  struct job *job = calloc(1, sizeof *job);
  job->call = call;
  job->wants_http = input.len % 3 == 1;
  pthread_mutex_lock(&mutex);
  job->next = jobs;
  jobs = job;
  pthread_mutex_unlock(&mutex);
  pthread_cond_signal(&changed);
  return AH_OK;
}

TOOL_TYPE(.invoke = invoke, .max_concurrency = 6)
TOOL_PLUGIN(.start = start, .stop = stop, .manifest_json = TOOL_HTTP_MANIFEST)
