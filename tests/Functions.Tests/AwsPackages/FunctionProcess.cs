using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>The echo function as a process of its own; killed when the test is over.</summary>
internal sealed partial class FunctionProcess : IDisposable
{
    /// <summary>Least level of the lines a function logs.</summary>
    public const string LogLevelVariable = "AWS_LAMBDA_HANDLER_LOG_LEVEL";

    private const int SigTerm = 15;

    private readonly Process _process;

    public FunctionProcess(FakeRuntimeApi api, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Metadata("EchoFunction")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove(LogLevelVariable);
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Endpoint;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "Echo";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        Output = _process.StandardOutput.ReadToEndAsync();
        ErrorOutput = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Standard output, complete once the process has ended.</summary>
    public Task<string> Output { get; }

    public Task<string> ErrorOutput { get; }

    public static string Metadata(string key) => typeof(FunctionProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>Whether a package comes from aws-packages/ in this build.</summary>
    public static bool IsFromSource(string package) => Metadata("AwsSourcePackages").Split(' ').Contains(package);

    public void Terminate() => Assert.Equal(0, Kill(_process.Id, SigTerm));

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
