/// What stores keep as bytes, the same in every database: facts and requests, written by the schema
/// in `interlock/store/*.proto`.
@NullMarked
package dev.interlock.store.blob;

import org.jspecify.annotations.NullMarked;
