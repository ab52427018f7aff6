/// The rules of the house that a machine can hold, over all modules: their classes, their sources
/// and their documents.
@NullMarked
package dev.interlock.server.house;

import org.jspecify.annotations.NullMarked;
