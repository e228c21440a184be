using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogFunctions.Cli.Report;

namespace LogFunctions.Cli.Up;

/// <summary>
/// Which files went into a data folder: the same file again would count every line twice, and nobody would see it in the numbers. Kept as
/// lines of a text file, one for each file that was sent.
/// </summary>
/// <param name="dataDirectory">The folder of <c>--data</c>.</param>
internal sealed class SentInputs(string dataDirectory)
{
    private const string FileName = "inputs.txt";
    private const int EndBytes = 64 * 1024;

    private string ListPath => Path.Combine(dataDirectory, FileName);

    /// <exception cref="CliException">One of the files went into the folder before.</exception>
    public void RequireNew(IReadOnlyList<string> paths)
    {
        HashSet<string> sent = File.Exists(ListPath) ? [.. File.ReadLines(ListPath).Select(line => line.Split(' ')[0])] : [];
        if (paths.FirstOrDefault(path => path != InputFile.StandardInput && sent.Contains(Fingerprint(path))) is { } again)
        {
            throw new CliException($"{again} was sent into {dataDirectory} before: its lines would count twice. Give --again if that is meant, or another --data folder.");
        }
    }

    /// <summary>Notes files, before their first line is sent.</summary>
    public void Note(IReadOnlyList<string> paths) =>
        File.AppendAllLines(ListPath, paths.Where(path => path != InputFile.StandardInput).Select(path => $"{Fingerprint(path)} {Path.GetFullPath(path)}"));

    /// <summary>Of the size and both ends: a file of gigabytes is not read for it, and its name may change.</summary>
    private static string Fingerprint(string path)
    {
        using FileStream file = InputFinder.Open(path);
        if (!file.CanSeek)
        {
            return "pipe";
        }

        byte[] ends = new byte[2 * EndBytes];
        int length = RandomAccess.Read(file.SafeFileHandle, ends.AsSpan(0, EndBytes), 0);
        length += RandomAccess.Read(file.SafeFileHandle, ends.AsSpan(length, EndBytes), Math.Max(0, file.Length - EndBytes));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(file.Length.ToString(CultureInfo.InvariantCulture)));
        hash.AppendData(ends, 0, length);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
