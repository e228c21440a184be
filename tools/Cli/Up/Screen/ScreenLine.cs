using System.Text;

namespace LogFunctions.Cli.Up.Screen;

/// <summary>A line of the screen, never wider than it: what does not fit is left out.</summary>
/// <param name="columns">Width of the screen.</param>
/// <param name="isColoured">Whether looks are written.</param>
internal sealed class ScreenLine(int columns, bool isColoured)
{
    private readonly StringBuilder _text = new();

    /// <summary>Columns that are still free.</summary>
    public int Left { get; private set; } = columns;

    /// <summary>Adds text, cut in its middle where it does not fit.</summary>
    public ScreenLine Add(string text, Look look = Look.Plain)
    {
        text = TextWidth.Shorten(text, Left);
        Left -= TextWidth.Of(text);
        string? code = isColoured && text.Length > 0 ? look switch { Look.Bold => "1", Look.Dim => "2", Look.Red => "31", Look.Reverse => "7", _ => null } : null;
        _text.Append(code is null ? text : $"\e[{code}m{text}\e[0m");
        return this;
    }

    /// <summary>Adds text only where all of it fits.</summary>
    public ScreenLine AddWhole(string text, Look look = Look.Plain) => TextWidth.Of(text) <= Left ? Add(text, look) : this;

    public override string ToString() => _text.ToString();
}
