using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;
using static LogFunctions.Repository.Tests.TemplateFile;

namespace LogFunctions.Repository.Tests;

/// <summary>template.yaml against the code it deploys.</summary>
public sealed partial class TemplateTests
{
    [Fact]
    public void Functions_All_AreBuiltByTheMakefileFromAProject()
    {
        string[] built = FunctionsOfMakefile().Match(Checkout.Read("Makefile")).Groups[1].Value.Split(' ');
        Assert.Equal(Resources("AWS::Serverless::Function").Select(f => f.Id), built.Select(name => name + "Function"));
        Assert.All(built, name => Assert.True(Checkout.Exists($"functions/{name}/{name}.csproj"), $"the Makefile builds functions/{name}, which has no project"));
        foreach ((_, YamlMappingNode properties, YamlMappingNode resource) in Resources("AWS::Serverless::Function"))
        {
            Assert.Equal("makefile", Text(Map(resource, "Metadata"), "BuildMethod"));
            Assert.Equal("bootstrap", Text(properties, "Handler"));
        }
    }

    [Fact]
    public void Functions_All_AreLaidOutBesideLogfn()
    {
        string[] beside = [.. Project.Get("Cli").BuiltBeside.Select(path => Path.GetFileNameWithoutExtension(path) + "Function")];
        Assert.Equal(Resources("AWS::Serverless::Function").Select(f => f.Id), beside);
    }

    [Fact]
    public void Environment_OfEveryFunction_IsWhatItsOptionsRead()
    {
        foreach ((string id, YamlMappingNode properties, _) in Resources("AWS::Serverless::Function"))
        {
            (HashSet<string> known, HashSet<string> required) = OptionsOf(id);
            string[] set = [.. Map(Map(properties, "Environment"), "Variables").Children.Keys.Select(k => ((YamlScalarNode)k).Value!)];
            Assert.True(known.IsSupersetOf(set), $"{id} is given {string.Join(", ", set.Except(known))}, which its options do not read");
            Assert.True(required.IsSubsetOf(set), $"{id} is not given {string.Join(", ", required.Except(set))}, without which it does not start");
        }
    }

    [Fact]
    public void Options_OfEveryFunction_AreExplainedToOperators()
    {
        string operations = Checkout.Read("docs/operations.md");
        foreach ((string id, _, _) in Resources("AWS::Serverless::Function"))
        {
            string[] missing = [.. OptionsOf(id).Known.Where(name => !operations.Contains($"`{name}`", StringComparison.Ordinal))];
            Assert.True(missing.Length == 0, $"docs/operations.md does not explain {string.Join(", ", missing)} of {id}");
        }
    }

    [Fact]
    public void Options_OfEveryFunction_CanBeGivenToLogfnUp()
    {
        string[] known = [.. Resources("AWS::Serverless::Function").SelectMany(f => OptionsOf(f.Id).Known).Distinct().Order(StringComparer.Ordinal)];
        string code = Checkout.Read("tools/Cli/Up/FunctionVariables.cs");
        string[] listed = [.. VariableName().Matches(code).Select(m => m.Groups[1].Value)];

        // Names of --env; a new variable of a function goes into the list there.
        Assert.Equal(known, listed);
    }

    [Fact]
    public void Keys_OfTables_AreThoseOfTheStore()
    {
        string schema = Checkout.Read("functions/WindowStore/TableSchema.cs");
        string Constant(string name) => Regex.Match(schema, $"const string {name} = \"([^\"]+)\"").Groups[1].Value;
        Dictionary<string, YamlMappingNode> tables = Resources("AWS::DynamoDB::Table").ToDictionary(t => t.Id, t => t.Properties);
        Assert.Equal([(Constant("PartitionKey"), "HASH")], KeysOf(tables["LedgerTable"]));
        Assert.Equal([(Constant("PartitionKey"), "HASH"), (Constant("SortKey"), "RANGE")], KeysOf(tables["WindowsTable"]));
        Assert.Equal([(Constant("PartitionKey"), "HASH"), (Constant("SortKey"), "RANGE")], KeysOf(tables["ControlTable"]));
        Assert.All(["WindowsTable", "ControlTable"], id => Assert.Equal(Constant("ExpiresAt"), Text(Map(tables[id], "TimeToLiveSpecification"), "AttributeName")));
        Assert.All(tables.Values, t => Assert.All(Items(t, "AttributeDefinitions"), a => Assert.Equal("S", Text(a, "AttributeType"))));
    }

    [Fact]
    public void EventSource_OfTheStream_KeepsTheOrderAndLosesNothing()
    {
        YamlMappingNode[] sources = [.. Resources("AWS::Serverless::Function").SelectMany(f => Events(f.Properties)).Where(e => Text(e, "Type") == "Kinesis").Select(e => Map(e, "Properties"))];
        Assert.NotEmpty(sources);
        foreach (YamlMappingNode source in sources)
        {
            Assert.Equal("1", Text(source, "ParallelizationFactor"));
            Assert.Equal("TRIM_HORIZON", Text(source, "StartingPosition"));
            Assert.Equal("true", Text(source, "BisectBatchOnFunctionError"));
            // A number of tries is used up within seconds while access is denied; age is not.
            Assert.Equal("-1", Text(source, "MaximumRetryAttempts"));
            Assert.Equal("GiveUpAfterSeconds", Text(source, "MaximumRecordAgeInSeconds"));
            Assert.NotEmpty(Map(Map(source, "DestinationConfig"), "OnFailure").Children);
        }
    }

    /// <summary>Permissions that IAM knows for all resources only.</summary>
    private static readonly string[] s_withoutResource = ["cloudwatch:GetMetricData", "cloudwatch:PutMetricData"];

    [Fact]
    public void Permissions_InPolicies_NameTheirResources()
    {
        YamlMappingNode[] statements = [.. Statements()];
        Assert.NotEmpty(statements);
        foreach (YamlMappingNode statement in statements)
        {
            if (!Scalars(statement, "Action").All(s_withoutResource.Contains))
            {
                Assert.DoesNotContain("*", Scalars(statement, "Resource"));
            }

            Assert.DoesNotContain(Scalars(statement, "Action"), a => a.Contains('*', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Data_AtRest_IsEncryptedAndPrivate()
    {
        Assert.All(Resources("AWS::Kinesis::Stream"), s => Assert.Equal("KMS", Text(Map(s.Properties, "StreamEncryption"), "EncryptionType")));
        Assert.All(Resources("AWS::DynamoDB::Table"), t => Assert.Equal("true", Text(Map(t.Properties, "SSESpecification"), "SSEEnabled")));
        foreach ((_, YamlMappingNode bucket, _) in Resources("AWS::S3::Bucket"))
        {
            Assert.NotEmpty(Map(bucket, "BucketEncryption").Children);
            Assert.All(Map(bucket, "PublicAccessBlockConfiguration").Children.Values, v => Assert.Equal("true", ((YamlScalarNode)v).Value));
        }
    }

    [Fact]
    public void Parameters_InSamconfig_ExistInTheTemplate()
    {
        string[] parameters = [.. Parameters];
        string[] given = [.. ParameterOverrides().Matches(Checkout.Read("samconfig.toml")).SelectMany(m => m.Groups[1].Value.Split(' ')).Select(p => p.Split('=')[0])];
        Assert.NotEmpty(given);
        Assert.Empty(given.Except(parameters));
    }

    private static (HashSet<string> Known, HashSet<string> Required) OptionsOf(string functionId)
    {
        string project = functionId[..^"Function".Length];
        // Its own, and parts of them that others read as well.
        string code = string.Concat(Checkout.FilesOf("Options.cs", $"functions/{project}/").Select(Checkout.Read));
        (string Method, string Name)[] reads = [.. OptionRead().Matches(code).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];
        Assert.True(reads.Length > 0, $"found no environment variable in the options of {project}");
        return ([.. reads.Select(r => r.Name)], [.. reads.Where(r => r.Method == "Required").Select(r => r.Name)]);
    }

    private static (string, string)[] KeysOf(YamlMappingNode table) =>
        [.. Items(table, "KeySchema").Select(k => (Text(k, "AttributeName")!, Text(k, "KeyType")!))];

    [GeneratedRegex("^FUNCTIONS := (.+)$", RegexOptions.Multiline)]
    private static partial Regex FunctionsOfMakefile();

    [GeneratedRegex("""variables\.(\w+)(?:<[^>]+>)?\(\s*"([A-Z][A-Z0-9_]+)""")]
    private static partial Regex OptionRead();

    [GeneratedRegex("""^        "([A-Z][A-Z0-9_]+)",\r?$""", RegexOptions.Multiline)]
    private static partial Regex VariableName();

    [GeneratedRegex("parameter_overrides = \"([^\"]+)\"")]
    private static partial Regex ParameterOverrides();
}
