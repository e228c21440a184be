# Only what `sam build` calls: build-<LogicalId> puts into ARTIFACTS_DIR what Lambda starts, under the name it expects.
# `sam build --use-container` runs this in the image that samconfig.toml names, on Linux, macOS and Windows alike.
# AOT=0 builds without a native toolchain, on any machine: ReadyToRun, self-contained, larger and slower to start.

AOT ?= 1
# The published AWS packages. Where the registry lacks them: make AWS_PACKAGES=source
AWS_PACKAGES ?= nuget

# The template says for which processor, once, for the build and for the deployment.
ARCHITECTURE := $(shell sed -n '/^  Architecture:/,/Default:/s/^ *Default: *//p' template.yaml)
RUNTIME := $(if $(filter arm64,$(ARCHITECTURE)),linux-arm64,linux-x64)
MACHINE := $(shell uname -s) $(patsubst aarch64,arm64,$(shell uname -m))
# Amazon Linux 2023 has this C library. What needs a newer one does not start there.
GLIBC_MINOR := 34

# A function per word: functions/<word> becomes the template's <word>Function.
FUNCTIONS := Aggregator Archiver ShardScaler DashboardWidget

.PHONY: $(FUNCTIONS:%=build-%Function) check-machine

$(FUNCTIONS:%=build-%Function): build-%Function: check-machine
	dotnet publish functions/$* -c Release -r $(RUNTIME) --self-contained -p:AOT=$(AOT) -p:AwsPackages=$(AWS_PACKAGES) -o "$(ARTIFACTS_DIR)"
	mv "$(ARTIFACTS_DIR)/LogFunctions.$*" "$(ARTIFACTS_DIR)/bootstrap"
	rm -f "$(ARTIFACTS_DIR)"/*.pdb "$(ARTIFACTS_DIR)"/*.dbg "$(ARTIFACTS_DIR)"/*.xml
	$(call check-c-library,$(ARTIFACTS_DIR)/bootstrap)

check-machine:
	@[ -n "$(ARTIFACTS_DIR)" ] || { echo "This Makefile is for sam build: ARTIFACTS_DIR is not set." >&2; exit 1; }
	@command -v dotnet >/dev/null || { echo "No .NET SDK here. 'sam build --use-container' takes an image that has it: samconfig.toml names it." >&2; exit 1; }
ifneq ($(AOT),0)
	@[ "$(MACHINE)" = "Linux $(ARCHITECTURE)" ] || { echo "Native code is made on the machine it is for: template.yaml says Linux $(ARCHITECTURE), this is $(MACHINE)." \
	  "Build with 'sam build --use-container' and the image of $(ARCHITECTURE) (samconfig.toml), write the other architecture into both files, or set AOT=0." >&2; exit 1; }
endif

define check-c-library
	@newest=$$(LC_ALL=C grep -a -o 'GLIBC_2\.[0-9]*' "$(1)" | sed 's/.*\.//' | sort -n | tail -n 1); \
	[ "$${newest:-0}" -le $(GLIBC_MINOR) ] || { rm -f "$(1)"; \
	  echo "Built against C library 2.$$newest; Amazon Linux 2023 has 2.$(GLIBC_MINOR), so this would not start in Lambda. Build with 'sam build --use-container'." >&2; exit 1; }
endef
