namespace LogFunctions.Core.Parsing;

/// <summary>Where in a line a field stands: what a caret points at.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; 0 = the place where something is missing.</param>
public readonly record struct FieldSpan(int Offset, int Length);
