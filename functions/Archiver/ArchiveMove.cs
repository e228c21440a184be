using LogFunctions.Core.Ledger;

namespace LogFunctions.Archiver;

/// <summary>One object more in the chain of a shard.</summary>
/// <param name="From">Last record of the object before; none for the first.</param>
/// <param name="To">Last record of this one.</param>
/// <param name="Lines">Lines that it holds; added to the shard's number of lines.</param>
/// <param name="TextBytes">Their size before compression, with what stands before each line; added, too.</param>
public sealed record ArchiveMove(SequenceNumber From, SequenceNumber To, long Lines, long TextBytes);
