# make demo    builds, runs the sample jobs and shows what came of them
# make test    builds and runs all tests
#
# Each installs what it needs first (Debian packages, by apt-get; sudo when not root). Needs a Swift 6.3 toolchain.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup build sandbox speeds test demo bench compatibility check format clean

help: ## Tells the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## Installs the Debian packages that are missing and checks the Swift toolchain
	@.ci/setup build

build: setup ## Builds .build/release/carretel and carretel-watch
	swift build -c release --static-swift-stdlib --product carretel
	swift build -c release --static-swift-stdlib --product carretel-watch

# Each module's tests run in a process of their own, side by side within it: several of them start real processes, and
# a sweep of what one test left behind must not end what belongs to another. There are no XCTest tests.
TESTS := Core TestKit System HTTP HTML Browser Store Spool Processors Worker Daemon Commands Sandbox Upstream Portal

sandbox: setup ## Builds .build/release/carretel-sandbox, upstream systems to try it against
	swift build -c release --static-swift-stdlib --product carretel-sandbox

speeds: setup
	swift build -c release --static-swift-stdlib --product carretel-store-speed
	swift build -c release --static-swift-stdlib --product carretel-html-speed

test: setup ## Builds and runs all tests; FILTER=name runs some of them
	@.ci/setup test
	swift build --build-tests
ifdef FILTER
	swift test --skip-build --disable-xctest --filter '$(FILTER)'
else
	@.ci/test-modules $(TESTS)
endif

demo: setup ## Runs the jobs of samples/ on a fresh spool in .demo/ and shows the results
	@samples/demo.sh

bench: build sandbox speeds ## Measures Carretel beside its rivals (about half an hour on an idle machine)
	@.ci/setup bench
	@Benchmarks/bench --install
	Benchmarks/bench $(BENCH)

compatibility: build ## Lets chat-reply talk to LiteLLM and llama.cpp, installed out of PyPI (1 GB, once)
	@.ci/setup compatibility
	Tests/compatibility/openai.sh

check: setup ## Checks format, features, imports and banned API
	.ci/check-format
	.ci/check-features
	.ci/check-banned
	.ci/check-imports

format: ## Formats Package.swift, Sources and Tests in place
	swift format --in-place --parallel --recursive Package.swift Sources Tests

clean: ## Removes everything that was built, demonstrated or measured
	swift package clean
	rm -rf .demo .bench
