# `make run` issues one certificate on real parts; `make test` runs every test. Both install what they need.

.POSIX:
.PHONY: help run test fuzz page-test screenshots bench package package-test build setup stage golden events format lint clean

# Ask for the whole of it: two cores build no faster in two configurations at a time.
SWIFT = swift
DEBUG = .build/debug
RELEASE = .build/release

help:
	@echo 'make run     one certificate, from card to paper, on pcscd, CUPS and real TLS (needs root or sudo)'
	@echo 'make test    every test'
	@echo 'make page-test    of the tests, the page in a real browser (SCREEN_LANGUAGES="ja en" for a quick look)'
	@echo 'make screenshots  draw docs/screens anew: look at the difference before committing it'
	@echo 'make bench   speed and size, on a release build'
	@echo 'make package the Debian packages, into out/: docs/installing.md (some minutes)'
	@echo 'make package-test  installs, upgrades, rolls back and purges them on a bare Debian (needs root or sudo)'
	@echo 'make fuzz    ten minutes of foreign bytes for each parser (FUZZ_SECONDS=60 for less)'
	@echo 'make golden  record the golden files anew: read the difference before committing it'
	@echo 'make events  make the event catalogue'"'"'s code and page of Sources/Kiosk/Events/events.yaml'
	@echo 'make format  put the Swift files into shape      make lint  say where they are not'
	@echo 'make clean   remove what was built'

setup:
	@Packaging/setup

build: setup
	@$(SWIFT) build --product madoguchi-document-check
	@$(SWIFT) build --product kiosk-sim

run: build
	@if [ "$$(id -u)" = 0 ]; then $(DEBUG)/kiosk-sim issue; else sudo $(DEBUG)/kiosk-sim issue; fi

test: setup
	@Tests/run

stage: setup
	@$(SWIFT) build --product screen-stage
	@Tests/Browser/setup

page-test: stage build
	@.venv/bin/python Tests/Browser/run.py

screenshots: stage
	@.venv/bin/python Tests/Browser/screenshots.py

bench: setup
	@$(SWIFT) build -c release --static-swift-stdlib --product kiosk-sim
	@$(SWIFT) build -c release --static-swift-stdlib --product kioskd
	@$(SWIFT) build -c release --static-swift-stdlib --product madoguchi-document-check
	@$(SWIFT) build -c release --static-swift-stdlib --product screen-stage
	@Tests/Browser/setup
	@status=0; $(RELEASE)/kiosk-sim bench || status=1; \
	    SCREEN_STAGE=$(RELEASE)/screen-stage .venv/bin/python Tests/Browser/bench.py || status=1; \
	    if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	    $$sudo Tests/Machine/bench $(RELEASE)/kioskd $(RELEASE)/kiosk-sim || status=1; exit $$status

package: setup
	@for product in kioskd kioskctl madoguchi-document-check kiosk-sim; do \
	    $(SWIFT) build -c release --static-swift-stdlib --product $$product || exit 1; done
	@Packaging/build $(RELEASE)

package-test: package
	@if [ "$$(id -u)" = 0 ]; then Tests/Package/run; else sudo Tests/Package/run; fi

fuzz: setup
	@Tests/Fuzz/run $${FUZZ_SECONDS:-600}

events: setup
	@python3 Sources/Kiosk/Events/generate.py

golden: setup
	MADOGUCHI_RECORD_GOLDEN=1 $(SWIFT) test --filter IssuanceTests
	git --no-pager diff --stat -- Tests

format:
	$(SWIFT) format --in-place --parallel --recursive Sources Board Simulator Tests Package.swift

lint:
	$(SWIFT) format lint --strict --parallel --recursive Sources Board Simulator Tests Package.swift

clean:
	rm -rf .build .work out
