using System.CommandLine;
using System.Text;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Templates;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn templates</c>: a list for <c>ENDPOINT_TEMPLATES</c>.</summary>
internal static class TemplatesCommand
{
    // A Lambda function's environment variables have 4 KB together.
    private const int MostBytes = 3_000;

    public static Command Create(CliContext context)
    {
        var openApi = new Option<FileInfo>("--openapi") { Description = "OpenAPI 3 or Swagger 2 file, JSON or YAML.", HelpName = "FILE", Required = true };
        var perLine = new Option<bool>("--lines") { Description = "One template per line instead of one line with commas." };
        var command = new Command("templates", "Print the endpoint templates of an API description, for ENDPOINT_TEMPLATES. Exit code 1 when it has none that can be used.");
        command.Add(openApi);
        command.Add(perLine);
        command.SetAction((parsed, cancellationToken) => RunAsync(context, parsed.GetValue(openApi)!, parsed.GetValue(perLine), cancellationToken));
        return command.Examples(
            "logfn templates --openapi openapi.yaml",
            "logfn check access.log --endpoint-templates \"$(logfn templates --openapi openapi.yaml)\"");
    }

    private static async Task<int> RunAsync(CliContext context, FileInfo file, bool perLine, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(file.FullName, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"--openapi {file.Name}: {exception.Message}", innerException: exception);
        }

        TemplateList list;
        try
        {
            list = TemplateList.Of(OpenApiPaths.Read(text));
        }
        catch (FormatException exception)
        {
            throw new CliException($"--openapi {file.Name}: {exception.Message}.", innerException: exception);
        }

        foreach (string skipped in list.Skipped)
        {
            context.Error.WriteLine($"left out: {SafeText.ForTerminal(skipped)}");
        }

        string joined = string.Join(perLine ? Environment.NewLine : ",", list.Usable);
        context.Out.WriteLine(joined);
        if (!perLine && Encoding.UTF8.GetByteCount(joined) is var bytes && bytes > MostBytes)
        {
            context.Error.WriteLine($"{bytes} bytes: more than {MostBytes} hardly fit into a function's 4 KB of environment; leave out what ids alone would fold, or use /prefix/*.");
        }

        return list.Usable.Count > 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
