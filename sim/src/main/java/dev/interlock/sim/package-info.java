/// A deterministic simulation of several replicas around one store, with everything that can go
/// wrong: one thread, a virtual clock, and all chance from one seed. It runs the engine's machine,
/// its courses and the store's rules as they are; threads, sockets and disks are played.
///
/// Not part of the product. Start at [Schedule].
@NullMarked
package dev.interlock.sim;

import org.jspecify.annotations.NullMarked;
