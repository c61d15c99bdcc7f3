using System.Globalization;
using SKReasoning.Filters;
using SKReasoning.TestKit;

namespace SKReasoning.ChildProcess;

/// <summary>Writes reports to a journal until the process is killed, and tells the seed of each one after its write has returned.</summary>
internal static class JournalWriting
{
    public static void Run(string path, int seed, long maxBytes)
    {
        using var journal = new FileReasoningJournal(path, new FileReasoningJournalOptions { MaxBytes = maxBytes, MaxReports = 100_000 });
        for (; ; seed++)
        {
            journal.Write(VariedReports.Create(seed));
            Console.WriteLine(seed.ToString(CultureInfo.InvariantCulture));
        }
    }
}
