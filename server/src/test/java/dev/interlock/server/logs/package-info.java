/// Tests of what log lines look like.
@NullMarked
package dev.interlock.server.logs;

import org.jspecify.annotations.NullMarked;
