/**
 * The state in one SQLite file, shared by many processes. Start with {@link dev.tunnelmanager.adapter.sqlite.SqliteStateStore};
 * {@code V1.sql} shows what is stored. A class named {@code ...Rows} holds the SQL of one subject. Decisions about what is
 * stored do not belong here.
 */
@NullMarked
package dev.tunnelmanager.adapter.sqlite;

import org.jspecify.annotations.NullMarked;
