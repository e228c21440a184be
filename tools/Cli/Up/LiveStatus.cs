namespace LogFunctions.Cli.Up;

/// <summary>What the status line tells besides the rows.</summary>
/// <param name="Sent">Lines the stream has taken.</param>
/// <param name="Accepted">Lines the functions have read, as their metrics say.</param>
/// <param name="Rejected">Lines they could not read.</param>
/// <param name="Archived">Lines in the archive, as the archiver's metrics say; null when there is no archive.</param>
/// <param name="IteratorAge">Age of the last record of the newest batch; zero when nothing waits.</param>
/// <param name="Behind">How far the traffic is behind its own schedule; zero when the stream takes it as it comes.</param>
internal readonly record struct LiveStatus(long Sent, long Accepted, long Rejected, long? Archived, TimeSpan IteratorAge, TimeSpan Behind);
