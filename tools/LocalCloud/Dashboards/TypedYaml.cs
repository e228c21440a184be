using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>
/// YAML into JSON nodes with the types that CloudFormation gives plain scalars: what a template turns into JSON by <c>Fn::ToJsonString</c>
/// must have numbers where numbers stand. Tags become the long form.
/// </summary>
internal static partial class TypedYaml
{
    // Aliases may repeat what they stand for many times over.
    private const int NodesMax = 1_000_000;

    /// <exception cref="LocalCloudException">It is no YAML mapping.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            int nodes = 0;
            return yaml.Documents.Count > 0 && ToJson(yaml.Documents[0].RootNode, ref nodes, 0) is JsonObject root
                ? root
                : throw new LocalCloudException("is no YAML mapping.");
        }
        catch (YamlException error)
        {
            throw new LocalCloudException($"line {error.Start.Line}, column {error.Start.Column}: {error.InnerException?.Message ?? error.Message}", error);
        }
    }

    private static JsonNode? ToJson(YamlNode node, ref int nodes, int depth)
    {
        if (++nodes > NodesMax || depth > 100)
        {
            throw new LocalCloudException("is nested too deeply or too large.");
        }

        JsonNode? value = null;
        switch (node)
        {
            case YamlMappingNode mapping:
                var map = new JsonObject();
                foreach ((YamlNode key, YamlNode child) in mapping.Children)
                {
                    map[(key as YamlScalarNode)?.Value ?? key.ToString()] = ToJson(child, ref nodes, depth + 1);
                }

                value = map;
                break;
            case YamlSequenceNode sequence:
                var list = new JsonArray();
                foreach (YamlNode child in sequence.Children)
                {
                    list.Add(ToJson(child, ref nodes, depth + 1));
                }

                value = list;
                break;
            case YamlScalarNode scalar:
                value = Scalar(scalar);
                break;
        }

        string tag = node.Tag.IsEmpty ? "" : node.Tag.Value;
        return !tag.StartsWith('!') || tag == "!" ? value : tag switch
        {
            "!Ref" or "!Condition" => new JsonObject { [tag[1..]] = value },
            "!GetAtt" when value is JsonValue path => new JsonObject { ["Fn::GetAtt"] = new JsonArray([.. path.ToString().Split('.', 2).Select(part => (JsonNode?)part)]) },
            _ => new JsonObject { ["Fn::" + tag[1..]] = value },
        };
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty)
        {
            return text;
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            _ when Number().IsMatch(text) && long.TryParse(text, CultureInfo.InvariantCulture, out long whole) => whole,
            _ when Number().IsMatch(text) && double.TryParse(text, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
            _ => text,
        };
    }

    // A number with a leading zero, such as an account id, is a text.
    [GeneratedRegex(@"^[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$")]
    private static partial Regex Number();
}
