/// JSON as values, read strictly: what RFC 8259 leaves to the reader (duplicate keys, depth, sizes,
/// broken UTF-8) is an error here. Knows nothing of what the values mean. Start at [JsonReader].
@NullMarked
package dev.interlock.server.json;

import org.jspecify.annotations.NullMarked;
