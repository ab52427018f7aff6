/// The two files that operators edit while the server runs: which policies apply, and what may run.
///
/// Both are read by content, and what cannot be read well means no. Start at [PolicyFile] and
/// [EsFile].
@NullMarked
package dev.interlock.server.files;

import org.jspecify.annotations.NullMarked;
