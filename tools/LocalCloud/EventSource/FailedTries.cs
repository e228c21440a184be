namespace LogFunctions.LocalCloud.EventSource;

/// <summary>What became of records before they were given up.</summary>
/// <param name="InvokeCount">How often they were tried, as the document counts.</param>
internal readonly record struct FailedTries(GiveUpReason Reason, string RequestId, int InvokeCount, LastOutcome Outcome);
