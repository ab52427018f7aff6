# Interlock's commands. Everything that needs a JDK 25 gets the one that libexec/find-java finds.

export JAVA_HOME := $(shell libexec/find-java)
ifeq ($(JAVA_HOME),)
$(error no JDK to build with, see above)
endif

# Maven 3.8 itself uses sun.misc.Unsafe; JDK 25 would say so on every run
export MAVEN_OPTS := --sun-misc-unsafe-memory-access=allow $(MAVEN_OPTS)

MVN     := mvn -B -ntp
BUILT   := dist/target/.built
INPUTS  := $(shell find pom.xml .mvn bin libexec configs deploy docs */pom.xml */src examples \
             -name target -prune -o -type f -print 2>/dev/null)

# what `make sim` and `make crash` do, unless they are told otherwise
SECONDS := 60
SEED    := 1
KILLS   := 500
SIM      = $(JAVA_HOME)/bin/java -cp "$$(ls sim/target/interlock-sim-[0-9]*.jar):$$(cat \
             sim/target/runtime.classpath)" dev.interlock.sim

CHAOS    = $(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
             -Dinterlock.root=. -Dinterlock.e2e.plugin="$$(ls e2e/target/interlock-e2e-[0-9]*.jar)" \
             -Dinterlock.e2e.archive="$(CURDIR)/e2e/target/chaos.jsa" \
             -cp "e2e/target/test-classes:$$(cat e2e/target/test.classpath)"
CHAOS_MAIN = dev.interlock.e2e.ChaosRun target/chaos.json

.DEFAULT_GOAL := help
.PHONY: help build demo check format bench abuse sim mutants fuzz crash chaos page-speed aot outdated clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

build: $(BUILT) ## compile and assemble dist/target/interlock, without tests; nothing if nothing changed

# -q leaves warnings and errors; the gates that `check` runs are not run here, the compiler's are
$(BUILT): $(INPUTS)
	@echo "building with $(JAVA_HOME)"
	@$(MVN) -q package -DskipTests
	@touch $@
	@echo "built dist/target/interlock; try bin/interlock --help"

demo: build ## start a server, submit the diskerase example, watch it, stop it
	@sh examples/diskerase/demo.sh

check: ## everything that must hold before a change is read: gates, tests, launchers, same bytes twice
	@mkdir -p target
	@rm -f target/check.exit; { $(MVN) -T 2 verify; echo $$? > target/check.exit; } 2>&1 | tee target/check.log; exit $$(cat target/check.exit | grep . || echo 1)
	@touch $(BUILT)
	sh e2e/src/test/canary.sh
	sh dist/src/test/launchers.sh
	sh dist/src/test/libraries.sh
	sh dist/src/test/reproducible.sh
	$(SIM).Main 20 $(SEED) target/sim.json && sh server/src/test/fuzz/run.sh 3 & others=$$!; \
	  $(CHAOS) -Dseconds=40 -Dseed=$(SEED) $(CHAOS_MAIN); chaos=$$?; wait $$others && exit $$chaos

fuzz: build ## throw inputs at whatever reads strangers' texts, SECONDS (60) for each; finds go to target/fuzz
	@sh server/src/test/fuzz/run.sh $(SECONDS)

crash: build ## kill -9 the server KILLS times under load (500: some 15 minutes); writes target/crash.json
	@$(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -Dkills=$(KILLS) -Dseed=$(SEED) -Dinterlock.root=. \
	  -Dinterlock.e2e.plugin="$$(ls e2e/target/interlock-e2e-[0-9]*.jar)" \
	  -Dinterlock.e2e.archive="$(CURDIR)/e2e/target/crash.jsa" \
	  -cp "e2e/target/test-classes:$$(cat e2e/target/test.classpath)" dev.interlock.e2e.CrashRun target/crash.json

chaos: build ## SECONDS (600) of three servers on one PostgreSQL where everything fails; writes target/chaos.json
	@$(CHAOS) -Dseconds=$(if $(filter file,$(origin SECONDS)),600,$(SECONDS)) -Dseed=$(SEED) $(CHAOS_MAIN)

page-speed: build ## measure the page in a real browser: first view, a work of 10,000 jobs, frames
	@$(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED -Dinterlock.root=. \
	  -Dinterlock.e2e.plugin="$$(ls e2e/target/interlock-e2e-[0-9]*.jar)" \
	  -Dinterlock.e2e.archive="$(CURDIR)/e2e/target/page-speed.jsa" \
	  -cp "e2e/target/test-classes:$$(cat e2e/target/test.classpath)" dev.interlock.e2e.PageSpeed

format: ## put the Java sources into their form
	@$(MVN) -q spotless:apply

bench: build ## measure the service against what this disk allows; about nine minutes
	@$(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -cp "$$(ls bench/target/interlock-bench-[0-9]*.jar):$$(cat bench/target/runtime.classpath)" dev.interlock.bench.Main

abuse: build ## what a good client notices while 1,000 connections abuse the server; a minute and a half
	@$(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -cp "$$(ls bench/target/interlock-bench-[0-9]*.jar):$$(cat bench/target/runtime.classpath)" dev.interlock.bench.Abuse

sim: build ## simulate crashes and races: 60 s from seed 1, or make sim SECONDS=600 SEED=7
	@$(SIM).Main $(SECONDS) $(SEED) target/sim.json

mutants: build ## does the simulation find every fault of docs/simulation.md? up to 10 minutes for each
	@$(SIM).mutant.MutantMain . 600

aot: build ## make the caches that halve the programs' start-up time
	@libexec/make-aot

outdated: ## newer versions of what pom.xml declares
	@$(MVN) -N -DprocessDependencyManagementTransitive=false versions:display-property-updates \
	  versions:display-dependency-updates versions:display-plugin-updates | grep -e '->' | sort -u

clean: ## delete what was built
	@rm -rf target */target examples/*/target
