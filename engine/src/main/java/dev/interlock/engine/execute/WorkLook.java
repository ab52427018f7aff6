package dev.interlock.engine.execute;

import dev.interlock.engine.journal.WorkRecord;
import dev.interlock.engine.work.WorkMachine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;

/// A work as it is at one moment. One that a function is given is good only inside it.
///
/// @param at the moment, by the clock of this process
/// @param machine to be read, never changed
/// @param running what the running attempt of a job shows of itself
public record WorkLook(
    Instant at,
    WorkRecord record,
    WorkMachine machine,
    IntFunction<Optional<AttemptOutput>> running) {}
