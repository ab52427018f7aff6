/// What tests need of calls.
@NullMarked
package dev.interlock.server.call;

import org.jspecify.annotations.NullMarked;
