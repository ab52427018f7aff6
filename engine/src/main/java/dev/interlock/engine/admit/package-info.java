/// Whether a request may be stored and a work may run. Start at [Admission].
@NullMarked
package dev.interlock.engine.admit;

import org.jspecify.annotations.NullMarked;
