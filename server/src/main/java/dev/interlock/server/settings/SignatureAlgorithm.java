package dev.interlock.server.settings;

/// How tokens are signed, by the names of RFC 7518, 3.1. None of these has a key that both sides
/// know.
public enum SignatureAlgorithm {
  RS256,
  PS256,
  ES256
}
