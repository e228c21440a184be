using System.CommandLine;
using LogFunctions.Cli;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_OfEveryCommand_EndsWithAnExampleThatParses()
    {
        RootCommand root = Program.CreateRoot(CliHarness.Context(TextWriter.Null, TextWriter.Null));
        foreach (Command command in Descendants(root))
        {
            string[] path = [.. PathOf(command)];
            (int exitCode, string output, string error) = await CliHarness.RunAsync([.. path, "--help"]);
            IReadOnlyList<string> examples = HelpWithExamples.ExamplesOf(command);
            Assert.True(examples.Count > 0, $"logfn {string.Join(' ', path)} has no example");
            Assert.Equal((0, ""), (exitCode, error));
            Assert.EndsWith(examples[^1], output.TrimEnd());
            Assert.All(examples, e => Assert.True(root.Parse(ArgumentsOf(e)).Errors.Count == 0, $"the example does not parse: {e}"));
        }
    }

    [Fact]
    public async Task Completion_OfALine_KnowsItsOptionsAndCommands()
    {
        Assert.Equal("--profile", (await CliHarness.RunAsync("[suggest:8]", "up --pro")).Out.Trim());
        Assert.Contains("status", (await CliHarness.RunAsync("[suggest:2]", "st")).Out);
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("up", "--nosuch")]
    [InlineData("up", "stray")]
    [InlineData("--nosuch")]
    public async Task WrongUsage_AnyKind_IsOneSentenceAHintAndExitCode2(params string[] args)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync(args);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("logfn: ", line);
        Assert.Contains("--help`", line);
        Assert.Contains(args[^1], line);
    }

    [Theory]
    [InlineData("--input x --speed 10", "--speed is '10'")]
    [InlineData("--input x --speed 0x", "--speed is '0x'")]
    [InlineData("--input x --speed x", "--speed is 'x'")]
    [InlineData("--speed 10x", "--speed is the pace of a file")]
    [InlineData("--input x --rate 5", "--rate is for generated traffic")]
    [InlineData("--input x --shards 0", "--shards is 0; use 1 to 1000")]
    [InlineData("--shards two", "two")]
    [InlineData("--rate NaN", "--rate is NaN")]
    [InlineData("--duration 5", "--duration is '5'")]
    [InlineData("--profile nosuch", "nosuch")]
    [InlineData("--duration -5s", "--duration is '-5s'")]
    [InlineData("--template-ids yes", "--template-ids is 'yes'")]
    [InlineData("--lateness -1", "--lateness is -1")]
    [InlineData("--port 70000", "--port is 70000")]
    [InlineData("--env NAME", "--env is 'NAME'")]
    [InlineData("--functions /no/such/folder", "--functions /no/such/folder does not exist")]
    [InlineData("--report r.json", "--report needs an end")]
    public async Task Up_WrongOptionValue_SaysWhichAndWhatIsAllowed(string arguments, string expected)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync(["up", .. arguments.Split(' ')]);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line);
        Assert.EndsWith("See `logfn up --help`.", line);
    }

    [Fact]
    public async Task WrongUsage_WithEscapeSequences_DoesNotReachTheTerminal()
    {
        (int exitCode, _, string error) = await CliHarness.RunAsync("up", "--x\u001b[31m");
        Assert.Equal(2, exitCode);
        Assert.DoesNotContain('\u001b', error);
        Assert.Contains("\\x1B[31m", error);
    }

    [Fact]
    public async Task NoArguments_AtAll_ShowHelpAndExitCode2()
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync();
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains("logfn up", error);
    }

    [Fact]
    public async Task Version_Asked_IsPrintedAlone()
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("--version");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", output);
    }

    private static IEnumerable<Command> Descendants(Command command) => command.Subcommands.SelectMany(Descendants).Prepend(command);

    private static IEnumerable<string> PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? PathOf(parent).Append(command.Name) : [];

    // What a shell would read differently within double quotes is taken out of them first.
    private static string[] ArgumentsOf(string example)
    {
        string plain = string.Join('"', example.Split('"').Select((part, i) => i % 2 == 1 ? part.Replace('>', '=').Replace('|', '=').Replace('\'', '=') : part));
        return [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(plain.Split('|')[^1].Split('>')[0].Replace('\'', '"').Trim()).Skip(1)];
    }
}
