using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SKReasoning.LocalModel.Tests.Diagnostics;

/// <summary>Keeps what is logged, with categories; from any thread.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILoggerFactory
{
    public ConcurrentQueue<(string Category, LogLevel Level, int Event, string Message)> Lines { get; } = [];

    public ConcurrentBag<string> Categories { get; } = [];

    public IEnumerable<int> Warnings => Lines.Where(line => line.Level == LogLevel.Warning && line.Category == typeof(LocalChatClient).FullName).Select(line => line.Event);

    public ILogger CreateLogger(string categoryName)
    {
        Categories.Add(categoryName);
        return new Category(this, categoryName);
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Category(RecordedLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => log.Lines.Enqueue((name, logLevel, eventId.Id, formatter(state, exception)));
    }
}
