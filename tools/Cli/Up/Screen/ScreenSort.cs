namespace LogFunctions.Cli.Up.Screen;

/// <summary>What the table is sorted by, greatest first; the key s goes through them.</summary>
internal enum ScreenSort
{
    Requests,
    Errors5xx,
    Errors4xx,
    P95,
}
