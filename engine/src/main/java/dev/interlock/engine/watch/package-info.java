/// Shows what happens to works, to whoever asks, as it becomes durable. Start at [WatchFeed], then
/// [FollowedWork].
@NullMarked
package dev.interlock.engine.watch;

import org.jspecify.annotations.NullMarked;
