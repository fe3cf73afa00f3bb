// SQLite for plugins; the host has it by GRDB. https://www.sqlite.org/c3ref/intro.html
#pragma once
#include <sqlite3.h>
