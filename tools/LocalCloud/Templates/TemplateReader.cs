using System.Globalization;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.EventSource;

namespace LogFunctions.LocalCloud.Templates;

/// <summary>
/// Reads from a SAM template what can run on one machine: streams, tables, buckets, and functions with their environment, Kinesis
/// events and schedules. So what runs here is what is deployed there: a resource with a <c>Condition</c> is read where the parameters ask for it.
/// </summary>
internal static class TemplateReader
{
    /// <exception cref="LocalCloudException">The template cannot be read; the message says where.</exception>
    public static CloudTemplate Read(
        string path, string stackName = "local", IReadOnlyDictionary<string, string>? parameters = null, string region = "us-east-1", string accountId = "000000000000")
    {
        JsonObject template = TemplateYaml.Read(path);
        var resolver = new TemplateResolver(template, stackName, region, accountId, parameters ?? new Dictionary<string, string>());
        if (template["Resources"] is not JsonObject resources)
        {
            throw new LocalCloudException($"{path} is no CloudFormation template: it has no Resources.");
        }

        TemplateResource AsItIs(string id, Properties properties) => new(id, resolver.NameOf(id), resolver.ArnOf(id), properties.Object);
        JsonNode? globals = template["Globals"]?["Function"];
        List<T> Each<T>(string type, Func<string, Properties, T> read) =>
            [.. resources.Where(resource => (string?)resource.Value?["Type"] == type && resolver.IsMade(resource.Key))
                .Select(resource => read(resource.Key, Properties.Of(path, resource, globals, resolver)))];

        return new CloudTemplate(
            Each("AWS::Kinesis::Stream", (id, properties) => new TemplateStream(id, resolver.NameOf(id), resolver.ArnOf(id), properties.Int("ShardCount", 1))),
            Each("AWS::DynamoDB::Table", (id, properties) => ReadTable(id, resolver.NameOf(id), properties)),
            Each("AWS::S3::Bucket", (id, _) => new TemplateBucket(id, resolver.NameOf(id))),
            Each("AWS::Serverless::Function", ReadFunction))
        {
            Alarms = Each("AWS::CloudWatch::Alarm", AsItIs),
            CompositeAlarms = Each("AWS::CloudWatch::CompositeAlarm", AsItIs),
            Dashboards = Each("AWS::CloudWatch::Dashboard", AsItIs),
            Region = region,
            AccountId = accountId,
        };
    }

    private static TemplateTable ReadTable(string logicalId, string name, Properties properties) => new(
        logicalId,
        name,
        properties.List("AttributeDefinitions").ToDictionary(attribute => attribute.Text("AttributeName"), attribute => attribute.Text("AttributeType")),
        [.. properties.List("KeySchema").OrderBy(key => key.Text("KeyType") != "HASH").Select(key => key.Text("AttributeName"))]);

    private static TemplateFunction ReadFunction(string logicalId, Properties properties)
    {
        var events = properties.Map("Events").ToList();
        return new TemplateFunction(
            logicalId,
            properties.Text("Handler", "bootstrap"),
            properties.Int("MemorySize", 128),
            TimeSpan.FromSeconds(properties.Int("Timeout", 3)),
            properties.Int("ReservedConcurrentExecutions", 0, 0, int.MaxValue),
            properties.Child("Environment").Child("Variables").Texts(),
            [.. events.Where(item => item.Value.Text("Type") == "Kinesis").Select(item => ReadKinesisEvent(item.Key, item.Value.Child("Properties")))],
            [.. events.Where(item => item.Value.Text("Type") is "ScheduleV2" or "Schedule").Select(item => ReadSchedule(item.Key, item.Value.Child("Properties")))]);
    }

    private static TemplateKinesisEvent ReadKinesisEvent(string id, Properties properties)
    {
        if (properties.Int("ParallelizationFactor", 1) != 1)
        {
            throw properties.Error("ParallelizationFactor must be 1: the shard ledger counts exactly once only when a shard's records come in order.");
        }

        if (properties.Int("TumblingWindowInSeconds", 0) != 0)
        {
            throw properties.Error("TumblingWindowInSeconds is not supported by the local cloud.");
        }

        int maximumAgeSeconds = properties.Int("MaximumRecordAgeInSeconds", -1, -1, 604_800);
        var options = new EventSourceOptions
        {
            BatchSize = properties.Int("BatchSize", 100, 1, 10_000),
            BatchingWindow = TimeSpan.FromSeconds(properties.Int("MaximumBatchingWindowInSeconds", 0, 0, 300)),
            StartingPosition = properties.Text("StartingPosition") switch
            {
                "TRIM_HORIZON" => StartKind.TrimHorizon,
                "LATEST" => StartKind.Latest,
                var other => throw properties.Error($"StartingPosition {other} is not supported by the local cloud: use TRIM_HORIZON or LATEST."),
            },
            BisectBatchOnFunctionError = properties.Bool("BisectBatchOnFunctionError"),
            MaximumRetryAttempts = properties.Int("MaximumRetryAttempts", -1, -1, 10_000),
            MaximumRecordAge = maximumAgeSeconds < 0 ? null : TimeSpan.FromSeconds(maximumAgeSeconds),
            ReportBatchItemFailures = properties.Array("FunctionResponseTypes").Contains("ReportBatchItemFailures"),
        };
        string destination = properties.Child("DestinationConfig").Child("OnFailure").Text("Destination", "");
        const string BucketArn = "arn:aws:s3:::";
        return new TemplateKinesisEvent(
            id,
            properties.Text("Stream").Split('/')[^1],
            options,
            destination.StartsWith(BucketArn, StringComparison.Ordinal) ? destination[BucketArn.Length..] : null);
    }

    private static TemplateSchedule ReadSchedule(string id, Properties properties)
    {
        string expression = properties.Text("ScheduleExpression", properties.Text("Schedule", ""));
        return new TemplateSchedule(id, expression, ScheduleExpression.TryParseRate(expression), properties.Text("Input", "{}"));
    }

    /// <summary>The resolved properties of one resource, with errors that say where.</summary>
    private sealed class Properties(string where, JsonNode? node)
    {
        public static Properties Of(string path, KeyValuePair<string, JsonNode?> resource, JsonNode? globals, TemplateResolver resolver)
        {
            JsonObject own = resource.Value?["Properties"] as JsonObject ?? [];
            bool hasGlobals = (string?)resource.Value?["Type"] == "AWS::Serverless::Function" && globals is JsonObject;
            return new Properties($"{path}, {resource.Key}", resolver.Resolve(hasGlobals ? Merge((JsonObject)globals!, own) : own));
        }

        public JsonObject Object => node as JsonObject ?? [];

        public LocalCloudException Error(string message) => new($"{where}: {message}");

        public Properties Child(string name) => new($"{where}.{name}", node?[name]);

        public string Text(string name) => Text(name, null) ?? throw Error($"{name} is missing.");

        [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(fallback))]
        public string? Text(string name, string? fallback) => node?[name] switch
        {
            null => fallback,
            JsonValue value => value.ToString(),
            _ => throw Error($"{name} must be a text."),
        };

        public int Int(string name, int fallback) => Text(name, null) is not { } text ? fallback
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value
            : throw Error($"{name} must be a number, not '{text}'.");

        public int Int(string name, int fallback, int min, int max) => Int(name, fallback) is var value && value >= min && value <= max ? value
            : throw Error($"{name} is {value}; Lambda takes {min} to {max}.");

        public bool Bool(string name) => Text(name, "false") switch
        {
            "true" or "True" => true,
            "false" or "False" => false,
            var text => throw Error($"{name} must be true or false, not '{text}'."),
        };

        public IEnumerable<string> Array(string name) => (node?[name] as JsonArray ?? []).Select(item => item!.ToString());

        public IEnumerable<Properties> List(string name) => (node?[name] as JsonArray ?? []).Select((item, index) => new Properties($"{where}.{name}[{index}]", item));

        public IEnumerable<KeyValuePair<string, Properties>> Map(string name) =>
            (node?[name] as JsonObject ?? []).Select(pair => KeyValuePair.Create(pair.Key, new Properties($"{where}.{name}.{pair.Key}", pair.Value)));

        public Dictionary<string, string> Texts() => (node as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "");

        /// <summary>SAM's rule: mappings are merged, everything else of the function replaces the global.</summary>
        private static JsonObject Merge(JsonObject global, JsonObject own)
        {
            var merged = (JsonObject)global.DeepClone();
            foreach ((string name, JsonNode? value) in own)
            {
                merged[name] = merged[name] is JsonObject left && value is JsonObject right ? Merge(left, right) : value?.DeepClone();
            }

            return merged;
        }
    }
}
