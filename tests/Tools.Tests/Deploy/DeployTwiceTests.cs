using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LogFunctions.Tools.Tests.Deploy;

/// <summary>template.yaml through the SAM transform, under two names into one account of moto.</summary>
public sealed class DeployTwiceTests : IClassFixture<DeployTwiceTests.Deployment>
{
    /// <summary>Types whose physical name must be unique in an account and region (or wider), and the property that would fix it.</summary>
    private static readonly Dictionary<string, string> s_nameProperties = new()
    {
        ["AWS::AutoScaling::AutoScalingGroup"] = "AutoScalingGroupName",
        ["AWS::CloudWatch::Alarm"] = "AlarmName",
        ["AWS::CloudWatch::CompositeAlarm"] = "AlarmName",
        ["AWS::CloudWatch::Dashboard"] = "DashboardName",
        ["AWS::DynamoDB::Table"] = "TableName",
        ["AWS::EC2::LaunchTemplate"] = "LaunchTemplateName",
        ["AWS::EC2::SecurityGroup"] = "GroupName",
        ["AWS::IAM::InstanceProfile"] = "InstanceProfileName",
        ["AWS::IAM::ManagedPolicy"] = "ManagedPolicyName",
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::Kinesis::Stream"] = "Name",
        ["AWS::Lambda::Function"] = "FunctionName",
        ["AWS::Logs::LogGroup"] = "LogGroupName",
        ["AWS::S3::Bucket"] = "BucketName",
        ["AWS::SNS::Topic"] = "TopicName",
        ["AWS::SQS::Queue"] = "QueueName",
        ["AWS::Scheduler::Schedule"] = "Name",
    };

    /// <summary>Types that have no name of their own: they belong to another resource or get an id from AWS.</summary>
    private static readonly string[] s_namelessTypes =
    [
        "AWS::IAM::RolePolicy", "AWS::AutoScaling::ScalingPolicy",
        "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission",
        "AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy",
    ];

    /// <summary>Types that moto makes no resources of; their names are held to the rule by the other test.</summary>
    private static readonly string[] s_unknownTypes = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];

    private readonly Deployment _deployment;

    public DeployTwiceTests(Deployment deployment) => _deployment = deployment;

    [Fact]
    public void SecondStack_InTheSameAccount_IsMadeBesideTheFirst()
    {
        JsonArray stacks = _deployment.Result["stacks"]!.AsArray();
        Assert.All(stacks, stack => Assert.True((string?)stack!["status"] == "CREATE_COMPLETE", $"{stack["name"]}: {stack["reason"]}"));
        Dictionary<string, string>[] names = [.. stacks.Select(stack => stack!["resources"]!.AsObject().ToDictionary(r => r.Key, r => (string)r.Value!))];
        Assert.Equal(names[0].Keys.Order(), names[1].Keys.Order());
        Assert.All(names[0], resource => Assert.NotEqual(resource.Value, names[1][resource.Key]));
        // What was not made proves nothing.
        string[] notMade = [.. Resources().Where(r => !names[0].ContainsKey(r.Key) && !s_namelessTypes.Concat(s_unknownTypes).Contains((string)r.Value!["Type"]!)).Select(r => r.Key)];
        Assert.Empty(notMade);
    }

    [Fact]
    public void Names_OfTransformedResources_AreLeftToAwsOrHoldTheStacks()
    {
        foreach ((string id, JsonNode? resource) in Resources())
        {
            string type = (string)resource!["Type"]!;
            if (s_namelessTypes.Contains(type))
            {
                continue;
            }

            Assert.True(s_nameProperties.TryGetValue(type, out string? property), $"{id}: is the name of a {type} unique in an account? Say which property fixes it, here.");
            JsonNode? name = resource["Properties"]?[property];
            Assert.True(
                name is null || name.ToJsonString().Contains("AWS::StackName", StringComparison.Ordinal),
                $"{id}: {property} is {name?.ToJsonString()}; a second stack would collide. Leave it out, or put ${{AWS::StackName}} into it.");
        }
    }

    private JsonObject Resources() => _deployment.Result["template"]!["Resources"]!.AsObject();

    public sealed class Deployment : IAsyncLifetime
    {
        public JsonNode Result { get; private set; } = new JsonObject();

        public async ValueTask InitializeAsync()
        {
            string script = Path.Combine(AppContext.BaseDirectory, "Deploy", "deploy_twice.py");
            var start = new ProcessStartInfo("python3", [script, Path.Combine(AppContext.BaseDirectory, "template.yaml")]);
            (int exitCode, string output, string errors) = await InstalledTool.RunAsync(start, "python3, and pip install cfn-lint 'moto[all,server]' boto3");
            Result = exitCode == 0 ? JsonNode.Parse(output)! : throw new InvalidOperationException(errors);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
