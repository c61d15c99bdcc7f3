using Microsoft.Extensions.Logging;

namespace SKReasoning.Filters;

public sealed partial class FileReasoningJournal
{
    private void LogSkipped(long torn, int corrupt, int other)
    {
        if (torn > 0)
        {
            LogTorn(_logger, _path, torn);
        }

        if (corrupt > 0)
        {
            LogCorruptLines(_logger, _path, corrupt);
        }

        if (other > 0)
        {
            LogOtherVersion(_logger, _path, other);
        }
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "The last line of {Path} was cut off, as when a process is killed while it writes; its {Bytes} bytes are skipped.")]
    private static partial void LogTorn(ILogger logger, string path, long bytes);

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "{Lines} lines of {Path} are corrupt and skipped.")]
    private static partial void LogCorruptLines(ILogger logger, string path, int lines);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "{Lines} lines of {Path} are of a version that this one does not know and skipped; the next compaction drops them.")]
    private static partial void LogOtherVersion(ILogger logger, string path, int lines);

    [LoggerMessage(EventId = 43, Level = LogLevel.Warning, Message = "Report {Id} of {Path} can no longer be read.")]
    private static partial void LogUnreadable(ILogger logger, Exception? exception, string id, string path);

    [LoggerMessage(EventId = 44, Level = LogLevel.Error, Message = "Report {Id} could not be written to {Path}; it waits in memory for a later write to succeed.")]
    private static partial void LogWriteFailed(ILogger logger, Exception exception, string id, string path);

    [LoggerMessage(EventId = 45, Level = LogLevel.Warning, Message = "Report {Id} of {Bytes} bytes is larger than {Path} may be ({MaxBytes}) and is dropped.")]
    private static partial void LogTooLarge(ILogger logger, string id, int bytes, string path, long maxBytes);

    [LoggerMessage(EventId = 46, Level = LogLevel.Debug, Message = "{Path} was compacted to {Reports} reports in {Bytes} bytes.")]
    private static partial void LogCompacted(ILogger logger, string path, int reports, long bytes);

    [LoggerMessage(EventId = 47, Level = LogLevel.Error, Message = "{Path} could not be compacted and stays as it is.")]
    private static partial void LogCompactFailed(ILogger logger, Exception exception, string path);
}
