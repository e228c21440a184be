using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using Amazon.Runtime;
using LogFunctions.Cli.Output;
using LogFunctions.LocalCloud;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli;

/// <summary>Parses and invokes; turns every failure into one sentence and an exit code.</summary>
internal static class CliRunner
{
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, CliContext context, CancellationToken interrupted)
    {
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args.Count == 0)
        {
            await root.Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = context.Error, Error = context.Error }, interrupted);
            return ExitCode.WrongUsage;
        }

        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
        {
            context.Error.WriteLine(Sentence(parsed));
            return ExitCode.WrongUsage;
        }

        return await InvokeAsync(parsed, context, interrupted);
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, CliContext context, CancellationToken interrupted)
    {
        var configuration = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            // Interrupt handles the signals: the library's own handling would kill the process after a timeout.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, interrupted);
        }
        catch (CliException exception)
        {
            string hint = exception.ExitCode == ExitCode.WrongUsage ? $" See `{PathOf(parsed.CommandResult)} --help`." : "";
            context.Error.WriteLine("logfn: " + SafeText.ForTerminal(exception.Message) + hint);
            return exception.ExitCode;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            context.Error.WriteLine("logfn: interrupted before it was done.");
            return ExitCode.Failed;
        }
        catch (IOException exception) when (ClosedPipe.IsCauseOf(exception))
        {
            // The reader has seen enough (`| head`): as with every filter, no message.
            return ExitCode.Failed;
        }
        catch (Exception exception) when (Describe(exception) is { } sentence)
        {
            context.Error.WriteLine("logfn: " + SafeText.ForTerminal(sentence));
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            context.Error.WriteLine("logfn: unexpected error (a bug; please report it with these lines):");
            context.Error.WriteLine(SafeText.ForTerminalLines(exception.ToString()));
            return ExitCode.Failed;
        }
    }

    /// <summary>Failures of the environment in words; null for anything that must be a bug.</summary>
    private static string? Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1 } aggregate => Describe(aggregate.InnerExceptions[0]),
        AmazonServiceException { StatusCode: 0 } service => $"cannot reach AWS: {service.Message}. Check the endpoint (AWS_ENDPOINT_URL...) and that `logfn up` is running.",
        AmazonServiceException service => $"AWS answered {service.ErrorCode}: {service.Message}",
        AmazonClientException client => $"AWS client: {client.Message}",
        HttpRequestException or SocketException => $"cannot reach the endpoint: {exception.Message}. Is `logfn up` running?",
        EmulatorException or LocalCloudException or StoreUnavailableException or CorruptRowException or UnauthorizedAccessException or IOException => exception.Message,
        _ => null,
    };

    private static string Sentence(ParseResult parsed)
    {
        string command = PathOf(parsed.CommandResult);
        Command asked = parsed.CommandResult.Command;
        string text = asked.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0
            ? $"'{parsed.UnmatchedTokens[0]}' is no command of {command}; there are {string.Join(", ", asked.Subcommands.Select(c => c.Name))}."
            : parsed.Errors[0].Message;
        string message = SafeText.ForTerminal(text.ReplaceLineEndings(" ").Trim());
        if (!message.EndsWith('.'))
        {
            message += ".";
        }

        return $"logfn: {message} See `{command} --help`.";
    }

    private static string PathOf(CommandResult? result)
    {
        var names = new Stack<string>();
        for (; result is not null; result = result.Parent as CommandResult)
        {
            names.Push(result.Command is RootCommand ? "logfn" : result.Command.Name);
        }

        return string.Join(' ', names);
    }
}
