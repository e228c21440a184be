using System.Globalization;
using System.Text.RegularExpressions;
using LogFunctions.Aggregator;
using LogFunctions.Archiver;
using LogFunctions.DashboardWidget;
using LogFunctions.LogGenerator.Packing;
using LogFunctions.LogGenerator.Profiles;
using LogFunctions.ShardScaler;
using YamlDotNet.RepresentationModel;
using static LogFunctions.Repository.Tests.TemplateFile;

namespace LogFunctions.Repository.Tests;

/// <summary>
/// What CloudFormation accepts as a parameter the function takes, too: a value that it refuses would kill every invocation, long after
/// the deployment has succeeded. The functions' options are the source of the limits.
/// </summary>
public sealed class ParameterLimitTests
{
    /// <summary>How each function reads its environment; throws when it does not start with it.</summary>
    private static readonly Dictionary<string, Action<Func<string, string?>>> s_readers = new()
    {
        ["AggregatorFunction"] = read => AggregatorOptions.FromEnvironment(read),
        ["ArchiverFunction"] = read => ArchiverOptions.FromEnvironment(read),
        ["DashboardWidgetFunction"] = read => DashboardWidgetOptions.FromEnvironment(read),
        ["ShardScalerFunction"] = read => ShardScalerOptions.FromEnvironment(read),
    };

    /// <summary>
    /// Variables that the template bounds more closely than the function, which takes what `logfn up` and longer retentions need: an age of 0 says that
    /// only attempts end a record's tries, and the template keeps it under the shortest retention.
    /// </summary>
    private static readonly string[] s_narrower = ["GIVE_UP_AFTER_SECONDS"];

    /// <summary>What values of a parameter with a pattern are made of.</summary>
    private static readonly Dictionary<string, string[]> s_pieces = new()
    {
        ["WindowSeconds"] =
            [",", ",", ",", ",", "0", "1", "2", "3", "5", "7", "10", "15", "20", "30", "60", "90", "100", "300", "900", "3600", "7200", "86400", "604800", "604801"],
        ["EndpointTemplates"] =
            ["/", "/", "/", ",", "a", "users", "{id}", "{name}", "*", "{", "}", "{}", ".", "?", "#", " ", "é", "%20", "~", "\\", "\""],
        ["FieldAliases"] =
            [",", ",", ",", "=", "ts", "rt", "ts=elapsed", "ip=elapsed", "rt_ms=elapsed", "rt_ms=t", "status=route", "endpoint=route", "latency=x", "@t", " "],
        ["ScalingTopicArn"] =
            ["arn:aws:sns:eu-west-1:123456789012:", "arn:aws-cn:sns:cn-north-1:123456789012:", "arn:aws:sqs:eu-west-1:123456789012:", "a", "B", "-", "_", "1", ".", ":", " ", ".fifo"],
        ["ScalingFrozen"] =
            ["*", " ", "* ", "* ", "* ", "* * ", "*/5 ", "*/0 ", "2-4 ", "22-2 ", "1,2 ", "0 ", "7 ", "31 ", "59 ", "60 ", "05 ", "1-", "6", "7", "0", "-", ",", "/2", "*", "12/3 "],
        ["LogFormat"] = ["auto", "json", "nginx", "-", " - ", " \"", "\" ", " | ", "[", "] ", " $request $status ", " %r %>s "],
    };

    /// <summary>What every pattern must let through: the values that the manual names, and their kind.</summary>
    private static readonly Dictionary<string, string[]> s_wanted = new()
    {
        ["WindowSeconds"] = ["60,3600", "60", "1", "10,60,3600", "60,300,3600,86400", "30,900", "3600,604800"],
        ["EndpointTemplates"] = ["", "/", "/users/{name}/posts/{id}", "/static/*", "/*", "/users/{id}/orders/{id},/static/*", "/a.b-c_d~e/%20/@x"],
        ["FieldAliases"] = ["", "ts=when", "ts=when,rt_ms=elapsed", "endpoint=route,rt_s=elapsed", "ts=@t,ts=other"],
        ["ScalingTopicArn"] = ["", "arn:aws:sns:us-east-1:123456789012:scaling", "arn:aws-us-gov:sns:us-gov-west-1:123456789012:a_b-C"],
        ["ScalingFrozen"] = ["", "* 2-4 * * 6", "*/5 0,12 1-7 6-8,12 0", "30 22-2 * * *", "* * 31 12 7"],
        ["LogFormat"] =
        [
            "auto", "json", "apache", "nginx", "alb", "cloudfront", "cloudfront-standard", "%h %l %u %t \"%r\" %>s %b %D", "#Fields: date time cs-method cs-uri-stem sc-status",
            "log_format main '$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent';", "$request $status;;%r %>s;;auto",
        ],
    };

    /// <summary>function, variable, parameter: every variable that has a parameter's value.</summary>
    public static TheoryData<string, string, string> Bindings()
    {
        var bindings = new TheoryData<string, string, string>();
        foreach ((string id, YamlMappingNode properties, _) in Resources("AWS::Serverless::Function"))
        {
            foreach ((string variable, YamlScalarNode value) in Variables(properties))
            {
                if (value.Tag == "!Ref" && Parameters.Contains(value.Value))
                {
                    bindings.Add(id, variable, value.Value!);
                }
            }
        }

        return bindings;
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public void Parameter_OfAVariable_HasTheLimitsOfTheFunction(string function, string variable, string parameterName)
    {
        YamlMappingNode parameter = Parameter(parameterName);
        AssertTaken(function, variable, Text(parameter, "Default")!);
        if (Text(parameter, "Type") == "Number")
        {
            AssertBounds(function, variable, parameter);
        }
        else if (parameter.Children.ContainsKey("AllowedValues"))
        {
            AssertChoices(function, variable, [.. Scalars(parameter, "AllowedValues")]);
        }
        else
        {
            Assert.True(Text(parameter, "AllowedPattern") is not null, $"{parameterName} has no AllowedPattern: CloudFormation would accept anything.");
            AssertPattern(function, variable, parameterName, parameter);
        }
    }

    [Fact]
    public void Variables_ByCondition_AreTakenEitherWay()
    {
        foreach ((string id, YamlMappingNode properties, _) in Resources("AWS::Serverless::Function"))
        {
            foreach ((YamlNode name, YamlNode value) in Map(Map(properties, "Environment"), "Variables").Children)
            {
                Assert.All(Choices(value), choice => AssertTaken(id, ((YamlScalarNode)name).Value!, Evaluate(choice)));
            }
        }
    }

    [Fact]
    public void Parameters_OfEveryFunction_AreAllLookedAt()
    {
        Assert.Equal(s_readers.Keys.Order(), Resources("AWS::Serverless::Function").Select(f => f.Id).Order());
        string[] bound = [.. Bindings().Select(b => b.Data.Item3)];
        Assert.Contains("MaxKeysPerWindow", bound);
        Assert.Contains("LogFormat", bound);
        Assert.Contains("WindowSeconds", bound);
    }

    [Fact]
    public void Parameters_OfProducers_AreWhatTheGeneratorKnows()
    {
        Assert.Equal(BuiltInProfiles.Names.Order(), Scalars(Parameter("ProducerProfile"), "AllowedValues").Order());
        Assert.Equal(Enum.GetNames<PackKind>().Select(n => n.ToLowerInvariant()).Order(), Scalars(Parameter("ProducerPacking"), "AllowedValues").Order());
    }

    /// <summary>A record that is given up must still be in the stream.</summary>
    [Fact]
    public void GiveUpAfterSeconds_AtItsMost_IsUnderTheShortestRetention()
    {
        int most = int.Parse(Text(Parameter("GiveUpAfterSeconds"), "MaxValue")!, CultureInfo.InvariantCulture);
        int shortest = int.Parse(Text(Parameter("RetentionHours"), "MinValue")!, CultureInfo.InvariantCulture) * 3600;
        Assert.True(most <= shortest - 3600, $"{most} s leave no hour of {shortest} s");
    }

    private static void AssertBounds(string function, string variable, YamlMappingNode parameter)
    {
        long min = long.Parse(Text(parameter, "MinValue")!, CultureInfo.InvariantCulture);
        long max = long.Parse(Text(parameter, "MaxValue")!, CultureInfo.InvariantCulture);
        AssertTaken(function, variable, Write(min));
        AssertTaken(function, variable, Write(max));
        if (s_narrower.Contains(variable))
        {
            return;
        }

        AssertRefused(function, variable, Write(min - 1));
        AssertRefused(function, variable, Write(max + 1));

        static string Write(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static void AssertChoices(string function, string variable, string[] choices)
    {
        Assert.All(choices, choice => AssertTaken(function, variable, choice));
        string refusal = AssertRefused(function, variable, "none-of-them");
        string[] named = [.. Regex.Match(refusal, "one of ([a-z0-9, -]+)").Groups[1].Value.Split(", ").Select(n => n.Trim())];
        Assert.Equal(named.Order(), choices.Order());
    }

    private static void AssertPattern(string function, string variable, string name, YamlMappingNode parameter)
    {
        var pattern = new Regex($"^(?:{Text(parameter, "AllowedPattern")})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        Assert.All(s_wanted[name], value => Assert.True(pattern.IsMatch(value), $"{name} does not take '{value}'"));
        Assert.All(s_wanted[name], value => AssertTaken(function, variable, value));
        const int Seed = 20261129;
        var random = new Random(Seed);
        var taken = new HashSet<string>();
        for (int i = 0; i < 200_000; i++)
        {
            string value = string.Concat(Enumerable.Range(0, random.Next(1, 10)).Select(_ => s_pieces[name][random.Next(s_pieces[name].Length)]));
            if (pattern.IsMatch(value) && taken.Add(value))
            {
                AssertTaken(function, variable, value);
            }
        }

        Assert.True(taken.Count >= 50, $"{name}: of 200,000 values only {taken.Count} were tried (seed {Seed})");
    }

    private static void AssertTaken(string function, string variable, string value)
    {
        string? refusal = Refusal(function, variable, value);
        Assert.True(refusal is null, $"CloudFormation takes '{value}', and {function} does not start with it: {refusal}");
    }

    private static string AssertRefused(string function, string variable, string value)
    {
        string? refusal = Refusal(function, variable, value);
        Assert.True(refusal is not null, $"{function} takes {variable}='{value}', and the template does not let it through: one of them is wrong");
        Assert.StartsWith(variable, refusal, StringComparison.Ordinal);
        return refusal;
    }

    /// <returns>Why the function does not start with this value beside the defaults of the template; null when it does.</returns>
    private static string? Refusal(string function, string variable, string value)
    {
        YamlMappingNode properties = Resources("AWS::Serverless::Function").Single(f => f.Id == function).Properties;
        Dictionary<string, string> environment = Variables(properties).ToDictionary(v => v.Name, v => Evaluate(v.Value));
        environment[variable] = value;
        return Record.Exception(() => s_readers[function](environment.GetValueOrDefault))?.Message;
    }

    private static string Evaluate(YamlScalarNode value) => value.Tag.IsEmpty ? value.Value!
        : value.Tag == "!Sub" ? Regex.Replace(value.Value!, @"\$\{[^}]+\}", "name")
        : Parameters.Contains(value.Value) ? Text(Parameter(value.Value!), "Default")!
        : value.Value!;

    private static IEnumerable<(string Name, YamlScalarNode Value)> Variables(YamlMappingNode function) =>
        Map(Map(function, "Environment"), "Variables").Children.Select(v => (((YamlScalarNode)v.Key).Value!, Choices(v.Value)[^1]));

    /// <summary>What a variable may be: its value, or the two of an !If.</summary>
    private static YamlScalarNode[] Choices(YamlNode value) => value is YamlSequenceNode choice ? [.. choice.Children.Skip(1).Cast<YamlScalarNode>()] : [(YamlScalarNode)value];
}
