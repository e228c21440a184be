namespace LogFunctions.LocalCloud.Page;

/// <summary>The time that is looked at.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Now">The present.</param>
/// <param name="PeriodSeconds">The viewer's period for everything; null = each its own.</param>
/// <param name="CapSeconds">Longest period; null = any.</param>
internal readonly record struct DataRange(DateTimeOffset From, DateTimeOffset To, DateTimeOffset Now, int? PeriodSeconds, int? CapSeconds = null);
