/// Tests of what is drawn.
@NullMarked
package dev.interlock.cli.screen;

import org.jspecify.annotations.NullMarked;
