using LogFunctions.Aggregator;
using LogFunctions.Hosting;

namespace LogFunctions.Lines;

/// <summary><c>logfn-lines</c>: standard input to rows of the table <c>lines</c>. Exit codes: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class Program
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int WrongUsage = 2;

    private static int Main(string[] args)
    {
        LogReadingOptions options;
        bool isArchive;
        try
        {
            var arguments = LinesArguments.Parse(args);
            if (arguments.Text is { } text)
            {
                Console.Out.Write(text);
                return Done;
            }

            isArchive = arguments.IsArchive;
            options = LogReadingOptions.Read(new OptionReader(name => arguments.ValueOf(name) ?? Environment.GetEnvironmentVariable(name)));
        }
        catch (InvalidOptionException exception)
        {
            Console.Error.WriteLine($"logfn-lines: {exception.Message} See logfn-lines --help.");
            return WrongUsage;
        }

        return Run(options, isArchive);
    }

    private static int Run(LogReadingOptions options, bool isArchive)
    {
        try
        {
            using Stream input = Console.OpenStandardInput();
            Stream output = StandardOutput.Open();
            new LinePump(options, isArchive).Run(input, output);
            return Done;
        }
        catch (IOException exception) when (StandardOutput.IsClosedPipe(exception))
        {
            return Failed; // the reader has seen enough (`| head`): no message, as with every filter
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine($"logfn-lines: {exception.Message}");
            return Failed;
        }
    }
}
