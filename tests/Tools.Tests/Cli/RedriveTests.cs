using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LogFunctions.Cli.Redrive;
using LogFunctions.Cli.Replay;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class RedriveTests : IDisposable
{
    private const string Batch = "aws/lambda/esm/shardId-000000000000/2026/03/01/2026-03-01T12.00.00-x";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logfn-test-");
    private readonly List<(string Data, string? PartitionKey)> _put = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Redrive_BatchesAndOverlappingRejects_PutsEachBackOnceAndSaysWhatItSkips()
    {
        WriteBatch(Batch, "101", "102");
        WriteRejects("rejects/s/a.ndjson.gz", (1, "line one"), (2, "line two"));
        WriteRejects("rejects/s/b.ndjson.gz", (2, "line two"), (3, "line three"));
        (int exitCode, string output, string error) = await RunAsync();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("1 batches with 2 records and 2 reject files with 3 lines put back; skipped 0 objects that were put back before and 1 lines", output);
        Assert.Equal(["record 101", "record 102", "line one\nline two\n", "line three\n"], _put.Select(p => p.Data));
        Assert.Equal(["key 101", "key 102", null, null], _put.Select(p => p.PartitionKey));

        _put.Clear();
        WriteRejects("rejects/s/c.ndjson.gz", (3, "line three"), (4, "line four"));
        (exitCode, output, _) = await RunAsync();
        Assert.Equal(0, exitCode);
        Assert.Equal(["line four\n"], _put.Select(p => p.Data));
        Assert.Contains($"skipped {Batch}: was put back before", output);
        Assert.Contains("skipped 3 objects that were put back before and 1 lines", output);
    }

    [Fact]
    public async Task Redrive_InterruptedWhileWriting_DoesNotMarkTheObject()
    {
        WriteBatch(Batch, "101");
        RecordWriter broken = (_, _) => throw new IOException("no stream");
        await Assert.ThrowsAsync<IOException>(() => RunAsync(broken));
        (_, string output, _) = await RunAsync();
        Assert.Equal("record 101", Assert.Single(_put).Data);
        Assert.Contains("1 batches with 1 records", output);
    }

    [Fact]
    public async Task Redrive_DryRun_ChangesNothing()
    {
        WriteBatch(Batch, "101");
        using var output = new StringWriter();
        using var store = new FolderObjects(_folder.FullName);
        Assert.Equal(0, await new RedriveRun(CliHarness.Context(output, TextWriter.Null), store, null, null).RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains("1 batches with 1 records and 0 reject files with 0 lines would be put back", output.ToString());
        Assert.Equal([Batch], await store.ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Redrive_DamagedObjects_AreNamedAndTheOthersGoOn()
    {
        WriteBatch(Batch, "101");
        Write("aws/lambda/no-payload", """{"KinesisBatchInfo":{}}"""u8.ToArray());
        Write("rejects/cut.ndjson.gz", [0x1F, 0x8B, 8, 0, 0]);
        Write("readme.txt", "not ours"u8.ToArray());
        (int exitCode, _, string error) = await RunAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("aws/lambda/no-payload can't be read: it holds no payload", error);
        Assert.Contains("rejects/cut.ndjson.gz can't be read", error);
        Assert.DoesNotContain("readme.txt", error);
        Assert.Single(_put);
    }

    [Fact]
    public void Pack_ContainersAndLines_KeepsContainersWhole()
    {
        ParcelItem[] items = [new("1", "a"u8.ToArray(), null, false), new("2", [0x1F, 0x8B, 0xFF], null, true), new("3", "b"u8.ToArray(), null, false)];
        LineRecord[] records = [.. Parcel.Pack(items)];
        Assert.Equal([[0x1F, 0x8B, 0xFF], "a\nb\n"u8.ToArray()], records.Select(r => r.Data.ToArray()));
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(RecordWriter? write = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var store = new FolderObjects(_folder.FullName);
        int exitCode = await new RedriveRun(CliHarness.Context(output, error), store, write ?? PutAsync, null).RunAsync(TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    private Task PutAsync(IReadOnlyList<LineRecord> records, CancellationToken cancellationToken)
    {
        _put.AddRange(records.Select(r => (Encoding.UTF8.GetString(r.Data.Span), r.PartitionKey)));
        return Task.CompletedTask;
    }

    private void WriteBatch(string key, params string[] sequenceNumbers)
    {
        string payload = JsonSerializer.Serialize(new
        {
            Records = sequenceNumbers.Select(s => new
            {
                eventID = "shardId-000000000000:" + s,
                eventSourceARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s",
                kinesis = new { sequenceNumber = s, partitionKey = "key " + s, data = Convert.ToBase64String(Encoding.UTF8.GetBytes("record " + s)) },
            }),
        });
        Write(key, JsonSerializer.SerializeToUtf8Bytes(new { KinesisBatchInfo = new { shardId = "shardId-000000000000" }, payload }));
    }

    private void WriteRejects(string key, params (int Line, string Raw)[] lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            foreach ((int line, string raw) in lines)
            {
                gzip.Write(JsonSerializer.SerializeToUtf8Bytes(new { reason = "status.invalid", stream = "s", shardId = "shardId-000000000000", sequenceNumber = "9", line, arrivalMs = 1, raw }));
                gzip.WriteByte((byte)'\n');
            }
        }

        Write(key, packed.ToArray());
    }

    private void Write(string key, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
