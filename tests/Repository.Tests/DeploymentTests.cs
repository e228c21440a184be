using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;
using static LogFunctions.Repository.Tests.TemplateFile;

namespace LogFunctions.Repository.Tests;

/// <summary>What must not surprise the one who deploys.</summary>
public sealed partial class DeploymentTests
{
    [Fact]
    public void Samconfig_EveryEnvironment_BuildsInAnImageWithTheSdkOfTheArchitecture()
    {
        string architecture = Text(Parameter("Architecture"), "Default")!;
        Assert.Equal([architecture], Scalars(Parameter("Architecture"), "AllowedValues"));
        string samconfig = Checkout.Read("samconfig.toml");
        string[] environments = [.. DeploySection().Matches(samconfig).Select(m => m.Groups[1].Value)];
        Assert.Contains("default", environments);
        foreach (string environment in environments)
        {
            string section = samconfig.Split($"[{environment}.build.parameters]\n") is [_, string rest] ? rest.Split("\n[")[0] : "";
            Assert.True(
                section.Contains($"build_image = [\"public.ecr.aws/sam/build-dotnet10:latest-{architecture}\"]", StringComparison.Ordinal),
                $"samconfig.toml: [{environment}.build.parameters] does not name the build image of {architecture}; SAM's own has no .NET SDK");
        }
    }

    [Fact]
    public void Commands_InDocs_BuildInTheContainer()
    {
        string[] files = [.. Checkout.FilesOf(".md"), "samconfig.toml"];
        string[] plain = [.. files.Where(f => PlainBuild().IsMatch(Checkout.Read(f)))];
        Assert.True(plain.Length == 0, $"'sam build' without --use-container, which needs a native toolchain: {string.Join(", ", plain)}");
        Assert.Contains("sam build --use-container", Checkout.Read("README.md"), StringComparison.Ordinal);
    }

    /// <summary>In a container of SAM the tables have their logical ids as names and the emulators cannot be reached.</summary>
    [Fact]
    public void Commands_InDocs_NeverInvokeWithSam()
    {
        string[] files = [.. Checkout.FilesOf(".md").Where(f => Checkout.Read(f).Contains("sam local invoke Aggregator", StringComparison.Ordinal))];
        Assert.Empty(files);
    }

    [Fact]
    public void Objects_OfEveryRole_ArePutIntoBucketsOfTheAccountOnly()
    {
        YamlMappingNode[] puts = [.. Statements().Where(s => Scalars(s, "Action").Contains("s3:PutObject"))];
        Assert.NotEmpty(puts);
        foreach (YamlMappingNode put in puts)
        {
            Assert.True(put.Children.ContainsKey("Condition"), $"{Text(put, "Sid")} has no condition s3:ResourceAccount");
            Assert.Equal("AWS::AccountId", Text(Map(Map(put, "Condition"), "StringEquals"), "s3:ResourceAccount"));
        }
    }

    [Fact]
    public void Tables_All_AreProtectedAndSurviveTheStack()
    {
        foreach ((string id, YamlMappingNode properties, YamlMappingNode resource) in Resources("AWS::DynamoDB::Table"))
        {
            Assert.True(Text(properties, "DeletionProtectionEnabled") == "true", $"{id} is not protected against deletion");
            // RetainExceptOnCreate would let a failed creation end in a rollback that fails, too.
            Assert.Equal("Retain", Text(resource, "DeletionPolicy"));
            Assert.Equal("Retain", Text(resource, "UpdateReplacePolicy"));
        }
    }

    [Fact]
    public void Metrics_OfEveryFunction_AreInANamespaceOfTheStack()
    {
        foreach ((string id, YamlMappingNode properties, _) in Resources("AWS::Serverless::Function"))
        {
            YamlMappingNode variables = Map(Map(properties, "Environment"), "Variables");
            Assert.True(Text(variables, "METRICS_NAMESPACE") == "LogFunctions/${AWS::StackName}", $"{id}: the figures of two stacks would add up");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "ProducerCount", "0", "ProducerSubnetIds", "subnet-00000000")]
    [InlineData(false, "ProducerCount", "1")]
    [InlineData(false, "ProducerCount", "1", "ProducerPackage", "b/k.tgz", "ProducerVpcId", "vpc-1")]
    [InlineData(false, "ProducerCount", "1", "ProducerPackage", "b/k.tgz", "ProducerSubnetIds", "subnet-1")]
    [InlineData(false, "ProducerCount", "1", "ProducerVpcId", "vpc-1", "ProducerSubnetIds", "subnet-1,subnet-2")]
    [InlineData(true, "ProducerCount", "1", "ProducerPackage", "b/k.tgz", "ProducerVpcId", "vpc-1", "ProducerSubnetIds", "subnet-1,subnet-2")]
    public void Rules_ForProducers_AskForEverythingTheyNeed(bool isAllowed, params string[] given)
    {
        var values = new Dictionary<string, string>(given.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1])));
        bool holds = Map(Root, "Rules").Children.Values.Cast<YamlMappingNode>()
            .Where(rule => IsTrue(rule.Children["RuleCondition"], values))
            .SelectMany(rule => Items(rule, "Assertions"))
            .All(assertion => IsTrue(assertion.Children["Assert"], values));
        Assert.Equal(isAllowed, holds);
    }

    private static bool IsTrue(YamlNode function, Dictionary<string, string> values) => (function.Tag.Value, ((YamlSequenceNode)function).Children) switch
    {
        ("!Not", [YamlNode inner]) => !IsTrue(inner, values),
        ("!Equals", [YamlNode left, YamlNode right]) => Value(left, values) == Value(right, values),
        ("!Contains", [YamlNode list, YamlNode item]) => Value(list, values).Split(',').Contains(Value(item, values)),
        var (name, _) => throw new NotSupportedException($"{name} in a rule"),
    };

    private static string Value(YamlNode node, Dictionary<string, string> values)
    {
        var scalar = (YamlScalarNode)node;
        return scalar.Tag == "!Ref" ? values.GetValueOrDefault(scalar.Value!) ?? Text(Parameter(scalar.Value!), "Default")! : scalar.Value!;
    }

    [GeneratedRegex(@"^\[(\w+)\.deploy\.parameters\]", RegexOptions.Multiline)]
    private static partial Regex DeploySection();

    [GeneratedRegex("^(# )?sam build(?! --use-container)", RegexOptions.Multiline)]
    private static partial Regex PlainBuild();
}
