/// The job types that the server registered, with what it offers to each. Start at [JobTypes].
@NullMarked
package dev.interlock.engine.catalogue;

import org.jspecify.annotations.NullMarked;
