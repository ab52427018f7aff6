/// The report of a work: one HTML document that is read without a server, for the ticket of the
/// change. Knows the messages of the API, not the engine.
///
/// Start at [WorkReport].
@NullMarked
package dev.interlock.server.report;

import org.jspecify.annotations.NullMarked;
