package dev.interlock.engine.journal;

/// What an attempt wrote, as far as it is kept.
///
/// @param job its number in the work
/// @param attempt from 1
public record Output(int job, int attempt, String text) {}
