using System.Text;

namespace LogFunctions.LocalCloud.EventSource;

public sealed class BatchResponseTests
{
    private static readonly ShardRecord[] s_records =
        [.. Enumerable.Range(100, 4).Select(number => new ShardRecord(number.ToString(System.Globalization.CultureInfo.InvariantCulture), "k", default, default))];

    // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html, success and failure conditions
    [Theory]
    [InlineData("", -1)]
    [InlineData("null", -1)]
    [InlineData("{}", -1)]
    [InlineData("\"ok\"", -1)]
    [InlineData("""{"batchItemFailures":[]}""", -1)]
    [InlineData("""{"batchItemFailures":null}""", -1)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"102"}]}""", 2)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"103"},{"itemIdentifier":"101"}]}""", 1)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"103"},{"itemIdentifier":""}]}""", 0)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""", 0)]
    [InlineData("""{"batchItemFailures":[{"wrong":"101"}]}""", 0)]
    [InlineData("""{"batchItemFailures":["101"]}""", 0)]
    [InlineData("""{"batchItemFailures":{"itemIdentifier":"101"}}""", 0)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"999"}]}""", 0)]
    [InlineData("not json", 0)]
    public void FirstFailure_Answer_IsReadAsLambdaDoes(string answer, int expected) =>
        Assert.Equal(expected, BatchResponse.FirstFailure(Encoding.UTF8.GetBytes(answer), s_records));
}
