namespace LogFunctions.LocalCloud.Page;

/// <summary>A line of the stream as the live tail shows it.</summary>
/// <param name="Number">Counts up; a viewer asks for what came after the last one it saw.</param>
/// <param name="TimeMs">When it came, Unix milliseconds.</param>
/// <param name="Line">The line, cut to <see cref="LineTail.LineCharactersMax"/>; from logs, to be shown as text only.</param>
/// <param name="Endpoint">What it counts under; null = rejected.</param>
/// <param name="Status">Its status code; 0 = none.</param>
/// <param name="Reject">Why it cannot be read; null = it can.</param>
public sealed record TailLine(long Number, long TimeMs, string Line, string? Endpoint, int Status, string? Reject);
