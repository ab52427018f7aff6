/// Tests of reading the files that people write.
@NullMarked
package dev.interlock.cli.file;

import org.jspecify.annotations.NullMarked;
