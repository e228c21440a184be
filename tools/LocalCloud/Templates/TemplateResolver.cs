using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Templates;

/// <summary>
/// Evaluates CloudFormation's intrinsic functions for a stack on this machine: every resource has the physical name
/// <c>{stack}-{logicalId}</c> (buckets in lower case), unless the template names it.
/// </summary>
internal sealed partial class TemplateResolver
{
    private readonly JsonObject _template;
    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly Dictionary<string, string> _pseudoParameters;
    private readonly HashSet<string> _conditionsInWork = [];

    /// <param name="parameters">Values of the template's parameters; the others have their defaults.</param>
    public TemplateResolver(JsonObject template, string stackName, string region, string accountId, IReadOnlyDictionary<string, string> parameters)
    {
        _template = template;
        _parameters = parameters;
        StackName = stackName;
        Region = region;
        AccountId = accountId;
        _pseudoParameters = new Dictionary<string, string>
        {
            ["AWS::StackName"] = stackName,
            ["AWS::Region"] = region,
            ["AWS::AccountId"] = accountId,
            ["AWS::Partition"] = "aws",
            ["AWS::URLSuffix"] = "amazonaws.com",
        };
        foreach (string name in parameters.Keys.Where(name => Section("Parameters")?[name] is null))
        {
            throw new LocalCloudException($"The template has no parameter {name}. It has: {string.Join(", ", Section("Parameters")?.Select(pair => pair.Key) ?? [])}.");
        }

        foreach ((string name, string value) in parameters)
        {
            ParameterConstraint.Check(name, (JsonObject)Section("Parameters")![name]!, value);
        }
    }

    public string StackName { get; }

    public string Region { get; }

    public string AccountId { get; }

    /// <summary>The node with all functions evaluated; null for <c>AWS::NoValue</c>.</summary>
    public JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when call.First() is var (name, argument) && (name is "Ref" or "Condition" || name.StartsWith("Fn::", StringComparison.Ordinal)) =>
            Call(name, argument),
        JsonObject mapping => ResolveMapping(mapping),
        JsonArray sequence => new JsonArray([.. sequence.Select(Resolve).Where(item => item is not null)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Whether the stack has the resource: it has no <c>Condition</c>, or one that holds.</summary>
    public bool IsMade(string logicalId) => ConditionOf(logicalId) is not { } condition || Condition(condition);

    /// <summary>The physical name of a resource.</summary>
    /// <exception cref="LocalCloudException">The template has no such resource, or its condition does not hold: CloudFormation refuses that, too.</exception>
    public string NameOf(string logicalId)
    {
        JsonNode resource = Section("Resources")?[logicalId] ?? throw new LocalCloudException($"The template has no resource {logicalId}.");
        if (!IsMade(logicalId))
        {
            throw new LocalCloudException($"The template refers to {logicalId}, which is not made: its condition {ConditionOf(logicalId)} does not hold.");
        }

        string type = (string?)resource["Type"] ?? "";
        string? nameProperty = type switch
        {
            "AWS::Kinesis::Stream" => "Name",
            "AWS::DynamoDB::Table" => "TableName",
            "AWS::S3::Bucket" => "BucketName",
            "AWS::Logs::LogGroup" => "LogGroupName",
            "AWS::CloudWatch::Alarm" or "AWS::CloudWatch::CompositeAlarm" => "AlarmName",
            "AWS::CloudWatch::Dashboard" => "DashboardName",
            "AWS::SNS::Topic" => "TopicName",
            // A function goes by its logical id: so it is invoked.
            "AWS::Serverless::Function" => null,
            _ => "Name",
        };
        return type switch
        {
            "AWS::Serverless::Function" => logicalId,
            _ when nameProperty is not null && (string?)Resolve(resource["Properties"]?[nameProperty]) is { } name => name,
            "AWS::S3::Bucket" => $"{StackName}-{logicalId}".ToLowerInvariant(),
            _ => $"{StackName}-{logicalId}",
        };
    }

    public string ArnOf(string logicalId)
    {
        string name = NameOf(logicalId);
        return (string?)Section("Resources")![logicalId]!["Type"] switch
        {
            "AWS::Kinesis::Stream" => $"arn:aws:kinesis:{Region}:{AccountId}:stream/{name}",
            "AWS::DynamoDB::Table" => $"arn:aws:dynamodb:{Region}:{AccountId}:table/{name}",
            "AWS::S3::Bucket" => $"arn:aws:s3:::{name}",
            "AWS::Serverless::Function" => $"arn:aws:lambda:{Region}:{AccountId}:function:{name}",
            "AWS::CloudWatch::Alarm" or "AWS::CloudWatch::CompositeAlarm" => $"arn:aws:cloudwatch:{Region}:{AccountId}:alarm:{name}",
            "AWS::SNS::Topic" => $"arn:aws:sns:{Region}:{AccountId}:{name}",
            "AWS::IAM::Role" => $"arn:aws:iam::{AccountId}:role/{name}",
            "AWS::Logs::LogGroup" => $"arn:aws:logs:{Region}:{AccountId}:log-group:{name}:*",
            _ => $"arn:aws:local:{Region}:{AccountId}:{name}",
        };
    }

    [GeneratedRegex(@"\$\{(!?)([^}]*)\}")]
    private static partial Regex Placeholder();

    private JsonObject? Section(string name) => _template[name] as JsonObject;

    private JsonObject ResolveMapping(JsonObject mapping)
    {
        var result = new JsonObject();
        foreach ((string name, JsonNode? value) in mapping)
        {
            if (Resolve(value) is { } resolved)
            {
                result[name] = resolved;
            }
        }

        return result;
    }

    private JsonNode? Call(string function, JsonNode? argument) => function switch
    {
        "Ref" => Ref(Text(argument)),
        "Fn::GetAtt" => GetAtt(Text(argument![0]), Text(argument[1])),
        "Fn::Sub" => argument is JsonArray withMap ? Sub(Text(withMap[0]), withMap[1] as JsonObject) : Sub(Text(argument), null),
        "Fn::Join" => string.Join(Text(argument![0]), ((JsonArray)Resolve(argument[1])!).Select(Text)),
        "Fn::Split" => new JsonArray([.. Text(Resolve(argument![1])).Split(Text(argument[0])).Select(part => (JsonNode?)part)]),
        "Fn::Select" => Resolve(argument![1])![int.Parse(Text(argument[0]), System.Globalization.CultureInfo.InvariantCulture)]?.DeepClone(),
        "Fn::If" => Resolve(argument![Condition(Text(argument[0])) ? 1 : 2]),
        _ => IsTrue(function, argument) ? "true" : "false",
    };

    private JsonNode? Ref(string name) =>
        name == "AWS::NoValue" ? null
        : _pseudoParameters.TryGetValue(name, out string? pseudo) ? pseudo
        : Section("Parameters")?[name] is JsonObject parameter ? Parameter(name, parameter)
        : (string?)Section("Resources")?[name]?["Type"] == "AWS::SNS::Topic" ? ArnOf(name)
        : Section("Resources")?[name] is null && IsMappingOfFunction(name) ? name
        : NameOf(name);

    // SAM makes it of an event of a function, under both their names.
    private bool IsMappingOfFunction(string name) => Section("Resources")?.Any(resource =>
        (resource.Value?["Properties"]?["Events"] as JsonObject)?.Any(item => resource.Key + item.Key == name) == true) == true;

    private string Parameter(string name, JsonObject parameter) =>
        _parameters.GetValueOrDefault(name) ?? (parameter.ContainsKey("Default")
            ? (string?)parameter["Default"] ?? ""
            : throw new LocalCloudException($"The template's parameter {name} has no default and no value was given."));

    private string GetAtt(string logicalId, string attribute) => attribute is "Arn" ? ArnOf(logicalId)
        : throw new LocalCloudException($"!GetAtt {logicalId}.{attribute} is not known to the local cloud; only Arn is.");

    private string Sub(string text, JsonObject? values) => Placeholder().Replace(text, match =>
    {
        string name = match.Groups[2].Value;
        return match.Groups[1].Length > 0 ? "${" + name + "}"
            : values?[name] is { } value ? Text(Resolve(value))
            : name.Split('.', 2) is [var logicalId, var attribute] ? GetAtt(logicalId, attribute)
            : Text(Ref(name));
    });

    private string? ConditionOf(string logicalId) => (string?)Section("Resources")?[logicalId]?["Condition"];

    private bool Condition(string name)
    {
        if (Section("Conditions")?[name] is not JsonObject { Count: 1 } condition)
        {
            throw new LocalCloudException($"The template has no condition {name}.");
        }

        if (!_conditionsInWork.Add(name))
        {
            throw new LocalCloudException($"The template's condition {name} depends on itself.");
        }

        (string function, JsonNode? argument) = condition.First();
        bool isTrue = IsTrue(function, argument);
        _conditionsInWork.Remove(name);
        return isTrue;
    }

    private bool IsTrue(string function, JsonNode? argument) => function switch
    {
        "Condition" => Condition(Text(argument)),
        "Fn::Equals" => Text(Resolve(argument![0])) == Text(Resolve(argument[1])),
        "Fn::Not" => !Inner(argument![0]),
        "Fn::And" => ((JsonArray)argument!).All(Inner),
        "Fn::Or" => ((JsonArray)argument!).Any(Inner),
        _ => throw new LocalCloudException($"{function} is not known to the local cloud."),
    };

    private bool Inner(JsonNode? node) => node is JsonObject { Count: 1 } call && call.First() is var (function, argument) && IsTrue(function, argument);

    private static string Text(JsonNode? node) => node is null ? "" : node is JsonValue value ? value.ToString() : throw new LocalCloudException($"Text expected in the template, found {node.ToJsonString()}.");
}
