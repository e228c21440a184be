using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.LocalCloud;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Redrive;

/// <summary>The deployed ways of what could not be counted, on one machine: the function's S3 sink, the event source's bucket, and redrive from both.</summary>
public sealed class LocalBucketTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RejectsAndGivenUpBatches_OfTheLocalBucket_AreRedrivenByTheSameCommandAsOnAws()
    {
        var log = new TestLog();
        string marker = Path.Combine(Path.GetTempPath(), $"logfn-records-{Guid.NewGuid():N}");
        try
        {
            var options = new LocalCloudOptions
            {
                Shards = 1,
                FunctionCommands = new Dictionary<string, IReadOnlyList<string>> { ["AggregatorFunction"] = TestFunctions.Command },
                FunctionEnvironment = new Dictionary<string, string> { ["RECORD_FILE"] = marker },
                MaximumRetryAttempts = 0,
                BatchingWindow = TimeSpan.FromMilliseconds(50),
                RunSchedules = false,
            };
            await using LocalCloudHost host = await LocalCloudHost.StartAsync(options, log, Cancel);
            using IAmazonKinesis kinesis = host.CreateKinesisClient();
            await kinesis.PutRecordAsync(new PutRecordRequest { StreamName = host.StreamName, PartitionKey = "p", Data = new MemoryStream("poison"u8.ToArray()) }, Cancel);
            await host.WaitUntilDrainedAsync(Cancel);

            string? Variable(string name) => name switch
            {
                "AWS_ENDPOINT_URL_S3" => host.S3Endpoint.ToString(),
                _ => null,
            };
            string[] args = ["redrive", "--from", $"s3://{host.FailureBucket}", "--stream", host.StreamName, "--endpoint", host.KinesisEndpoint.ToString(), "--no-ledger"];
            var first = await CliHarness.RunAsync(Variable, args);
            var second = await CliHarness.RunAsync(Variable, args);

            Assert.Equal((0, ""), (first.ExitCode, first.Error));
            Assert.Contains("1 objects: 1 put", first.Out, StringComparison.Ordinal);
            Assert.Equal(0, second.ExitCode);
            Assert.Contains("0 put", second.Out, StringComparison.Ordinal);
            Assert.Single(Directory.GetFiles(Path.Combine(host.FailureDirectory, "redriven"), "*", SearchOption.AllDirectories));
        }
        finally
        {
            File.Delete(marker);
        }
    }
}
