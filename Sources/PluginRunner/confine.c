#include "confine.h"
uint16_t confine(const options *options) { (void)options; return 0; }
