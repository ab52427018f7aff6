/// Tests.
@NullMarked
package dev.interlock.server.files;

import org.jspecify.annotations.NullMarked;
