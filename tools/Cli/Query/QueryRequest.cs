using LogFunctions.Core.Windows;
using LogFunctions.WindowStore;

namespace LogFunctions.Cli.Query;

/// <summary>What <c>logfn query</c> was asked for; valid as it is.</summary>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">One value: its windows are listed. Null: the range's totals by value.</param>
/// <param name="Plan">The windows that answer.</param>
/// <param name="From">Start as asked for.</param>
/// <param name="To">End as asked for.</param>
/// <param name="Top">Values wanted.</param>
/// <param name="By">What they are ordered by.</param>
internal sealed record QueryRequest(Dimension Dimension, string? Value, QueryPlan Plan, DateTimeOffset From, DateTimeOffset To, int Top, TopBy By);
