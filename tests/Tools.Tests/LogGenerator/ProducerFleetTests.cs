using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using LogFunctions.Cli;
using LogFunctions.Tools.Tests.Cli;
using YamlDotNet.RepresentationModel;

namespace LogFunctions.Tools.Tests.LogGenerator;

/// <summary>The producer fleet of template.yaml: off by default, closed, and its command line is one that logfn takes.</summary>
public sealed partial class ProducerFleetTests
{
    private static readonly YamlMappingNode s_template = Load();

    private static IReadOnlyDictionary<string, YamlMappingNode> Producers => Map(s_template, "Resources").Children
        .Where(entry => Key(entry.Key).StartsWith("Producer", StringComparison.Ordinal))
        .ToDictionary(entry => Key(entry.Key), entry => (YamlMappingNode)entry.Value);

    [Fact]
    public void Fleet_IsOffByDefault()
    {
        Assert.Equal("0", Text(Map(Map(s_template, "Parameters"), "ProducerCount"), "Default"));
        Assert.Equal(5, Producers.Count);
        Assert.All(Producers.Values, resource => Assert.Equal("HasProducers", Text(resource, "Condition")));
        // nothing else may depend on it
        Assert.DoesNotContain("Producer", string.Concat(Map(s_template, "Resources").Children.Where(entry => !Producers.ContainsKey(Key(entry.Key))).Select(entry => entry.Value.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Instances_TakeNothingIn_AndMayOnlyPutRecordsAndFetchLogfn()
    {
        YamlMappingNode group = Map(Producers["ProducerSecurityGroup"], "Properties");
        YamlMappingNode data = Map(Map(Producers["ProducerLaunchTemplate"], "Properties"), "LaunchTemplateData");
        string[] actions = [.. ActionPattern().Matches(Text(s_yaml, "ProducerRole:", "ProducerInstanceProfile:")).Select(match => match.Groups[1].Value)];

        Assert.False(group.Children.ContainsKey("SecurityGroupIngress"));
        Assert.False(data.Children.ContainsKey("KeyName"));
        Assert.Equal("required", Text(Map(data, "MetadataOptions"), "HttpTokens"));
        Assert.Equal("1", Text(Map(data, "MetadataOptions"), "HttpPutResponseHopLimit"));
        Assert.Equal(["kinesis:PutRecords", "s3:GetObject", "sts:AssumeRole"], actions.Order());
    }

    [Fact]
    public void CommandLine_OfTheService_IsOneThatLogfnTakes()
    {
        string command = CommandPattern().Match(UserData).Groups[1].Value;
        string line = command.Replace("$seed", "1152921504606846975", StringComparison.Ordinal);
        line = ReferencePattern().Replace(line, match => match.Groups[1].Value switch
        {
            "LogStream" => "log-functions-LogStream-1A2B",
            string parameter => Text(Map(Map(s_template, "Parameters"), parameter), "Default"),
        });
        using var output = new StringWriter();

        ParseResult parsed = Program.CreateRoot(CliHarness.Context(output, output)).Parse(line.Split(' '));

        Assert.StartsWith("generate --profile steady --rate 20000 ", line, StringComparison.Ordinal);
        Assert.Empty(parsed.Errors);
    }

    [Fact]
    public async Task UserData_IsAScriptWithoutSyntaxErrors()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no /bin/bash here");
        using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", "-n") { RedirectStandardInput = true, RedirectStandardError = true })!;

        await bash.StandardInput.WriteAsync(ReferencePattern().Replace(UserData, "x"));
        bash.StandardInput.Close();
        string error = await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", error);
        Assert.Equal(0, bash.ExitCode);
    }

    private static readonly string s_yaml = File.ReadAllText(PathOfTemplate());

    private static string UserData => Text(Map(Map(Map(Producers["ProducerLaunchTemplate"], "Properties"), "LaunchTemplateData"), "UserData"), "Fn::Base64");

    private static YamlMappingNode Load()
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(PathOfTemplate());
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string PathOfTemplate()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "LogFunctions.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "template.yaml");
    }

    private static string Text(string text, string from, string to) => text[text.IndexOf("  " + from, StringComparison.Ordinal)..text.IndexOf("  " + to, StringComparison.Ordinal)];

    private static string Key(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[key];

    private static string Text(YamlMappingNode node, string key) => Key(node.Children[key]);

    [GeneratedRegex(@"Action: (\S+)")]
    private static partial Regex ActionPattern();

    [GeneratedRegex("ExecStart=/opt/logfn/logfn (.+)")]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"\$\{([A-Za-z:]+)\}")]
    private static partial Regex ReferencePattern();
}
