namespace LogFunctions.Cli;

/// <summary>A terminal that can be drawn on. Tests make one of their own.</summary>
/// <param name="Size">Its columns and rows at this moment.</param>
/// <param name="ReadKey">A key that was pressed; null = none waits.</param>
/// <param name="IsColoured">Whether it shows colours (NO_COLOR is not set).</param>
internal sealed record Terminal(Func<(int Columns, int Rows)> Size, Func<ConsoleKeyInfo?> ReadKey, bool IsColoured)
{
    /// <summary>That of the process; null when it has none that understands escape sequences.</summary>
    public static Terminal? OfProcess(bool understandsAnsi, bool isColoured) =>
        understandsAnsi ? new Terminal(ReadSize, ReadWaitingKey, isColoured) : null;

    private static (int Columns, int Rows) ReadSize()
    {
        // A pseudo-terminal that nobody gave a size says 0.
        (int columns, int rows) = (Console.WindowWidth, Console.WindowHeight);
        return (columns > 0 ? columns : 80, rows > 0 ? rows : 24);
    }

    private static ConsoleKeyInfo? ReadWaitingKey() => !Console.IsInputRedirected && Console.KeyAvailable ? Console.ReadKey(intercept: true) : null;
}
