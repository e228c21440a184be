using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using LogFunctions.Cli.Redrive;
using LogFunctions.Core.Ledger;
using LogFunctions.LocalCloud;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.Redrive;

public sealed class RedriveCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logfn-redrive-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Folder_RedrivenTwice_TheStreamGetsEverythingOnce_AndMissingStreamsAreNamed()
    {
        await using Emulator emulator = await Emulator.StartKinesaliteAsync(new EmulatorOptions { StateChangeMs = 1 }, Cancel);
        using var client = new AmazonKinesisClient(new BasicAWSCredentials("x", "x"), new AmazonKinesisConfig { ServiceURL = emulator.Endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        await client.CreateStreamAsync(new CreateStreamRequest { StreamName = "logs", ShardCount = 1 }, Cancel);
        while ((await client.DescribeStreamAsync(new DescribeStreamRequest { StreamName = "logs" }, Cancel)).StreamDescription.StreamStatus != StreamStatus.ACTIVE)
        {
            await Task.Delay(20, Cancel);
        }

        await WriteAsync("aws/lambda/id/shard/x", RedriveWorld.Failure((1, "one"), (2, "two")));
        await WriteAsync("rejects/logs/r.ndjson.gz", RedriveWorld.Rejects(RedriveWorld.Line(9, 0, "three")));
        string[] args = ["redrive", "--from", _folder, "--stream", "logs", "--endpoint", emulator.Endpoint.ToString(), "--no-ledger"];

        var missing = await CliHarness.RunAsync([.. args[..4], "nowhere", .. args[5..]]);
        var first = await CliHarness.RunAsync([.. args, "--format", "csv"]);
        var second = await CliHarness.RunAsync(args);

        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("the stream was not found", missing.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Contains("rejects/logs/r.ndjson.gz,rejects,put,1,1,0,", first.Out, StringComparison.Ordinal);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("2 objects: 0 put, 0 would be put, 2 skipped, 0 left, 0 failed; 0 records.", second.Out, StringComparison.Ordinal);
        Assert.Equal(["key1:one", "key2:two", "\nthree\n"], (await ReadStreamAsync(client)).Select(r => r.Key.StartsWith("key", StringComparison.Ordinal) ? $"{r.Key}:{r.Data}" : r.Data));
        Assert.True(File.Exists(Path.Combine(_folder, "aws/lambda/id/shard/x.redriven")));
    }

    [Theory]
    [InlineData(2, "--kinds is 'all'", "--from", ".", "--stream", "s", "--kinds", "all")]
    [InlineData(1, "is not a folder", "--from", "/no/such/folder", "--stream", "s", "--no-ledger", "--dry-run")]
    [InlineData(2, "--from is 's3://'", "--from", "s3://", "--stream", "s")]
    public async Task WrongUsage_IsOneSentence(int exitCode, string expected, params string[] args)
    {
        var result = await CliHarness.RunAsync(["redrive", .. args]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StateFile_KeepsTheFolderClean_AndIsReadAgain()
    {
        await WriteAsync("x", RedriveWorld.Failure((1, "one")));
        var state = new ObjectState { Done = true };
        state.Settle([0]);
        string path = Path.Combine(_folder, "state.json");

        await new FileState(path).WriteAsync("x", state, Cancel);

        Assert.Equal(state.ToJson(), (await new FileState(path).ReadAsync("x", Cancel))!.ToJson());
        Assert.Null(await new FileState(path).ReadAsync("y", Cancel));
        Assert.False(File.Exists(Path.Combine(_folder, "x.redriven")));
    }

    [Fact]
    public async Task Bucket_ListedReadAndNoted()
    {
        using Process? moto = StartMoto(out int port);
        Assert.SkipWhen(moto is null, "moto_server is not installed (pip install 'moto[server]').");
        try
        {
            using var client = new AmazonS3Client(new BasicAWSCredentials("x", "x"), new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{port}", ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
            await WaitForAsync(client, moto);
            await client.PutBucketAsync("failures", Cancel);
            await PutAsync(client, "aws/lambda/b", RedriveWorld.Failure((2, "two")));
            await PutAsync(client, "aws/lambda/a", RedriveWorld.Failure((1, "one")));
            await PutAsync(client, "rejects/r.ndjson.gz", RedriveWorld.Rejects(RedriveWorld.Line(9, 0, "three")));
            var bucket = new S3Objects(client, "failures", "");
            List<string> stream = [];
            RecordPutter put = (items, taken, _) =>
            {
                for (int i = 0; i < items.Count; i++)
                {
                    stream.Add(Encoding.UTF8.GetString(items[i].Data.Span));
                    taken(i);
                }

                return Task.CompletedTask;
            };

            await new RedriveRun(bucket, bucket, put, (_, _, _) => Task.FromResult<StreamPosition?>(null), RedriveWorld.Everything).RunAsync(_ => { }, Cancel);
            var again = await new RedriveRun(bucket, bucket, put, (_, _, _) => Task.FromResult<StreamPosition?>(null), RedriveWorld.Everything).RunAsync(_ => { }, Cancel);

            Assert.Equal(["one", "two", "\nthree\n"], stream);
            Assert.All(again, r => Assert.Equal("skipped", r.Outcome));
            Assert.Equal(3, again.Count);
            Assert.Equal(["aws/lambda/a", "aws/lambda/b", "rejects/r.ndjson.gz"], await bucket.ListAsync(Cancel));
        }
        finally
        {
            moto!.Kill(entireProcessTree: true);
        }
    }

    private async Task WriteAsync(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, bytes, Cancel);
    }

    private static async Task<List<(string Data, string Key)>> ReadStreamAsync(AmazonKinesisClient client)
    {
        string? iterator = (await client.GetShardIteratorAsync(new GetShardIteratorRequest { StreamName = "logs", ShardId = "shardId-000000000000", ShardIteratorType = ShardIteratorType.TRIM_HORIZON }, Cancel)).ShardIterator;
        GetRecordsResponse records = await client.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator! }, Cancel);
        return [.. records.Records!.Select(r => (Encoding.UTF8.GetString(r.Data!.ToArray()), r.PartitionKey!))];
    }

    private static Task<PutObjectResponse> PutAsync(AmazonS3Client client, string key, byte[] bytes) =>
        client.PutObjectAsync(new PutObjectRequest { BucketName = "failures", Key = key, InputStream = new MemoryStream(bytes) }, Cancel);

    private static Process? StartMoto(out int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        try
        {
            var moto = Process.Start(new ProcessStartInfo("moto_server", $"-H 127.0.0.1 -p {port}") { RedirectStandardError = true, RedirectStandardOutput = true });
            moto?.BeginErrorReadLine(); // drained, so that it never waits for us
            moto?.BeginOutputReadLine();
            return moto;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task WaitForAsync(AmazonS3Client client, Process moto)
    {
        while (true)
        {
            try
            {
                await client.ListBucketsAsync(Cancel);
                return;
            }
            catch (Exception exception) when (exception is AmazonServiceException or HttpRequestException)
            {
                // A shim without a program behind it ends at once.
                Assert.SkipWhen(moto.HasExited, "moto_server does not run here.");
                await Task.Delay(100, Cancel);
            }
        }
    }
}
