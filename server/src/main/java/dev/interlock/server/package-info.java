/// The process: settings, identity, endpoints, web pages and the wiring of them all.
@NullMarked
package dev.interlock.server;

import org.jspecify.annotations.NullMarked;
