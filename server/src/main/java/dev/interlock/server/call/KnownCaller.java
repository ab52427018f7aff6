package dev.interlock.server.call;

import dev.interlock.engine.access.Principal;
import java.util.Optional;

/// Who makes a call.
///
/// @param principal who it was proved to be
/// @param address from where
/// @param hindrance why nothing but a pull of the emergency stop is taken from there
public record KnownCaller(Principal principal, String address, Optional<Refusal> hindrance) {}
