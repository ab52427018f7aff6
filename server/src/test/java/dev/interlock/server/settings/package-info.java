/// Tests.
@NullMarked
package dev.interlock.server.settings;

import org.jspecify.annotations.NullMarked;
