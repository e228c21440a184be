namespace LogFunctions.LocalCloud.Templates;

/// <summary>What the local cloud runs of a template: everything else in it is for AWS alone.</summary>
internal sealed record CloudTemplate(
    IReadOnlyList<TemplateStream> Streams,
    IReadOnlyList<TemplateTable> Tables,
    IReadOnlyList<TemplateBucket> Buckets,
    IReadOnlyList<TemplateFunction> Functions)
{
    /// <summary>AWS::CloudWatch::Alarm.</summary>
    public IReadOnlyList<TemplateResource> Alarms { get; init; } = [];

    /// <summary>AWS::CloudWatch::CompositeAlarm.</summary>
    public IReadOnlyList<TemplateResource> CompositeAlarms { get; init; } = [];

    /// <summary>AWS::CloudWatch::Dashboard.</summary>
    public IReadOnlyList<TemplateResource> Dashboards { get; init; } = [];

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "000000000000";
}

internal sealed record TemplateStream(string LogicalId, string Name, string Arn, int ShardCount);

/// <summary>A table as DynamoDB's CreateTable takes it.</summary>
/// <param name="Attributes">Name and type: S, N or B.</param>
/// <param name="Key">Partition key, then, if any, sort key.</param>
internal sealed record TemplateTable(string LogicalId, string Name, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> Key);

/// <summary>A resource whose properties are read by its service.</summary>
/// <param name="Properties">Evaluated; numbers and booleans are texts.</param>
internal sealed record TemplateResource(string LogicalId, string Name, string Arn, System.Text.Json.Nodes.JsonObject Properties);

internal sealed record TemplateBucket(string LogicalId, string Name);

/// <param name="ReservedConcurrency">How many invocations of it run at a time at most; 0 = not said.</param>
internal sealed record TemplateFunction(
    string LogicalId,
    string Handler,
    int MemoryMb,
    TimeSpan Timeout,
    int ReservedConcurrency,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<TemplateKinesisEvent> KinesisEvents,
    IReadOnlyList<TemplateSchedule> Schedules);

/// <param name="OnFailureBucketName">Null: no S3 bucket as on-failure destination.</param>
internal sealed record TemplateKinesisEvent(string Id, string StreamName, EventSource.EventSourceOptions Options, string? OnFailureBucketName);

/// <param name="Interval">Null: an expression that only AWS runs (cron, at).</param>
internal sealed record TemplateSchedule(string Id, string Expression, TimeSpan? Interval, string Input);
