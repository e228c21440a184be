using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace LogFunctions.LocalCloud.Processes;

/// <summary>
/// The emulators' npm packages: installed once per user and lock file, by `npm ci`, so that their hashes are checked. Several
/// processes may ask at the same time: one installs, the others wait.
/// </summary>
internal static class EmulatorPackages
{
    private static readonly TimeSpan s_lockPoll = TimeSpan.FromMilliseconds(100);

    private static string SourceDirectory => Path.Combine(AppContext.BaseDirectory, "emulators");

    public static string LauncherPath => Path.Combine(SourceDirectory, "launcher.js");

    /// <returns>The node_modules folder.</returns>
    public static async Task<string> EnsureInstalledAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        string cache = options.CacheDirectory ?? CacheFolder.OfUser();
        string target = Path.Combine(cache, "emulators-" + await LockHashAsync(cancellationToken));
        string modules = Path.Combine(target, "node_modules");
        if (Directory.Exists(target))
        {
            return modules;
        }

        Directory.CreateDirectory(cache);
        using FileStream installLock = await LockAsync(target + ".lock", options.Progress, cancellationToken);
        if (!Directory.Exists(target))
        {
            options.Progress?.Invoke("Installing the local Kinesis and DynamoDB (npm, first run only)...");
            await InstallAsync(target, cancellationToken);
        }

        return modules;
    }

    private static async Task<string> LockHashAsync(CancellationToken cancellationToken)
    {
        byte[] lockFile = await File.ReadAllBytesAsync(Path.Combine(SourceDirectory, "package-lock.json"), cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16];
    }

    /// <summary>An exclusively opened file: the operating system frees it when its process dies.</summary>
    private static async Task<FileStream> LockAsync(string path, Action<string>? progress, CancellationToken cancellationToken)
    {
        for (bool told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (!told)
                {
                    progress?.Invoke("Waiting for another process that installs the local Kinesis and DynamoDB...");
                }
            }

            await Task.Delay(s_lockPoll, cancellationToken);
        }
    }

    /// <summary>Installs beside the target and moves it there whole: what stands at the target is always complete.</summary>
    private static async Task InstallAsync(string target, CancellationToken cancellationToken)
    {
        string staging = target + ".installing";
        DeleteIfExists(staging);
        Directory.CreateDirectory(staging);
        foreach (string name in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(SourceDirectory, name), Path.Combine(staging, name));
        }

        try
        {
            await RunNpmAsync(staging, cancellationToken);
            Directory.Move(staging, target);
        }
        catch
        {
            DeleteIfExists(staging);
            throw;
        }
    }

    private static async Task RunNpmAsync(string directory, CancellationToken cancellationToken)
    {
        // No install scripts: the native parts come prebuilt, nothing needs to run.
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        var info = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", "npm", .. arguments])
            : new ProcessStartInfo("npm", arguments);
        info.WorkingDirectory = directory;
        ChildProcess npm;
        try
        {
            npm = ChildProcess.Start(info);
        }
        catch (Win32Exception error)
        {
            throw new EmulatorException("npm was not found: install Node.js 20 or newer, so that `node` and `npm` are on the PATH. The local Kinesis and DynamoDB are npm packages.", error);
        }

        await using (npm)
        {
            int exitCode = await npm.Exited.WaitAsync(cancellationToken);
            if (exitCode != 0)
            {
                throw new EmulatorException($"`npm ci` for the local Kinesis and DynamoDB failed with exit code {exitCode} in {directory}: {npm.LastOutput}");
            }
        }
    }

    private static void DeleteIfExists(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
