// zlib, for the parts of ZIP files. https://zlib.net/manual.html
#pragma once
#include <zlib.h>
