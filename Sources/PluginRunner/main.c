/* PluginRunner: loads one plugin in a process of its own and speaks with the host by the frames of agenthub_runner.h. */
#include "agenthub_runner.h"

int main(void) { return 2; }
