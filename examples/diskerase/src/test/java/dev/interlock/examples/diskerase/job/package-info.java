@NullMarked
package dev.interlock.examples.diskerase.job;

import org.jspecify.annotations.NullMarked;
