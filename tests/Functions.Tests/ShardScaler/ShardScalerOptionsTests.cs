using LogFunctions.Hosting;
using LogFunctions.ShardScaler;

namespace LogFunctions.Functions.Tests.ShardScaler;

public sealed class ShardScalerOptionsTests
{
    [Fact]
    public void Options_OfTwoNames_HaveTheDefaultsOfThePolicy()
    {
        ShardScalerOptions options = Read([]);
        Assert.Equal(new LogFunctions.ShardScaler.Policy.ScalingOptions { MaxShards = 64 }, options.Policy);
        Assert.False(options.DryRun);
    }

    [Theory]
    [InlineData("MIN_SHARDS", "0")]
    [InlineData("MAX_SHARDS", "10001")]
    [InlineData("CALLS_PER_DAY", "-1")]
    [InlineData("FROZEN", "* * *")]
    [InlineData("DRY_RUN", "maybe")]
    [InlineData("NOTIFY_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:order.fifo")]
    [InlineData("STREAM_NAME", "")]
    [InlineData("CONTROL_TABLE", " ")]
    public void Options_WithAWrongValue_StopTheFunctionAndNameIt(string name, string value)
    {
        InvalidOptionException exception = Assert.Throws<InvalidOptionException>(() => Read([(name, value)]));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MinShards_AboveMaxShards_GivesWay() =>
        Assert.Equal((8, 8), (Read([("MIN_SHARDS", "20"), ("MAX_SHARDS", "8")]).Policy.MinShards, Read([("MIN_SHARDS", "20"), ("MAX_SHARDS", "8")]).Policy.MaxShards));

    private static ShardScalerOptions Read((string Name, string Value)[] changes)
    {
        var variables = new Dictionary<string, string> { ["STREAM_NAME"] = "logs", ["CONTROL_TABLE"] = "control" };
        foreach ((string name, string value) in changes)
        {
            variables[name] = value;
        }

        return ShardScalerOptions.FromEnvironment(variables.GetValueOrDefault);
    }
}
