/// Reads the work requests that people write: JSON or protobuf text, from a file or standard input.
///
/// Start at [WorkFile].
@NullMarked
package dev.interlock.cli.file;

import org.jspecify.annotations.NullMarked;
