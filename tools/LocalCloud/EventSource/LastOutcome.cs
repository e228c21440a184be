namespace LogFunctions.LocalCloud.EventSource;

/// <summary>How the last try ended, as far as the document tells.</summary>
internal enum LastOutcome
{
    /// <summary>The records were given up without an invocation; the document has no response.</summary>
    NotRun,

    /// <summary>The function failed.</summary>
    FunctionError,

    /// <summary>The function answered, and its answer named a record.</summary>
    ReportedFailure,
}
