using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;

namespace LogFunctions.LocalCloud.S3;

/// <summary>The endpoint as boto3 sees it, and what boto3 wrote as AWSSDK.S3 sees it; skipped where Python or boto3 is missing.</summary>
public sealed class Boto3Tests(S3Fixture s3) : IClassFixture<S3Fixture>
{
    private const int NotInstalled = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [SuppressMessage("Security", "CA5351", Justification = "What an ETag is.")]
    public async Task Calls_OfBoto3_AllHold_AndTheOtherClientReadsTheSameBytes()
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "LocalCloud", "S3", "check_s3.py"), s3.Endpoint.ToString().TrimEnd('/'), "logs"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process python = Start(start);
        Task<string> errors = python.StandardError.ReadToEndAsync(Cancel);
        string output = await python.StandardOutput.ReadToEndAsync(Cancel);
        await python.WaitForExitAsync(Cancel);
        Assert.SkipWhen(python.ExitCode == NotInstalled, "boto3 is not installed (pip install boto3)");
        Assert.True(python.ExitCode == 0, output + await errors);
        Assert.Contains("all held", output, StringComparison.Ordinal);

        using AmazonS3Client client = s3.NewClient();
        foreach (string name in (string[])["path", "virtual", "signed"])
        {
            using GetObjectResponse got = await client.GetObjectAsync("logs", $"boto/{name}/3000000 +%25é", Cancel);
            Assert.Equal(got.ETag.Trim('"'), Convert.ToHexStringLower(await MD5.HashDataAsync(got.ResponseStream, Cancel)));
            Assert.Equal(3_000_000, got.ContentLength);
        }
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
