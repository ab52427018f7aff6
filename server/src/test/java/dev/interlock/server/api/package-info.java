/// Tests of the API over a real port, by the clients that people have.
@NullMarked
package dev.interlock.server.api;

import org.jspecify.annotations.NullMarked;
