using System.ComponentModel;
using System.Diagnostics;

namespace LogFunctions.LocalCloud.CloudWatch;

/// <summary>The same calls of boto3 against this CloudWatch and against moto, where moto is right; skipped where either is missing.</summary>
public sealed class MotoTests(CloudWatchFixture cloudWatch) : IClassFixture<CloudWatchFixture>
{
    private const int NotInstalled = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_OfBoto3_AreAnsweredAsMotoAnswers()
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "LocalCloud", "CloudWatch", "check_cloudwatch.py"), cloudWatch.Endpoint.ToString().TrimEnd('/')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process python = Start(start);
        Task<string> errors = python.StandardError.ReadToEndAsync(Cancel);
        string output = await python.StandardOutput.ReadToEndAsync(Cancel);
        await python.WaitForExitAsync(Cancel);
        Assert.SkipWhen(python.ExitCode == NotInstalled, "boto3 or moto is not installed (pip install boto3 'moto[server]')");
        Assert.True(python.ExitCode == 0, output + await errors);
        Assert.Contains("all alike", output, StringComparison.Ordinal);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            throw;
        }
    }
}
