@NullMarked
package dev.interlock.examples.diskerase.site;

import org.jspecify.annotations.NullMarked;
