/// Which sites and machines there are: stands in for the database that would know. Start at
/// [Inventory].
@NullMarked
package dev.interlock.examples.diskerase.site;

import org.jspecify.annotations.NullMarked;
