package dev.interlock.engine.work;

import dev.interlock.plugin.Block;

/// How a block stands.
///
/// @param firstJob the number of its first job
/// @param limit how many of its sequences may run at once now
/// @param startedMillis since the epoch; 0 before it has started
/// @param endedMillis since the epoch; 0 before it has ended
public record BlockView(
    Block block,
    int firstJob,
    int limit,
    BlockState state,
    JobCounts counts,
    long startedMillis,
    long endedMillis) {}
