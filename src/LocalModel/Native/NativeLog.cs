using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.LocalModel.Native;

/// <summary>Takes the log of llama.cpp, which is one for the process, to an <see cref="ILogger"/> and keeps its last errors for exceptions.</summary>
/// <remarks>Thread-safe. The logger of the first model that brings one is used for the rest of the process.</remarks>
internal static unsafe partial class NativeLog
{
    private const int Continuation = 5;
    private const int KeptLines = 8;

    private static readonly Lock s_gate = new();
    private static readonly StringBuilder s_line = new();
    private static readonly Queue<(LogLevel Level, string Line)> s_problems = new();
    private static ILogger s_logger = NullLogger.Instance;
    private static int s_level;

    /// <summary>Routes the native log to <paramref name="logger"/> unless an earlier caller's logger is already in use.</summary>
    public static void RouteTo(ILogger? logger)
    {
        lock (s_gate)
        {
            if (logger is not null && s_logger is NullLogger)
            {
                s_logger = logger;
            }
        }
    }

    public static void Install() => LlamaNative.llama_log_set(&OnLine, null);

    /// <summary>Takes the errors since the last call, joined, for the message of an exception; the warnings where there are no errors, empty where there is neither.</summary>
    public static string TakeProblems()
    {
        lock (s_gate)
        {
            var worst = s_problems.Count == 0 ? LogLevel.None : s_problems.Max(problem => problem.Level);
            var text = string.Join("; ", s_problems.Where(problem => problem.Level == worst).Select(problem => problem.Line));
            s_problems.Clear();
            return text;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLine(int level, byte* text, void* userData)
    {
        try
        {
            Append(level, LlamaLibrary.Text(text));
        }
        catch (Exception)
        {
            // An exception must not enter native code, and a logger that throws must not stop a decode.
        }
    }

    private static void Append(int level, string text)
    {
        lock (s_gate)
        {
            s_level = level == Continuation ? s_level : level;
            s_line.Append(text);
            if (!text.EndsWith('\n'))
            {
                return;
            }

            var line = s_line.ToString().TrimEnd();
            s_line.Clear();
            if (line.Length == 0)
            {
                return;
            }

            var logLevel = s_level switch { 1 => LogLevel.Debug, 2 => LogLevel.Debug, 3 => LogLevel.Warning, 4 => LogLevel.Error, _ => LogLevel.Trace };
            if (logLevel >= LogLevel.Warning)
            {
                if (s_problems.Count == KeptLines)
                {
                    s_problems.Dequeue();
                }

                s_problems.Enqueue((logLevel, line));
            }

            LogLine(s_logger, logLevel, line);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Line}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line);
}
