package dev.interlock.plugin;

/// What running a job does to the world.
///
/// @param result one line: what is true after it succeeded
/// @param targets one line: what it touches; empty when it touches nothing
/// @param crashClass what a lost outcome means
public record Effect(String result, String targets, CrashClass crashClass) {}
