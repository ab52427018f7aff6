package dev.interlock.engine.journal;

import dev.interlock.engine.work.WorkId;
import dev.interlock.plugin.Target;

/// That a job of a work touches a target, and no other job may.
///
/// @param job its number in the work
public record TargetUse(Target target, WorkId work, int job) {}
