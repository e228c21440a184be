using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LogFunctions.Tools.Tests.Deploy;

/// <summary>The Makefile as `sam build` runs it, with a stand-in for dotnet, on machines of every kind.</summary>
public sealed partial class BuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-build-").FullName;

    public BuildTests()
    {
        foreach (string file in (string[])["Makefile", "template.yaml", "samconfig.toml"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Deploy", file), Path.Combine(_folder, file));
        }

        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        File.WriteAllText(Path.Combine(_folder, "binary"), "\0GLIBC_2.2.5\0GLIBC_2.34\0");
        Script("dotnet", """echo "$*" >> "$BUILD_FOLDER/calls"; cp "$BUILD_FOLDER/binary" "$ARTIFACTS_DIR/LogFunctions.$(basename "$2")" """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("x86_64", "x86_64", "linux-x64")]
    [InlineData("arm64", "aarch64", "linux-arm64")]
    [InlineData("arm64", "arm64", "linux-arm64")]
    public async Task Make_OnAMachineOfTheArchitecture_PublishesForIt(string architecture, string machine, string runtime)
    {
        Choose(architecture);
        (int exitCode, string errors) = await MakeAsync("Linux", machine);
        Assert.True(exitCode == 0, errors);
        Assert.Contains($"-r {runtime} ", Calls(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "artifacts", "bootstrap")));
    }

    [Fact]
    public async Task Make_EveryFunctionOfTheTemplate_PublishesItsProject()
    {
        string[] functions = [.. FunctionId().Matches(await File.ReadAllTextAsync(Path.Combine(_folder, "template.yaml"), TestContext.Current.CancellationToken)).Select(m => m.Groups[1].Value)];
        Assert.Contains("Aggregator", functions);
        foreach (string function in functions)
        {
            (int exitCode, string errors) = await MakeAsync("Linux", "x86_64", function);
            Assert.True(exitCode == 0, errors);
            Assert.Contains($"publish functions/{function} ", Calls(), StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(_folder, "artifacts", "bootstrap")));
            File.Delete(Path.Combine(_folder, "artifacts", "bootstrap"));
        }
    }

    [Theory]
    [InlineData("x86_64", "Linux", "aarch64")]
    [InlineData("arm64", "Linux", "x86_64")]
    [InlineData("x86_64", "Darwin", "x86_64")]
    [InlineData("arm64", "Darwin", "arm64")]
    public async Task Make_OnAnotherMachine_SaysWhatToDoAndBuildsNothing(string architecture, string system, string machine)
    {
        Choose(architecture);
        (int exitCode, string errors) = await MakeAsync(system, machine);
        Assert.NotEqual(0, exitCode);
        Assert.Contains($"template.yaml says Linux {architecture}, this is {system}", errors, StringComparison.Ordinal);
        Assert.Contains("sam build --use-container", errors, StringComparison.Ordinal);
        Assert.Equal("", Calls());
    }

    [Theory]
    [InlineData("x86_64", "linux-x64")]
    [InlineData("arm64", "linux-arm64")]
    public async Task Make_WithoutNativeCode_PublishesForTheTemplateOnAnyMachine(string architecture, string runtime)
    {
        Choose(architecture);
        (int exitCode, string errors) = await MakeAsync("Darwin", architecture == "arm64" ? "x86_64" : "arm64", settings: "AOT=0");
        Assert.True(exitCode == 0, errors);
        Assert.Contains($"-r {runtime} ", Calls(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Make_BinaryOfANewerCLibrary_IsRefusedAndNotLeftThere()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "binary"), "\0GLIBC_2.9\0GLIBC_2.38\0", TestContext.Current.CancellationToken);
        (int exitCode, string errors) = await MakeAsync("Linux", "x86_64");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("C library 2.38; Amazon Linux 2023 has 2.34", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "artifacts", "bootstrap")));
    }

    /// <summary>Another architecture is chosen as docs/operations.md says: one word, in two files.</summary>
    private void Choose(string architecture)
    {
        foreach (string file in (string[])["template.yaml", "samconfig.toml"])
        {
            string path = Path.Combine(_folder, file);
            File.WriteAllText(path, File.ReadAllText(path).Replace("x86_64", architecture, StringComparison.Ordinal));
        }
    }

    private string Calls() => File.Exists(Path.Combine(_folder, "calls")) ? File.ReadAllText(Path.Combine(_folder, "calls")) : "";

    private async Task<(int ExitCode, string Errors)> MakeAsync(string system, string machine, string function = "Aggregator", params string[] settings)
    {
        Script("uname", $"""if [ "$1" = -s ]; then echo {system}; else echo {machine}; fi""");
        Directory.CreateDirectory(Path.Combine(_folder, "artifacts"));
        var start = new ProcessStartInfo("make", [$"build-{function}Function", .. settings]) { WorkingDirectory = _folder };
        start.Environment["PATH"] = Path.Combine(_folder, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["ARTIFACTS_DIR"] = Path.Combine(_folder, "artifacts");
        start.Environment["BUILD_FOLDER"] = _folder;
        start.Environment["LC_ALL"] = "C";
        (int exitCode, _, string errors) = await InstalledTool.RunAsync(start, "make (Debian: apt-get install make)");
        return (exitCode, errors);
    }

    private void Script(string name, string body)
    {
        string path = Path.Combine(_folder, "bin", name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [GeneratedRegex(@"^  (\w+)Function:\r?\n    Type: AWS::Serverless::Function", RegexOptions.Multiline)]
    private static partial Regex FunctionId();
}
