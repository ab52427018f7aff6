/// Tests.
@NullMarked
package dev.interlock.server.json;

import org.jspecify.annotations.NullMarked;
