/// The report of a work, from a whole server.
@NullMarked
package dev.interlock.server.report;

import org.jspecify.annotations.NullMarked;
