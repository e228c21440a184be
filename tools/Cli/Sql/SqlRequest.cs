using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Sql;

/// <summary>What is asked, of what, and how the answer is to be given.</summary>
/// <param name="Statements">SQL; the last one's rows are the result.</param>
/// <param name="Inputs">As the user named them.</param>
/// <param name="Parser">How lines are read.</param>
/// <param name="Endpoints">How paths become endpoints.</param>
/// <param name="Format">How the result is given.</param>
/// <param name="Out">Where it goes; <c>-</c> = standard output.</param>
internal sealed record SqlRequest(
    IReadOnlyList<string> Statements, IReadOnlyList<string> Inputs, ParserOptions Parser, EndpointOptions Endpoints, SqlFormat Format, string Out);
