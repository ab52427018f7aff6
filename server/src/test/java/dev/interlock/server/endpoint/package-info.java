@NullMarked
package dev.interlock.server.endpoint;

import org.jspecify.annotations.NullMarked;
