/// REST, where a whole server is too much.
@NullMarked
package dev.interlock.server.rest;

import org.jspecify.annotations.NullMarked;
