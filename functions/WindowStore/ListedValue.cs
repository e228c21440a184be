namespace LogFunctions.WindowStore;

/// <summary>A value that the catalog knows.</summary>
/// <param name="Value">The value, as in <see cref="WindowRow.Value"/>.</param>
/// <param name="Requests">Requests in the segments it was listed with: no total, but what tells the busy from the rare.</param>
public readonly record struct ListedValue(string Value, long Requests);
