/// Tests of the audit's own files, and of what finds changes in it.
@NullMarked
package dev.interlock.server.audit;

import org.jspecify.annotations.NullMarked;
