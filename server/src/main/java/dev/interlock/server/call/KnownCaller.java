package dev.interlock.server.call;

import dev.interlock.engine.access.Principal;

/// Who makes a call.
///
/// @param principal who it was proved to be
/// @param address from where
public record KnownCaller(Principal principal, String address) {}
