using Microsoft.Extensions.Logging;

namespace SKReasoning.Filters.Tests.Journal;

/// <summary>A folder for one journal, with what the journal logs; deleted at the end.</summary>
internal sealed class JournalFolder : IDisposable, ILogger
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-journal-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "turns.jsonl");

    public IReadOnlyList<string> Files => [.. _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public List<int> Logged { get; } = [];

    public FileReasoningJournal Open(Action<FileReasoningJournalOptions>? configure = null)
    {
        var options = new FileReasoningJournalOptions();
        configure?.Invoke(options);
        return new FileReasoningJournal(Path, options, this);
    }

    public string[] Lines() => File.ReadAllLines(Path);

    public void Dispose() => _folder.Delete(recursive: true);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Logged)
        {
            Logged.Add(eventId.Id);
        }
    }
}
