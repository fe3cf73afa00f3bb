/* PluginRunner: loads one plugin in a process of its own and speaks with the host by the frames of agenthub_runner.h. */
#include "basics.h"
#include "callbacks.h"
#include "confine.h"
#include "crew.h"
#include "library.h"
#include "loads.h"
#include "options.h"
#include "watch.h"
#include "wire.h"

int main(int count, char **words) {
  options options = options_parse(count, words);
  if (!wire_open()) end(ENDS_ARGUMENTS);
  /* From here on nothing of this process reaches what it is not to reach; only then does code of the plugin's run. */
  uint16_t confined = confine(&options);
  library_open(options.file);
  library_describe(confined);
  if (options.describes) end(ENDS_AS_ASKED);
  watch_begin();
  loads_begin(options.load_limit);
  callbacks_begin(options.threads, options.grace);
  crew_begin(options.threads, options.grace);
  crew_work();
}
