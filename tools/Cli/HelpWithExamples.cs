using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace LogFunctions.Cli;

/// <summary>The help text of a command, with its examples at the end.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string[]> s_examples = [];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Replaces the help action of the root and thus of all commands.</summary>
    public static void Install(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
        root.Examples("logfn up", "logfn up --input access.log --report report.json");
    }

    /// <summary>The examples of a command; empty when none were given.</summary>
    public static IReadOnlyList<string> ExamplesOf(Command command) => s_examples.TryGetValue(command, out string[]? examples) ? examples : [];

    /// <summary>Sets the examples of a command.</summary>
    internal static void Set(Command command, string[] examples) => s_examples.AddOrUpdate(command, examples);

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = inner.Invoke(parseResult);
        IReadOnlyList<string> examples = ExamplesOf(parseResult.CommandResult.Command);
        if (examples.Count > 0)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(examples.Count == 1 ? "Example:" : "Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return exitCode;
    }
}

/// <summary>Help of commands.</summary>
internal static class CommandExtensions
{
    /// <summary>The command lines that end the command's <c>--help</c>; every command has at least one (a test checks).</summary>
    public static Command Examples(this Command command, params string[] examples)
    {
        HelpWithExamples.Set(command, examples);
        return command;
    }
}
