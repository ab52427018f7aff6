/// Erasing disks safely: a job type, its policy and its client, outside the service.
@NullMarked
package dev.interlock.examples.diskerase;

import org.jspecify.annotations.NullMarked;
