using System.Globalization;
using System.Text;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>
/// The alternate screen of a terminal, drawn whole each time; what stood there before comes back at the end, whatever ends the process but a kill.
/// </summary>
internal sealed class TerminalScreen : IDisposable
{
    // Alternate screen, cursor hidden, no wrapping: a character that is wider than we think must not push the lines below.
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[?7h\e[?25h\e[?1049l";

    // What comes between them is shown at once by terminals that know it (synchronized output), and the others pass over it.
    private const string Begin = "\e[?2026h";
    private const string End = "\e[?2026l";

    private readonly TextWriter _terminal;
    private readonly Lock _lock = new();
    private bool _isLeft;

    public TerminalScreen(TextWriter terminal)
    {
        _terminal = terminal;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _terminal.Write(Enter);
        _terminal.Flush();
    }

    /// <summary>Draws a picture that has a line for each row.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        var frame = new StringBuilder(Begin);
        // Cleared before it is written: behind a line that fills its row the cursor still stands on the last character.
        for (int i = 0; i < lines.Count; i++)
        {
            frame.Append(CultureInfo.InvariantCulture, $"\e[{i + 1};1H\e[2K{lines[i]}");
        }

        frame.Append(End);
        lock (_lock)
        {
            if (!_isLeft)
            {
                _terminal.Write(frame);
                _terminal.Flush();
            }
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        OnExit(null, EventArgs.Empty);
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        lock (_lock)
        {
            if (_isLeft)
            {
                return;
            }

            _isLeft = true;
            try
            {
                _terminal.Write(Leave);
                _terminal.Flush();
            }
            catch (IOException)
            {
                // The terminal is closed.
            }
        }
    }
}
