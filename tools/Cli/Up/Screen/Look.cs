namespace LogFunctions.Cli.Up.Screen;

/// <summary>How a piece of text looks.</summary>
internal enum Look
{
    Plain,
    Bold,
    Dim,
    Red,
    Reverse,
}
