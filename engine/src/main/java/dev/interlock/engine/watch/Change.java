package dev.interlock.engine.watch;

import dev.interlock.engine.work.WorkMachine;
import dev.interlock.engine.work.WorkState;
import java.time.Instant;
import java.util.List;

/// What is other in a work than a watcher knows. Good only inside the function that is given it.
///
/// Where more jobs have changed than one change carries, those that changed first come first: each
/// part is of the work as it is now, and only the last says that it has ended.
///
/// @param seq the entry up to which the watcher knows everything then
/// @param at the time of the newest entry
/// @param reason or what it waits for
/// @param blocks that changed, by their places, ascending
/// @param jobs that changed, by their numbers over the whole work, ascending
/// @param machine to be read, never changed
public record Change(
    long seq,
    Instant at,
    WorkState state,
    String reason,
    List<Integer> blocks,
    List<Integer> jobs,
    WorkMachine machine) {}
