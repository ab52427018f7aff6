/// The sample: erasing the disks of a satellite, safely. A plug-in and a client, as somebody
/// outside this repository would write them.
///
/// `site` reads what sites and machines there are, `job` has the job types that the server loads,
/// `client` plans an erasure and has it run. Start at [Main]. Nothing here erases anything.
@NullMarked
package dev.interlock.examples.diskerase;

import org.jspecify.annotations.NullMarked;
