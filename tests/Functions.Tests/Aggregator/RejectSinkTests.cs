using LogFunctions.Aggregator;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class RejectSinkTests
{
    [Fact]
    public async Task Write_ToAFolder_MakesItAndReplacesTheFile()
    {
        string folder = Directory.CreateTempSubdirectory("rejects-").FullName;
        try
        {
            var sink = Assert.IsType<FolderRejectSink>(RejectSinks.Create(new Uri(folder + "/sub"), () => throw new InvalidOperationException("no S3 here")));
            await sink.WriteAsync("stream/shard/1.gz", new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
            await sink.WriteAsync("stream/shard/1.gz", new byte[] { 4 }, TestContext.Current.CancellationToken);
            string file = Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
            Assert.EndsWith("/sub/stream/shard/1.gz", file.Replace('\\', '/'), StringComparison.Ordinal);
            Assert.Equal([4], await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Create_S3Location_MakesNoClientBeforeTheFirstReject()
    {
        int clients = 0;
        Assert.IsType<S3RejectSink>(RejectSinks.Create(new Uri("s3://bucket/a/b/"), () =>
        {
            clients++;
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, clients);
        Assert.Null(RejectSinks.Create(null, () => throw new InvalidOperationException()));
    }
}
