/* The plugin's file, opened, checked and described. */
#ifndef LIBRARY_H
#define LIBRARY_H
#include "basics.h"

typedef struct library {
  ah_plugin plugin;
  /* By index: the plugin's own table, which create gets back, and a copy as far as this build knows it. */
  const ah_tool_type **tables;
  ah_tool_type *types;
  /* Whole ones only, from when the plugin has started; size 0: the type has none. */
  ah_knowledge *knowledge;
} library;

extern library the_library;

/* Loads the file and asks for its table. Its constructors run here. A file that is no plugin is the host's to hear of: then the process
 * ends. */
void library_open(const char *file);

/* Sends the description. confined: AHR_CONFINED_... bits. */
void library_describe(uint16_t confined);

/* Reads the tables of the types' extensions. The refusal's text, made for it, where one is broken; otherwise NULL. */
char *library_extend(void);
#endif
