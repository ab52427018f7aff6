/// The calls as REST: what `google.api.http` says in the .proto files, read at start, so that there
/// is no second list of paths. Watch is served as server-sent events, Report as the document
/// itself.
///
/// Start at [RestServices].
@NullMarked
package dev.interlock.server.rest;

import org.jspecify.annotations.NullMarked;
