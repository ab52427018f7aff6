package dev.interlock.plugin;

/// A thing in the world that a job touches.
///
/// @param kind what sort of thing, for instance `machine`
/// @param name which one, for instance `aa01.aap`
public record Target(String kind, String name) {}
