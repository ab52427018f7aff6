/// The Java client, and the library that remote workers are made with.
@NullMarked
package dev.interlock.client;

import org.jspecify.annotations.NullMarked;
