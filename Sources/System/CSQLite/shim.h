// SQLite for plugins; the host has it by GRDB. https://www.sqlite.org/c3ref/intro.html
#pragma once
#include <sqlite3.h>

// Swift cannot call C variadics. https://www.sqlite.org/c3ref/c_dbconfig_defensive.html
static inline int ah_sqlite_configure(sqlite3 *database, int option, int value) {
    return sqlite3_db_config(database, option, value, (int *)0);
}
