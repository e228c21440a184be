using LogFunctions.LocalCloud;
using Spectre.Console;

namespace LogFunctions.Cli;

/// <summary>What a command needs of the process around it. Tests make one over string writers.</summary>
internal sealed record CliContext
{
    /// <summary>Standard output: results only.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: errors, warnings, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input as bytes, opened on first use.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output as bytes, opened on first use; for commands that stream bytes (<c>--to stdout</c>).</summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>Tables on standard output.</summary>
    public required IAnsiConsole OutConsole { get; init; }

    /// <summary>Progress and live tables on standard error.</summary>
    public required IAnsiConsole ErrorConsole { get; init; }

    /// <summary>
    /// True when both standard output and standard error are terminals. Progress bars and live tables are shown only then:
    /// in a pipe a command prints its result and nothing else.
    /// </summary>
    public required bool IsInteractive { get; init; }

    /// <summary>True when standard output is a terminal (colours and borders are welcome).</summary>
    public required bool OutIsTerminal { get; init; }

    /// <summary>The terminal to draw on; null unless <see cref="IsInteractive"/>.</summary>
    public Terminal? Terminal { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Reads an environment variable; null when unset.</summary>
    public required Func<string, string?> GetEnvironmentVariable { get; init; }

    /// <summary>Where the runs of this user know of each other, and what may be made again is kept.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>
    /// Starts to watch standard output; the token is cancelled when it is a pipe whose reader has gone (<c>| head</c>). For commands that
    /// write seldom: the others notice it by the next write, which fails with an <see cref="IOException"/>.
    /// </summary>
    public Func<CancellationToken> WatchOutput { get; init; } = () => CancellationToken.None;

    /// <summary>The context of the real process.</summary>
    public static CliContext ForProcess()
    {
        // BOM-less UTF-8 whatever the locale says: paths in logs are arbitrary UTF-8.
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        bool outIsTerminal = !Console.IsOutputRedirected;
        bool errorIsTerminal = !Console.IsErrorRedirected;
        TextWriter output = outIsTerminal ? Console.Out : OpenPipeWriter();
        IAnsiConsole outConsole = CreateConsole(output, outIsTerminal);
        Spectre.Console.Capabilities can = outConsole.Profile.Capabilities;
        return new CliContext
        {
            Out = output,
            Error = Console.Error,
            OpenInput = Console.OpenStandardInput,
            OpenOutput = OpenOutputStream,
            OutConsole = outConsole,
            Terminal = outIsTerminal && errorIsTerminal ? Terminal.OfProcess(can.Ansi, can.ColorSystem != ColorSystem.NoColors) : null,
            ErrorConsole = CreateConsole(Console.Error, errorIsTerminal),
            IsInteractive = outIsTerminal && errorIsTerminal,
            OutIsTerminal = outIsTerminal,
            Time = TimeProvider.System,
            GetEnvironmentVariable = Environment.GetEnvironmentVariable,
            CacheDirectory = CacheFolder.OfUser(),
            WatchOutput = ClosedPipe.WatchStandardOutput,
        };
    }

    /// <summary>Text into a pipe or file; unlike the console's own writer it fails when the pipe's reader has gone.</summary>
    private static StreamWriter OpenPipeWriter() => new(OpenOutputStream(), Console.OutputEncoding) { AutoFlush = true };

    /// <summary>
    /// The console's own stream swallows "broken pipe", so that `logfn generate | head` would go on for ever; a file stream does
    /// not. But over a redirected file that would keep a position of its own, and the next writer would overwrite: not there.
    /// </summary>
    private static Stream OpenOutputStream()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var output = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return output.CanSeek ? Console.OpenStandardOutput() : output;
    }

    /// <summary>A console over a writer: on a terminal as it offers; otherwise no escape sequences and no wrapping.</summary>
    public static IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        if (isTerminal)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        }

        IAnsiConsole plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        // Spectre wraps at 80 columns when it knows no width; lines in a pipe belong to the next program.
        plain.Profile.Width = 4096;
        return plain;
    }
}
