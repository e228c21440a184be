using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LogFunctions.LocalCloud.Templates;

/// <summary>Reads CloudFormation YAML into JSON nodes: scalars stay text, and tags become the long form (<c>!Ref X</c> = <c>{"Ref":"X"}</c>).</summary>
internal static class TemplateYaml
{
    /// <exception cref="LocalCloudException">The file is missing or no YAML mapping.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            using StreamReader reader = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count > 0 && ToJson(yaml.Documents[0].RootNode) is JsonObject root
                ? root
                : throw new LocalCloudException($"{path} is no CloudFormation template: a mapping with Resources is expected.");
        }
        catch (YamlException error)
        {
            throw new LocalCloudException($"{path}, line {error.Start.Line}, column {error.Start.Column}: {error.InnerException?.Message ?? error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LocalCloudException($"The template {path} cannot be read: {error.Message}", error);
        }
    }

    private static JsonNode? ToJson(YamlNode node)
    {
        JsonNode? value = node switch
        {
            YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, ToJson(child.Value)))),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => throw new LocalCloudException($"Line {node.Start.Line}: YAML aliases are not supported in templates."),
        };
        string tag = node.Tag.IsEmpty ? "" : node.Tag.Value;
        return !tag.StartsWith('!') ? value : tag switch
        {
            "!Ref" or "!Condition" => new JsonObject { [tag[1..]] = value },
            // A.B is short for [A, B]; what follows the first dot may have dots itself.
            "!GetAtt" when value is JsonValue path => new JsonObject { ["Fn::GetAtt"] = new JsonArray([.. path.GetValue<string>().Split('.', 2).Select(part => (JsonNode?)part)]) },
            _ => new JsonObject { ["Fn::" + tag[1..]] = value },
        };
    }
}
