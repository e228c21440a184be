using System.Runtime.CompilerServices;

namespace LogFunctions.Core.Tests.Support;

/// <summary>
/// Compares bytes with a file of hexadecimal lines in the Golden folder beside the test. Stored forms only change with a decision record;
/// then <c>UPDATE_GOLDEN=1 dotnet test --project tests/Core.Tests</c> writes the files anew.
/// </summary>
internal static class Golden
{
    public static byte[] Check(string name, ReadOnlySpan<byte> actual, [CallerFilePath] string testFile = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(testFile)!, "Golden", name + ".hex");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(Convert.ToHexStringLower(actual).Chunk(64).Select(line => new string(line) + "\n")));
        }

        byte[] expected = Convert.FromHexString(File.ReadAllText(path).Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(actual));
        return expected;
    }
}
