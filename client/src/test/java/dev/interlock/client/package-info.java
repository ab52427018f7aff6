/// Tests of the client against a real gRPC server that answers from a script.
@NullMarked
package dev.interlock.client;

import org.jspecify.annotations.NullMarked;
