namespace LogFunctions.Benchmarks.Quick;

/// <summary>Things that are measured on the same bytes, and shown in one table.</summary>
/// <param name="Title">Of the table.</param>
/// <param name="BaselineName">The measure that ratios are taken to, besides the copy in memory.</param>
/// <param name="Ours">Makes our measures and the floors. Gets a folder for files.</param>
/// <param name="Peers">Makes those of others, null when there are none. They run in a process of their own: what they leave behind in the heap, in
/// the compiler's profile and in the caches is not there where ours is deployed.</param>
/// <param name="IsPromised">Whether there is a promise of how fast it is (docs/performance.md).</param>
internal sealed record Scenario(
    string Title, string BaselineName, Func<string, IReadOnlyList<Measure>> Ours, Func<string, IReadOnlyList<Measure>>? Peers = null, bool IsPromised = false);
