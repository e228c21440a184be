using LogFunctions.LocalCloud.EventSource;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud;

public sealed class TemplateTests : IDisposable
{
    private const string TemplateWithConditions = """
        Parameters:
          Extra: {Type: String, Default: "off", AllowedValues: ["on", "off"]}
          Size: {Type: Number, Default: 0}
        Conditions:
          HasExtra: !Equals [!Ref Extra, "on"]
          IsLarge: !And [!Condition HasExtra, !Not [!Equals [!Ref Size, "0"]]]
          IsAny: !Or [!Condition HasExtra, !Condition IsLarge]
        Resources:
          Always: {Type: "AWS::DynamoDB::Table"}
          Control: {Type: "AWS::DynamoDB::Table", Condition: IsAny}
          Bucket: {Type: "AWS::S3::Bucket", Condition: IsLarge}
          Stream: {Type: "AWS::Kinesis::Stream", Condition: IsLarge}
          ExtraFunction:
            Type: AWS::Serverless::Function
            Condition: HasExtra
            Properties:
              ReservedConcurrentExecutions: 1
              Environment: {Variables: {TABLE: !Ref Control, BUCKET: !If [IsLarge, !Ref Bucket, none]}}
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("logfn-template-").FullName;

    private static string ProductTemplate => Path.Combine(AppContext.BaseDirectory, "template.yaml");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Read_ProductTemplate_HasWhatRunsLocally()
    {
        CloudTemplate template = TemplateReader.Read(ProductTemplate);

        TemplateStream stream = Assert.Single(template.Streams);
        Assert.Equal(("LogStream", "local-LogStream", "arn:aws:kinesis:us-east-1:000000000000:stream/local-LogStream"), (stream.LogicalId, stream.Name, stream.Arn));
        Assert.Equal(["LedgerTable", "WindowsTable"], template.Tables.Select(table => table.LogicalId));
        Assert.Equal(["pk"], template.Tables[0].Key);
        Assert.Equal(["pk", "sk"], template.Tables[1].Key);
        Assert.Equal("local-failurebucket", Assert.Single(template.Buckets).Name);
    }

    [Fact]
    public void Read_ProductTemplate_AggregatorRunsAsDeployed()
    {
        TemplateFunction aggregator = TemplateReader.Read(ProductTemplate).Functions.Single(function => function.LogicalId == "AggregatorFunction");

        Assert.Equal(TimeSpan.FromSeconds(60), aggregator.Timeout);
        Assert.Equal("local-LedgerTable", aggregator.Environment["LEDGER_TABLE"]);
        Assert.Equal("local-WindowsTable", aggregator.Environment["WINDOWS_TABLE"]);
        Assert.Equal("60,3600", aggregator.Environment["WINDOW_SECONDS"]);
        Assert.Equal("s3://local-failurebucket/rejects", aggregator.Environment["REJECTS_LOCATION"]);
        Assert.Equal("LogFunctions/local", aggregator.Environment["METRICS_NAMESPACE"]);
        TemplateKinesisEvent source = Assert.Single(aggregator.KinesisEvents);
        Assert.Equal("local-LogStream", source.StreamName);
        Assert.Equal("local-failurebucket", source.OnFailureBucketName);
        Assert.Equal((10_000, TimeSpan.FromSeconds(5), StartKind.TrimHorizon), (source.Options.BatchSize, source.Options.BatchingWindow, source.Options.StartingPosition));
        Assert.True(source.Options.BisectBatchOnFunctionError && source.Options.ReportBatchItemFailures);
        // Age alone ends the tries.
        Assert.Equal((-1, TimeSpan.FromHours(12)), (source.Options.MaximumRetryAttempts, source.Options.MaximumRecordAge!.Value));
        TemplateSchedule sweep = Assert.Single(aggregator.Schedules);
        Assert.Equal((TimeSpan.FromMinutes(1), """{"sweep":true}"""), (sweep.Interval!.Value, sweep.Input));
    }

    [Theory]
    [InlineData("on", "off")]
    [InlineData("dry-run", "on")]
    public void Read_ProductTemplate_HasTheShardScalerWhenAsked(string scaling, string dryRun)
    {
        CloudTemplate template = TemplateReader.Read(ProductTemplate, parameters: new Dictionary<string, string> { ["ShardScaling"] = scaling, ["MaxShards"] = "8" });

        TemplateFunction scaler = template.Functions.Single(function => function.LogicalId == "ShardScalerFunction");
        Assert.Equal(("local-LogStream", "local-ControlTable", "8", dryRun), (scaler.Environment["STREAM_NAME"], scaler.Environment["CONTROL_TABLE"], scaler.Environment["MAX_SHARDS"], scaler.Environment["DRY_RUN"]));
        Assert.Equal((1, TimeSpan.FromMinutes(1)), (scaler.ReservedConcurrency, Assert.Single(scaler.Schedules).Interval!.Value));
        Assert.Equal(["pk", "sk"], template.Tables.Single(table => table.LogicalId == "ControlTable").Key);
    }

    [Fact]
    public void Read_ProductTemplate_HasTheArchiverWhenAsked()
    {
        Assert.DoesNotContain(TemplateReader.Read(ProductTemplate).Buckets, bucket => bucket.LogicalId == "ArchiveBucket");

        CloudTemplate template = TemplateReader.Read(ProductTemplate, parameters: new Dictionary<string, string> { ["Archive"] = "on", ["ArchiveWindowSeconds"] = "7" });

        TemplateFunction archiver = template.Functions.Single(function => function.LogicalId == "ArchiverFunction");
        Assert.Equal(("s3://local-archivebucket", "local-LedgerTable"), (archiver.Environment["ARCHIVE_LOCATION"], archiver.Environment["LEDGER_TABLE"]));
        TemplateKinesisEvent source = Assert.Single(archiver.KinesisEvents);
        // Not the bucket of the Aggregator's failures: what it counted would be counted again.
        Assert.Equal(("local-archivebucket", TimeSpan.FromSeconds(7)), (source.OnFailureBucketName, source.Options.BatchingWindow));
    }

    [Fact]
    public void Read_Parameters_ReplaceDefaults()
    {
        CloudTemplate template = TemplateReader.Read(ProductTemplate, parameters: new Dictionary<string, string> { ["ShardCount"] = "7", ["TemplateIds"] = "off" });

        Assert.Equal(7, template.Streams[0].ShardCount);
        Assert.Equal("off", template.Functions[0].Environment["TEMPLATE_IDS"]);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("300", 300)]
    public void Read_BatchingWindow_IsTheParameters(string value, int seconds)
    {
        CloudTemplate template = TemplateReader.Read(ProductTemplate, parameters: new Dictionary<string, string> { ["BatchingWindowSeconds"] = value });

        Assert.Equal(TimeSpan.FromSeconds(seconds), template.Functions.Single(f => f.LogicalId == "AggregatorFunction").KinesisEvents[0].Options.BatchingWindow);
    }

    [Theory]
    [InlineData("BatchingWindowSeconds", "301", "a number from 0 to 300")]
    [InlineData("BatchingWindowSeconds", "-1", "a number from 0 to 300")]
    [InlineData("BatchingWindowSeconds", "soon", "a number from 0 to 300")]
    [InlineData("GiveUpAfterSeconds", "86400", "a number from 60 to 82800")]
    [InlineData("LogFormat", "ngnix", "auto, json,")]
    [InlineData("WindowSeconds", "60,100", "ascending, with commas")]
    [InlineData("MaxKeysPerWindow", "15000", "a number from 1 to 10000")]
    [InlineData("ProducerSubnetIds", "subnet-12,sub", "like ^subnet-")]
    public void Read_ParameterThatCloudFormationRefuses_IsRefused(string name, string value, string allowed)
    {
        var error = Assert.Throws<LocalCloudException>(() => TemplateReader.Read(ProductTemplate, parameters: new Dictionary<string, string> { [name] = value }));

        Assert.Contains($"parameter {name} is '{value}'; it must be ", error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownParameter_NamesItAndThoseThereAre()
    {
        var error = Assert.Throws<LocalCloudException>(() => TemplateReader.Read(ProductTemplate, parameters: new Dictionary<string, string> { ["Shards"] = "7" }));

        Assert.Contains("no parameter Shards", error.Message, StringComparison.Ordinal);
        Assert.Contains("ShardCount", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IntrinsicFunctions_AreEvaluated()
    {
        const string Template = """
            Parameters:
              Env: {Type: String, Default: test}
            Conditions:
              IsProd: !Equals [!Ref Env, prod]
              IsOther: !Not [!Condition IsProd]
              Both: !And [!Condition IsOther, !Or [!Condition IsProd, !Equals [a, a]]]
            Globals:
              Function:
                Timeout: 9
                Environment: {Variables: {SHARED: global, OWN: global}}
            Resources:
              Named: {Type: "AWS::DynamoDB::Table", Properties: {TableName: !Sub "t-${Env}"}}
              F:
                Type: AWS::Serverless::Function
                Properties:
                  Environment:
                    Variables:
                      OWN: mine
                      REF: !Ref Named
                      ARN: !GetAtt Named.Arn
                      SUB: !Sub "${AWS::Region} ${Named.Arn} ${!literal} ${Env}"
                      SUBMAP: !Sub ["${X}-${Env}", {X: !Ref "AWS::AccountId"}]
                      JOIN: !Join ["/", [a, !Ref Env]]
                      SELECT: !Select [1, !Split [",", "x,y,z"]]
                      IF: !If [Both, !If [IsProd, wrong, right], wrong]
                      NONE: !If [IsProd, wrong, !Ref "AWS::NoValue"]
                      LONG: {"Fn::Sub": "${Env}"}
            """;

        TemplateFunction function = Read(Template).Functions.Single();

        const string Arn = "arn:aws:dynamodb:us-east-1:000000000000:table/t-test";
        Assert.Equal(TimeSpan.FromSeconds(9), function.Timeout);
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["SHARED"] = "global",
                ["OWN"] = "mine",
                ["REF"] = "t-test",
                ["ARN"] = Arn,
                ["SUB"] = $"us-east-1 {Arn} ${{literal}} test",
                ["SUBMAP"] = "000000000000-test",
                ["JOIN"] = "a/test",
                ["SELECT"] = "y",
                ["IF"] = "right",
                ["LONG"] = "test",
            },
            new SortedDictionary<string, string>(function.Environment.ToDictionary()));
    }

    [Theory]
    [InlineData("off", "5", "Always", "", "")]
    [InlineData("on", "0", "Always Control", "ExtraFunction none", "")]
    [InlineData("on", "5", "Always Control", "ExtraFunction local-bucket", "Bucket Stream")]
    public void Read_Conditions_MakeWhatTheParametersAskFor(string extra, string size, string tables, string functions, string others)
    {
        CloudTemplate template = Read(TemplateWithConditions, new() { ["Extra"] = extra, ["Size"] = size });

        Assert.Equal(tables, string.Join(' ', template.Tables.Select(table => table.LogicalId)));
        Assert.Equal(functions, string.Join(' ', template.Functions.Select(function => $"{function.LogicalId} {function.Environment["BUCKET"]}")));
        Assert.All(template.Functions, function => Assert.Equal((1, "local-Control"), (function.ReservedConcurrency, function.Environment["TABLE"])));
        Assert.Equal(others, string.Join(' ', template.Buckets.Select(bucket => bucket.LogicalId).Concat(template.Streams.Select(stream => stream.LogicalId))));
    }

    [Theory]
    [InlineData("""Resources: {F: {Type: "AWS::S3::Bucket", Condition: Nope}}""", "no condition Nope")]
    [InlineData("""Resources: {F: {Type: "AWS::S3::Bucket", Condition: A}}@Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}""", "condition A depends on itself")]
    [InlineData("""Resources: {T: {Type: "AWS::DynamoDB::Table", Condition: No}, F: {Type: "AWS::Serverless::Function", Properties: {Environment: {Variables: {A: !Ref T}}}}}@Conditions: {No: !Equals [a, b]}""", "refers to T, which is not made: its condition No")]
    public void Read_WrongCondition_SaysWhich(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<LocalCloudException>(() => Read(yaml.Replace('@', '\n'))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Resources: [", "template.yaml, line 2")]
    [InlineData("just text", "no CloudFormation template")]
    [InlineData("A: 1", "has no Resources")]
    [InlineData("""Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Timeout: soon}}}""", "F: Timeout must be a number, not 'soon'")]
    [InlineData("""Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Environment: {Variables: {A: !Ref Nope}}}}}""", "no resource Nope")]
    [InlineData("""Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Environment: {Variables: {A: !Base64 x}}}}}""", "Fn::Base64 is not known")]
    [InlineData("""Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Events: {K: {Type: Kinesis, Properties: {Stream: s, ParallelizationFactor: 2}}}}}}""", "ParallelizationFactor must be 1")]
    [InlineData("""Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Events: {K: {Type: Kinesis, Properties: {Stream: s}}}}}}""", "F.Events.K.Properties: StartingPosition is missing")]
    [InlineData("""Resources: {F: {Type: "AWS::Serverless::Function", Properties: {Events: {K: {Type: Kinesis, Properties: {Stream: s, StartingPosition: LATEST, MaximumBatchingWindowInSeconds: 301}}}}}}""", "MaximumBatchingWindowInSeconds is 301; Lambda takes 0 to 300")]
    public void Read_BadTemplate_SaysWhatAndWhere(string yaml, string message)
    {
        var error = Assert.Throws<LocalCloudException>(() => Read(yaml));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFile_NamesIt()
    {
        string path = Path.Combine(_directory, "nope.yaml");

        var error = Assert.Throws<LocalCloudException>(() => TemplateReader.Read(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate(1 minute)", 60)]
    [InlineData("rate(5 minutes)", 300)]
    [InlineData("rate(2 hours)", 7_200)]
    [InlineData("rate(1 day)", 86_400)]
    [InlineData("rate(0 minutes)", null)]
    [InlineData("rate(x minutes)", null)]
    [InlineData("cron(0 * * * ? *)", null)]
    public void ScheduleExpression_Rate_IsAnInterval(string expression, int? seconds) =>
        Assert.Equal(seconds is { } value ? TimeSpan.FromSeconds(value) : null, ScheduleExpression.TryParseRate(expression));

    private CloudTemplate Read(string yaml, Dictionary<string, string>? parameters = null)
    {
        string path = Path.Combine(_directory, "template.yaml");
        File.WriteAllText(path, yaml);
        return TemplateReader.Read(path, parameters: parameters);
    }
}
