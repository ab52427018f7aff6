package dev.interlock.engine.work;

import dev.interlock.plugin.Block;

/// How a block stands.
///
/// @param firstJob the number of its first job
/// @param startedMillis since the epoch; 0 before it has started
/// @param endedMillis since the epoch; 0 before it has ended
public record BlockView(
    Block block,
    int firstJob,
    BlockState state,
    JobCounts counts,
    long startedMillis,
    long endedMillis) {}
