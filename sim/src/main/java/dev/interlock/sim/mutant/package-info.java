/// How strong the simulation is: faults made by hand, put into the sources one at a time, each of
/// which the simulation must find. The list is the resource `mutants.txt`; nothing of it is in the
/// product. Start at [MutantMain].
@NullMarked
package dev.interlock.sim.mutant;

import org.jspecify.annotations.NullMarked;
