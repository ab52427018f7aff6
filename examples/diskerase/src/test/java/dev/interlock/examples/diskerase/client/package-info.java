@NullMarked
package dev.interlock.examples.diskerase.client;

import org.jspecify.annotations.NullMarked;
