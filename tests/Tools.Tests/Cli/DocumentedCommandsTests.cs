using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using LogFunctions.Cli;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Hosting;

namespace LogFunctions.Tools.Tests.Cli;

/// <summary>Every command line in a help text or a document can be typed as it stands: its options exist, its ports are those of the services it means.</summary>
public sealed partial class DocumentedCommandsTests
{
    // `sam local start-lambda` and the container of the Lambda runtime interface emulator listen there.
    private static readonly int[] s_lambdaElsewhere = [3001, 9000];

    private static readonly RootCommand s_root = Program.CreateRoot(CliHarness.Context(TextWriter.Null, TextWriter.Null));

    [Fact]
    public void Commands_InDocuments_AreThere()
    {
        string[] wrong = [.. Documented().Select(line => (line.File, line.Command, Error: ErrorOf(line.Command))).Where(line => line.Error is not null)
            .Select(line => $"{line.File}: {line.Command}\n  {line.Error}")];

        Assert.True(Documented().Count() > 60, "the documents name commands");
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Ports_InExamplesAndDocuments_AreThoseOfTheService()
    {
        IEnumerable<(string File, string Command)> examples = s_root.Subcommands.SelectMany(HelpWithExamples.ExamplesOf, (command, example) => (command.Name, example));
        List<string> wrong = [];
        int ports = 0;
        foreach ((string file, string command) in examples.Concat(Documented()))
        {
            foreach (Match match in EndpointOption().Matches(command))
            {
                ports++;
                int port = int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
                if (!PortsOf(CommandName().Match(command).Groups[1].Value, match.Groups[1].Value).Contains(port))
                {
                    wrong.Add($"{file}: {command}: nothing of what {match.Groups[1].Value} means listens at {port}");
                }
            }
        }

        Assert.True(ports >= 5, "the examples name ports");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Ports_InTexts_AreOfADefault()
    {
        // Whatever a message, a help text or a document names on this machine is a port that something listens at, or one that its own command line chose.
        int[] known = [.. Enum.GetValues<ServicePort>().Select(port => DefaultPorts.Default + (int)port), .. s_lambdaElsewhere];
        string[] files = [.. Files("tools/Cli", "*.cs"), .. Files(".", "*.md")];
        List<string> wrong = [];
        foreach (string file in files)
        {
            string text = File.ReadAllText(Path.Combine(Root(), file));
            int[] chosen = [.. PortOption().Matches(text).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
            IEnumerable<int> allowed = known.Concat(chosen.SelectMany(first => Enum.GetValues<ServicePort>().Select(port => first + (int)port)));
            wrong.AddRange(LocalPort().Matches(text).Select(match => match.Groups[1].Value).Except(allowed.Select(port => $"{port}")).Select(port => $"{file}: {port}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Redrive_InExamplesAndDocuments_TakesWholeBuckets()
    {
        // Of a prefix it would not see that a rejected line also comes back with its batch (docs/operations.md).
        IEnumerable<string> commands = s_root.Subcommands.SelectMany(HelpWithExamples.ExamplesOf).Concat(Documented().Select(line => line.Command));
        string[] redrives = [.. commands.Where(command => command.Contains("logfn redrive", StringComparison.Ordinal) && command.Contains("s3://", StringComparison.Ordinal))];

        Assert.True(redrives.Length >= 4);
        Assert.DoesNotContain(redrives, command => BucketWithPrefix().IsMatch(command));
    }

    private static int[] PortsOf(string command, string option)
    {
        ServicePort service = (command, option) switch
        {
            (_, "--invoke") => ServicePort.Lambda,
            (_, "--dynamodb-endpoint") or ("query" or "verify", _) => ServicePort.DynamoDb,
            _ => ServicePort.Kinesis,
        };
        return service == ServicePort.Lambda ? [DefaultPorts.Default + (int)service, .. s_lambdaElsewhere] : [DefaultPorts.Default + (int)service];
    }

    // Null when it can be typed.
    private static string? ErrorOf(string command)
    {
        string[] arguments = [.. CommandLineParser.SplitCommandLine(command.Replace('\'', '"')).Skip(1)];
        if (arguments.Length == 1)
        {
            return s_root.Subcommands.Any(known => known.Name == arguments[0]) || arguments[0].StartsWith('-') ? null : "there is no such command";
        }

        // A sentence may name an option without what comes with it.
        return s_root.Parse(arguments).Errors.Select(error => error.Message).FirstOrDefault(error => !error.StartsWith("Required argument", StringComparison.Ordinal));
    }

    private static IEnumerable<(string File, string Command)> Documented()
    {
        foreach (string file in Files(".", "*.md").Where(file => file != "CHANGELOG.md"))
        {
            string text = File.ReadAllText(Path.Combine(Root(), file));
            IEnumerable<string> lines = text.Split('\n').Select(line => WholeLine().Match(line)).Where(match => match.Success)
                .SelectMany(match => Comment().Replace(match.Groups[1].Value, "").Split(" && "))
                .Select(line => line.Replace("dotnet run --project tools/Cli -- ", "logfn ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("logfn ", StringComparison.Ordinal));
            IEnumerable<string> inline = Inline().Matches(text).Select(match => match.Groups[1].Value);
            foreach (string command in lines.Concat(inline))
            {
                string first = command.Split(" | ")[0].Split(" > ")[0].TrimEnd('&', ' ');
                if (!first.Contains("COMMAND", StringComparison.Ordinal) && !first.Contains("...", StringComparison.Ordinal))
                {
                    yield return (file, first);
                }
            }
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root(), folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root(), file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or ".git"));

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LogFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("LogFunctions.sln is in no folder above the tests");
    }

    [GeneratedRegex(@"^ *((?:logfn|dotnet run --project tools/Cli --) .*)$")]
    private static partial Regex WholeLine();

    [GeneratedRegex(@"`(logfn [a-z][^`\n]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(--[a-z-]+) https?://(?:127\.0\.0\.1|localhost):([0-9]+)")]
    private static partial Regex EndpointOption();

    [GeneratedRegex(@"(?:127\.0\.0\.1|localhost):([0-9]+)")]
    private static partial Regex LocalPort();

    [GeneratedRegex(@"--port ([0-9]+)")]
    private static partial Regex PortOption();

    [GeneratedRegex(@"logfn ([a-z]+)")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"s3://[A-Za-z0-9._-]+/\S")]
    private static partial Regex BucketWithPrefix();
}
