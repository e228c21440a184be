using System.IO.Compression;
using System.Text;
using LogFunctions.Cli;
using LogFunctions.Cli.Replay;

namespace LogFunctions.Tools.Tests.Cli;

public sealed class LogFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logfn-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("one\ntwo\n")]
    public void File_OfTextPackedOrNot_IsReadUnchanged(string rest)
    {
        string text = new string('x', 100_000) + rest;
        Assert.Equal(text, ReadAll(Write("plain", Encoding.UTF8.GetBytes(text))));
        Assert.Equal(text, ReadAll(Write("packed.gz", Gzip(Encoding.UTF8.GetBytes(text)))));
    }

    [Fact]
    public void File_Missing_SaysSo()
    {
        CliException error = Assert.Throws<CliException>(() => LogFile.Open(Path.Combine(_folder.FullName, "no.log")));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Contains("no.log does not exist", error.Message);
    }

    [Fact]
    public void File_ThatIsAFolder_SaysSo()
    {
        CliException error = Assert.Throws<CliException>(() => LogFile.Open(_folder.FullName));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Contains("is a folder", error.Message);
    }

    [Fact]
    public void File_WithoutPermission_SaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "needs a user for whom file modes hold");
        string path = Write("secret.log", "line\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }

        Assert.Contains("permission denied", Assert.Throws<CliException>(() => LogFile.Open(path)).Message);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\u007fELF\u0002\u0001\u0000\u0000", "is a binary file")]
    [InlineData("BZh91AY&SY", "is a bzip2 file")]
    [InlineData("PK\u0003\u0004rest", "is a zip file")]
    public void File_ThatIsNoLog_SaysWhatItIs(string content, string expected)
    {
        string path = Write("x.log", Encoding.Latin1.GetBytes(content));
        Assert.Contains(expected, Assert.Throws<CliException>(() => LogFile.Open(path)).Message);
    }

    [Fact]
    public void File_OfUtf16OrZstd_SaysWhatToDo()
    {
        Assert.Contains("iconv", Assert.Throws<CliException>(() => LogFile.Open(Write("a", [0xFF, 0xFE, 0x41, 0x00]))).Message);
        Assert.Contains("zstd", Assert.Throws<CliException>(() => LogFile.Open(Write("b", [0x28, 0xB5, 0x2F, 0xFD, 1, 2]))).Message);
        Assert.Contains("can't be read", Assert.Throws<CliException>(() => LogFile.Open(Write("c", [0x1F, 0x8B, 0x55, 0x55, 1, 2]))).Message);
        Assert.Contains("empty", Assert.Throws<CliException>(() => LogFile.Open(Write("d", Gzip([])))).Message);
    }

    [Fact]
    public void GzipFile_CutOffAnywhere_IsNeverTakenForWhole()
    {
        byte[] packed = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i * 7919}\n"))));
        for (int length = 3; length < packed.Length; length += packed.Length / 50)
        {
            string path = Write("cut.gz", packed[..length]);
            Assert.Throws<CliException>(() => ReadAll(path));
        }
    }

    [Fact]
    public void GzipFile_OfSeveralMembers_IsReadWhole()
    {
        string path = Write("two.gz", [.. Gzip("one\n"u8.ToArray()), .. Gzip("two and more\n"u8.ToArray())]);
        Assert.Equal("one\ntwo and more\n", ReadAll(path));
    }

    private static string ReadAll(string path)
    {
        using Stream stream = LogFile.Open(path);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
