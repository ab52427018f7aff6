/// Benchmarks: durable steps per second, start-up, memory per work.
@NullMarked
package dev.interlock.bench;

import org.jspecify.annotations.NullMarked;
