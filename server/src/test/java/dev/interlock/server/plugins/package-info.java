/// Tests.
@NullMarked
package dev.interlock.server.plugins;

import org.jspecify.annotations.NullMarked;
