using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.Repository.Tests;

/// <summary>The policies for people in docs/operations.md allow what the commands call, and nothing else.</summary>
public sealed partial class PermissionTests
{
    /// <summary>The permission behind each method of an AWS client that logfn calls in AWS.</summary>
    private static readonly Dictionary<string, string> s_permissions = new()
    {
        ["ListObjectsV2"] = "s3:ListBucket",
        ["GetObject"] = "s3:GetObject",
        ["PutObject"] = "s3:PutObject",
        ["PutRecords"] = "kinesis:PutRecords",
        ["ListTables"] = "dynamodb:ListTables",
        ["GetItem"] = "dynamodb:GetItem",
        ["Query"] = "dynamodb:Query",
        ["Scan"] = "dynamodb:Scan",
    };

    [Fact]
    public void PolicyOfQuery_Allows_WhatItCalls()
    {
        string reader = Checkout.Read("functions/WindowStore/Reading/WindowReader.cs");
        string ledgers = Checkout.Read("functions/WindowStore/Reading/LiveLedgers.cs");
        // The reader asks the store for rows and names only; both are queries. Ledgers are scanned, and some read again.
        Assert.Equal(["ListValuesAsync", "QueryRowsAsync"], StoreCall().Matches(reader).Select(m => m.Groups[1].Value).Distinct().Order());
        Assert.Equal(["ReadLedgerAsync", "ReadLedgersAsync"], StoreCall().Matches(ledgers).Select(m => m.Groups[1].Value).Distinct().Order());
        AssertPolicy("query", ["Query", "Scan", "GetItem", .. CallsIn("tools/Cli/Query/")]);
    }

    [Fact]
    public void PolicyOfRedrive_Allows_WhatItCalls()
    {
        string redrive = string.Concat(Checkout.FilesOf(".cs", "tools/Cli/Redrive/").Select(Checkout.Read));
        Assert.Contains("ReadLedgerAsync", redrive, StringComparison.Ordinal);
        AssertPolicy("redrive", ["GetItem", "PutRecords", .. CallsIn("tools/Cli/Redrive/")]);
    }

    private static void AssertPolicy(string command, IEnumerable<string> calls)
    {
        string manual = Checkout.Read("docs/operations.md").Split("## Who may do what\n")[1].Split("\n## ")[0];
        string json = JsonBlock().Match(manual[manual.IndexOf($"`logfn {command}`", StringComparison.Ordinal)..]).Groups[1].Value;
        JsonNode[] statements = [.. JsonNode.Parse(json)!["Statement"]!.AsArray().Select(s => s!)];
        Assert.All(statements, s => Assert.StartsWith("arn:aws:", (string)s["Resource"]!, StringComparison.Ordinal));
        string[] needed =
            [.. calls.Distinct().Select(c => s_permissions.GetValueOrDefault(c) ?? throw new InvalidOperationException($"which permission does {c} need? Say it here and in the manual"))];
        Assert.Equal(needed.Order(), statements.Select(s => (string)s["Action"]!).Order());
    }

    private static IEnumerable<string> CallsIn(string folder) =>
        Checkout.FilesOf(".cs", folder).SelectMany(f => ClientCall().Matches(Checkout.Read(f))).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"\bclient\.(\w+)Async\(")]
    private static partial Regex ClientCall();

    [GeneratedRegex(@"\b_?store\.(\w+)\(")]
    private static partial Regex StoreCall();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
