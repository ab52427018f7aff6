package dev.interlock.engine.journal;

import dev.interlock.engine.work.WorkId;

/// The right to write a work's journal, good until somebody else claims the work.
public record Claim(WorkId id, long fence) {}
