/// The sample's client: plans the erasure of a satellite, has it run and watches it. Sees the
/// client library and the inventory. Start at [ErasePlan] for what is submitted and at [Diskerase]
/// for the commands.
@NullMarked
package dev.interlock.examples.diskerase.client;

import org.jspecify.annotations.NullMarked;
