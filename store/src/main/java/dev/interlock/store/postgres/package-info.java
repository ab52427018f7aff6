/// The store in a PostgreSQL database, for any number of servers. Start at [PostgresStore]: reads
/// go to [Pool], every write to [Committer].
@NullMarked
package dev.interlock.store.postgres;

import org.jspecify.annotations.NullMarked;
