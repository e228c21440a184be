using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LogFunctions.Cli.Up.Feeds;

/// <summary>Tells whether a path still means the file that is open: by device and inode on Linux, elsewhere by the time at which the file was made.</summary>
internal static partial class FileIdentity
{
    // From Linux' stat.h; the layout of struct statx is the same on all architectures.
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint WantInode = 0x100;
    private const int StatxBytes = 256;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>Of an open file.</summary>
    public static (ulong Device, ulong File) Of(SafeFileHandle handle) => OperatingSystem.IsLinux()
        ? Statx((int)handle.DangerousGetHandle(), "", EmptyPath) ?? default
        : (0, (ulong)File.GetCreationTimeUtc(handle).Ticks);

    /// <summary>Of what a path means now; null when there is nothing.</summary>
    public static (ulong Device, ulong File)? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return Statx(CurrentFolder, path, 0);
        }

        var file = new FileInfo(path);
        return file.Exists ? (0, (ulong)file.CreationTimeUtc.Ticks) : null;
    }

    private static unsafe (ulong Device, ulong File)? Statx(int folder, string path, int flags)
    {
        byte* status = stackalloc byte[StatxBytes];
        return Statx(folder, path, flags, WantInode, status) == 0 ? (*(ulong*)(status + DeviceAt), *(ulong*)(status + InodeAt)) : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
