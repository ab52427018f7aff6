/// The store in one SQLite file. Start at [SqliteStore]: reads go to [Readers], every write to
/// [Writer].
@NullMarked
package dev.interlock.store.sqlite;

import org.jspecify.annotations.NullMarked;
