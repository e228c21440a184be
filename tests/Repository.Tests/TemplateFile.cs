using YamlDotNet.RepresentationModel;

namespace LogFunctions.Repository.Tests;

/// <summary>template.yaml as YAML: nothing is evaluated.</summary>
internal static class TemplateFile
{
    public static YamlMappingNode Root { get; } = Load();

    public static IEnumerable<(string Id, YamlMappingNode Properties, YamlMappingNode Resource)> Resources(string type) =>
        Map(Root, "Resources").Children
            .Select(r => (Id: ((YamlScalarNode)r.Key).Value!, Resource: (YamlMappingNode)r.Value))
            .Where(r => Text(r.Resource, "Type") == type)
            .Select(r => (r.Id, Map(r.Resource, "Properties"), r.Resource));

    public static IEnumerable<string> Parameters => Map(Root, "Parameters").Children.Keys.Select(k => ((YamlScalarNode)k).Value!);

    public static YamlMappingNode Parameter(string name) => Map(Map(Root, "Parameters"), name);

    public static IEnumerable<YamlMappingNode> Events(YamlMappingNode function) => function.Children.ContainsKey("Events") ? Map(function, "Events").Children.Values.Cast<YamlMappingNode>() : [];

    public static IEnumerable<YamlMappingNode> Statements() =>
        Resources("AWS::IAM::Role").SelectMany(r => Items(r.Properties, "Policies")).Concat(Resources("AWS::IAM::RolePolicy").Select(p => p.Properties))
            .SelectMany(p => Items(Map(p, "PolicyDocument"), "Statement"));

    /// <summary>A text or a list of texts; what is neither, such as a function, is left out.</summary>
    public static IEnumerable<string> Scalars(YamlMappingNode node, string key) => node.Children[key] switch
    {
        YamlScalarNode scalar => [scalar.Value!],
        YamlSequenceNode sequence => sequence.Children.OfType<YamlScalarNode>().Select(s => s.Value!),
        _ => [],
    };

    public static IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) => ((YamlSequenceNode)node.Children[key]).Children.Cast<YamlMappingNode>();

    public static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    public static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out YamlNode? value) ? (value as YamlScalarNode)?.Value : null;

    private static YamlMappingNode Load()
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Checkout.Read("template.yaml"));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }
}
