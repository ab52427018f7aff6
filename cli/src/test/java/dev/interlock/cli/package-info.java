/// Tests of the commands, run in this process against a real gRPC server that answers from a
/// script.
@NullMarked
package dev.interlock.cli;

import org.jspecify.annotations.NullMarked;
