package dev.interlock.server.settings;

import java.nio.file.Path;

/// A value that somebody gave, not yet read.
///
/// @param key `listen`, or `token-buckets.diskEraseSatellite.capacity`
/// @param where for messages and the log: `flag --listen`
record Given(String key, String text, String where, Origin origin) {

  /// What settings come from.
  ///
  /// @param name for people: `configs/interlock.json`, as the operator named it
  /// @param folder what a relative path in it is relative to
  record Origin(String name, Path folder) {}
}
