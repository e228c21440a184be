using LogFunctions.Aggregator;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

namespace LogFunctions.Functions.Tests.Aggregator;

public sealed class AggregatorOptionsTests
{
    private static readonly Dictionary<string, string> s_required = new() { ["LEDGER_TABLE"] = "Ledgers", ["WINDOWS_TABLE"] = "Rows" };

    [Fact]
    public void FromEnvironment_OnlyTheTables_HasTheDocumentedDefaults()
    {
        AggregatorOptions options = Read();
        Assert.Equal(("Ledgers", "Rows"), (options.Store.LedgerTable, options.Store.WindowsTable));
        Assert.Equal([60, 3600], options.Ledger.WindowSeconds);
        Assert.Equal((30, 2000, 307_200), (options.Ledger.AllowedLatenessSeconds, options.Ledger.MaxKeysPerWindow, options.Ledger.LimitBytes));
        Assert.Equal((60, 7, 400), (options.SweepIdleSeconds, options.Store.MinuteRowTtlDays, options.Store.HourRowTtlDays));
        Assert.Equal((LogFormat.Auto, ApacheTimeUnit.Microseconds, 65_536), (options.Parser.Format, options.Parser.ApacheTimeUnit, options.Parser.MaxLineBytes));
        Assert.Equal(IdFolding.On, options.Endpoints.TemplateIds);
        Assert.Null(options.RejectsLocation);
        Assert.Equal("LogFunctions", options.MetricsNamespace);
    }

    [Fact]
    public void FromEnvironment_EverythingSet_IsRead()
    {
        AggregatorOptions options = Read(
            ("WINDOW_SECONDS", "10, 60,3600"), ("ALLOWED_LATENESS_SECONDS", "0"), ("MAX_KEYS_PER_WINDOW", "5"), ("LEDGER_LIMIT_BYTES", "16384"),
            ("GIVE_UP_AFTER_SECONDS", "3600"),
            ("SWEEP_IDLE_SECONDS", "5"), ("TEMPLATE_IDS", "strict"), ("ENDPOINT_TEMPLATES", "/users/{id}/orders/{id}"), ("LOG_FORMAT", "alb"),
            ("FIELD_ALIASES", "endpoint=route"), ("APACHE_TIME_UNIT", "s"), ("MAX_LINE_BYTES", "1024"), ("MAX_INFLATED_BYTES", "1048576"),
            ("REJECTS_LOCATION", "s3://bucket/rejects"), ("METRICS_NAMESPACE", "Mine"), ("MINUTE_ROW_TTL_DAYS", "1"), ("HOUR_ROW_TTL_DAYS", "2"));
        Assert.Equal([10, 60, 3600], options.Ledger.WindowSeconds);
        Assert.Equal((0, 5, 16_384), (options.Ledger.AllowedLatenessSeconds, options.Ledger.MaxKeysPerWindow, options.Ledger.LimitBytes));
        Assert.Equal(3600, options.Ledger.GiveUpAfterSeconds);
        Assert.Equal(IdFolding.Strict, options.Endpoints.TemplateIds);
        Assert.Single(options.Endpoints.Templates);
        Assert.Equal((LogFormat.Alb, ApacheTimeUnit.Seconds, 1024, 1_048_576L), (options.Parser.Format, options.Parser.ApacheTimeUnit, options.Parser.MaxLineBytes, options.Payload.MaxInflatedBytes));
        Assert.Equal("bucket", options.RejectsLocation!.Host);
        Assert.Equal(("Mine", 5, 1, 2), (options.MetricsNamespace, options.SweepIdleSeconds, options.Store.MinuteRowTtlDays, options.Store.HourRowTtlDays));
    }

    [Theory]
    [InlineData("LEDGER_TABLE", "", "is not set")]
    [InlineData("WINDOWS_TABLE", " ", "is not set")]
    [InlineData("WINDOW_SECONDS", "60,90", "multiples")]
    [InlineData("WINDOW_SECONDS", "3600,60", "ascend")]
    [InlineData("WINDOW_SECONDS", "60,,3600", "comma list")]
    [InlineData("WINDOW_SECONDS", "0", "comma list")]
    [InlineData("ALLOWED_LATENESS_SECONDS", "-1", "0 to 86400")]
    [InlineData("ALLOWED_LATENESS_SECONDS", "1.5", "0 to 86400")]
    [InlineData("MAX_KEYS_PER_WINDOW", "0", "1 to 10000")]
    [InlineData("LEDGER_LIMIT_BYTES", "400000", "16384 to 317440")]
    [InlineData("GIVE_UP_AFTER_SECONDS", "604801", "0 to 604800")]
    [InlineData("SWEEP_IDLE_SECONDS", "soon", "0 to 86400")]
    [InlineData("TEMPLATE_IDS", "true", "one of on, strict, off")]
    [InlineData("LOG_FORMAT", "iis", "one of auto")]
    [InlineData("FIELD_ALIASES", "route", "name=alias")]
    [InlineData("APACHE_TIME_UNIT", "minutes", "one of us, ms, s")]
    [InlineData("MAX_LINE_BYTES", "99999999", "256 to 1048576")]
    [InlineData("MAX_INFLATED_BYTES", "1", "65536 to 1073741824")]
    [InlineData("REJECTS_LOCATION", "bucket/prefix", "must be s3://bucket/prefix")]
    [InlineData("REJECTS_LOCATION", "file:///folder", "must be s3://bucket/prefix")]
    [InlineData("REJECTS_LOCATION", "https://bucket", "must be s3://bucket/prefix")]
    [InlineData("METRICS_NAMESPACE", "AWS/Lambda", "AWS/")]
    [InlineData("MINUTE_ROW_TTL_DAYS", "0", "1 to 36500")]
    public void FromEnvironment_WrongValue_NamesVariableValueAndRange(string name, string value, string expected)
    {
        InvalidOptionException exception = Assert.Throws<InvalidOptionException>(() => Read((name, value)));
        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains(value.Trim(), exception.Message, StringComparison.Ordinal);
    }

    private static AggregatorOptions Read(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>(s_required);
        foreach ((string name, string value) in variables)
        {
            all[name] = value;
        }

        return AggregatorOptions.FromEnvironment(all.GetValueOrDefault);
    }

    [Fact]
    public void LongestEndpoint_IsWhatAKeyOfTheTablesHasRoomFor() => Assert.Equal(TableSchema.MaxValueBytes, LogReadingOptions.LongestEndpointBytes);
}
