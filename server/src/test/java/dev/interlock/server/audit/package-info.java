@NullMarked
package dev.interlock.server.audit;

import org.jspecify.annotations.NullMarked;
