using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Filters;

/// <summary>What a <see cref="FileReasoningJournal"/> keeps, and how safely.</summary>
public sealed class FileReasoningJournalOptions
{
    /// <summary>Most reports that can be found.</summary>
    /// <value>Default 1024; 1 to 100000. Each costs about 150 bytes of memory.</value>
    [Range(1, 100_000)]
    public int MaxReports { get; set; } = 1024;

    /// <summary>Most bytes of the file. Where a report would not fit, the oldest ones go until the file is half empty.</summary>
    /// <value>Default 64 MiB; at least 1 MiB. While the file is compacted, a second one lies beside it.</value>
    [Range(1L << 20, long.MaxValue)]
    public long MaxBytes { get; set; } = 64L << 20;

    /// <summary>Whether a report is forced to the disk before <see cref="IReasoningJournal.Write"/> returns, so that it survives a loss of power and not only the end of the process.</summary>
    /// <value>Default false: forcing takes milliseconds on most disks.</value>
    public bool FlushesToDisk { get; set; }

    /// <summary>Whether the file holds what the model wrote: the texts of steps, and token ids, which spell the same text.</summary>
    /// <value>Default true. Where false, texts are empty and ids 0; lengths, probabilities and verdicts stay.</value>
    public bool StoresTexts { get; set; } = true;

    /// <summary>Rewrites each text before it is stored: that of a step, and the reason of a verdict or a branch. Token ids are then left out too.</summary>
    /// <remarks>Called on the thread that writes the report, by several threads at once.</remarks>
    /// <value>Default null: texts are stored as they are.</value>
    public Func<string, string>? Redact { get; set; }
}
