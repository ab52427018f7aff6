/// The `interlock` command: one class per command.
///
/// Knows the client and nothing of the server. Start at [Main]; what a command shows is drawn in
/// `screen`, the files that people write are read in `file`.
@NullMarked
package dev.interlock.cli;

import org.jspecify.annotations.NullMarked;
