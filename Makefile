# Only what `sam build` calls: build-<LogicalId> puts into ARTIFACTS_DIR what Lambda starts, under the name it expects.
# Native code needs the C library it was linked with or a newer one, so build on Amazon Linux 2023 or with `sam build --use-container`.
# AOT=0 builds without a native toolchain: ReadyToRun, self-contained, larger and slower to start.

AOT ?= 1
ARCH := $(shell uname -m)
RUNTIME := $(if $(filter aarch64 arm64,$(ARCH)),linux-arm64,linux-x64)
# The published AWS packages. Where the registry lacks them: make AWS_PACKAGES=source
AWS_PACKAGES ?= nuget

.PHONY: build-AggregatorFunction

build-AggregatorFunction:
	dotnet publish functions/Aggregator -c Release -r $(RUNTIME) --self-contained -p:AOT=$(AOT) -p:AwsPackages=$(AWS_PACKAGES) -o "$(ARTIFACTS_DIR)"
	mv "$(ARTIFACTS_DIR)/LogFunctions.Aggregator" "$(ARTIFACTS_DIR)/bootstrap"
	rm -f "$(ARTIFACTS_DIR)"/*.pdb "$(ARTIFACTS_DIR)"/*.dbg "$(ARTIFACTS_DIR)"/*.xml
