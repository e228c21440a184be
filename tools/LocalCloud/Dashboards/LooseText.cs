using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>
/// Evaluates a template's functions as far as the template alone tells, with stand-ins for the rest; never fails. (What is run here goes
/// through the strict <see cref="Templates.TemplateResolver"/>.)
/// </summary>
internal sealed partial class LooseText(JsonObject template)
{
    private const int DepthMax = 64;

    // Attributes that are numbers or ARNs look like them; a name of anything else is as good as another.
    private static readonly Dictionary<string, string> s_pseudo = new()
    {
        ["AWS::Region"] = "us-east-1",
        ["AWS::AccountId"] = "000000000000",
        ["AWS::StackName"] = "stack",
        ["AWS::Partition"] = "aws",
        ["AWS::URLSuffix"] = "amazonaws.com",
        ["AWS::StackId"] = "arn:aws:cloudformation:us-east-1:000000000000:stack/stack/0",
    };

    /// <summary>The macro that makes a node when it is deployed; null when none does.</summary>
    public static string? Transform(JsonNode node) =>
        (node as JsonObject)?["Fn::Transform"] is { } transform ? transform["Name"]?.ToString() ?? "a macro" : null;

    public JsonNode? Evaluate(JsonNode? node) => Evaluate(node, 0);

    private JsonNode? Evaluate(JsonNode? node, int depth)
    {
        if (depth > DepthMax)
        {
            return "(nested too deeply)";
        }

        switch (node)
        {
            case JsonObject { Count: 1 } call when call.First() is var (name, argument) && (name is "Ref" or "Condition" || name.StartsWith("Fn::", StringComparison.Ordinal)):
                return Call(name, argument, depth + 1);
            case JsonObject mapping:
                var map = new JsonObject();
                foreach ((string key, JsonNode? value) in mapping)
                {
                    JsonNode? item = Evaluate(value, depth + 1);
                    if (!IsNoValue(value))
                    {
                        map[key] = item;
                    }
                }

                return map;
            case JsonArray list:
                return new JsonArray([.. list.Where(item => !IsNoValue(item)).Select(item => Evaluate(item, depth + 1))]);
            default:
                return node?.DeepClone();
        }
    }

    private static bool IsNoValue(JsonNode? node) => (node as JsonObject)?["Ref"]?.ToString() == "AWS::NoValue";

    private JsonNode? Call(string function, JsonNode? argument, int depth)
    {
        JsonArray list = argument as JsonArray ?? [];
        switch (function)
        {
            case "Ref":
                return Ref(argument?.ToString() ?? "");
            case "Fn::Sub":
                return argument is JsonArray ? Sub(Text(At(list, 0), depth), At(list, 1) as JsonObject, depth) : Sub(Text(argument, depth), null, depth);
            case "Fn::Join":
                return string.Join(Text(At(list, 0), depth), (Evaluate(At(list, 1), depth) as JsonArray ?? []).Select(item => Text(item, depth)));
            case "Fn::GetAtt":
                return argument is JsonArray ? Attribute(string.Join('.', list.Select(part => Text(part, depth)))) : Attribute(Text(argument, depth));
            case "Fn::Split":
                return new JsonArray([.. Text(Evaluate(At(list, 1), depth), depth).Split(Text(At(list, 0), depth) is { Length: > 0 } by ? by : "\0").Select(part => (JsonNode?)part)]);
            case "Fn::Select":
                return Evaluate(At(list, 1), depth) is JsonArray from && int.TryParse(Text(At(list, 0), depth), null, out int index) && index >= 0 && index < from.Count
                    ? from[index]?.DeepClone()
                    : "selected";
            case "Fn::If":
                return Evaluate(At(list, IsTrue(Text(At(list, 0), depth), depth) ? 1 : 2), depth);
            case "Fn::FindInMap":
                return FindInMap(list, depth);
            case "Fn::ToJsonString":
                return Evaluate(argument, depth)?.ToJsonString() ?? "null";
            case "Fn::Base64":
                return Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(argument, depth)));
            case "Fn::Length":
                return (Evaluate(argument, depth) as JsonArray)?.Count ?? 0;
            case "Fn::ImportValue":
                return Text(argument, depth);
            case "Fn::GetAZs":
                return new JsonArray("us-east-1a", "us-east-1b", "us-east-1c");
            default:
                return function["Fn::".Length..];
        }
    }

    private static JsonNode? At(JsonArray list, int index) => index < list.Count ? list[index] : null;

    private string Ref(string name)
    {
        if (s_pseudo.TryGetValue(name, out string? pseudo))
        {
            return pseudo;
        }

        if (template["Parameters"]?[name] is not JsonObject parameter)
        {
            return name;
        }

        if (parameter["Default"] is JsonValue written)
        {
            return Plain(written);
        }

        if (parameter["AllowedValues"] is JsonArray { Count: > 0 } allowed && allowed[0] is JsonValue first)
        {
            return Plain(first);
        }

        // A number may stand without quotes in the body.
        return parameter["Type"]?.ToString() == "Number" ? parameter["MinValue"] is JsonValue least ? Plain(least) : "60" : name;
    }

    private static string Attribute(string path) => path.EndsWith("Arn", StringComparison.Ordinal) ? $"arn:aws:service:us-east-1:000000000000:{path.Split('.')[0]}" : path;

    private string Sub(string text, JsonObject? values, int depth) => Placeholder().Replace(text, match =>
    {
        string name = match.Groups[2].Value.Trim();
        return match.Groups[1].Length > 0 ? "${" + match.Groups[2].Value + "}"
            : values?[name] is { } value ? Text(Evaluate(value, depth), depth)
            : name.Contains('.', StringComparison.Ordinal) ? Attribute(name)
            : Ref(name);
    });

    private JsonNode? FindInMap(JsonArray path, int depth)
    {
        JsonNode? map = template["Mappings"]?[Text(At(path, 0), depth)];
        JsonNode? row = map is JsonObject rows ? rows[Text(At(path, 1), depth)] ?? rows.FirstOrDefault().Value : null;
        return (row as JsonObject)?[Text(At(path, 2), depth)]?.DeepClone() ?? "mapped";
    }

    private bool IsTrue(string condition, int depth) => template["Conditions"]?[condition] is not { } node || Holds(node, depth + 1);

    private bool Holds(JsonNode? node, int depth)
    {
        if (depth > DepthMax || node is not JsonObject { Count: 1 } call)
        {
            return true;
        }

        (string function, JsonNode? argument) = call.First();
        JsonArray list = argument as JsonArray ?? [];
        return function switch
        {
            "Condition" => IsTrue(argument?.ToString() ?? "", depth + 1),
            "Fn::Equals" => Text(Evaluate(At(list, 0), depth), depth) == Text(Evaluate(At(list, 1), depth), depth),
            "Fn::Not" => !Holds(At(list, 0), depth + 1),
            "Fn::And" => list.All(item => Holds(item, depth + 1)),
            "Fn::Or" => list.Any(item => Holds(item, depth + 1)),
            _ => true,
        };
    }

    private string Text(JsonNode? node, int depth) => node switch
    {
        null => "",
        JsonValue value => Plain(value),
        _ when Evaluate(node, depth + 1) is JsonValue value => Plain(value),
        _ => node.ToJsonString(),
    };

    private static string Plain(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    [GeneratedRegex(@"\$\{(!?)([^}]*)\}")]
    private static partial Regex Placeholder();
}
