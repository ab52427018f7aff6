package dev.interlock.server.settings;

import java.nio.file.Path;

/// A value that somebody gave, not yet read.
///
/// @param key `listen`, or `token-buckets.diskEraseSatellite.capacity`
/// @param where for messages and the log: `flag --listen`
/// @param folder what a relative path is relative to
record Given(String key, String text, String where, Path folder) {}
