/// The sample's job types, as the server loads them. They see the plug-in seam and the inventory.
@NullMarked
package dev.interlock.examples.diskerase.job;

import org.jspecify.annotations.NullMarked;
