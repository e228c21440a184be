using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>A rejected line, kept to be shown.</summary>
/// <param name="Number">Which line it was; blank ones are not lines.</param>
/// <param name="Reason">Why.</param>
/// <param name="Raw">Its bytes, or their beginning.</param>
/// <param name="At">Where the field stands that was wrong.</param>
internal sealed record RejectExample(long Number, RejectReason Reason, byte[] Raw, FieldSpan At);
