using LogFunctions.Aggregator;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class RejectSinkTests
{
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
