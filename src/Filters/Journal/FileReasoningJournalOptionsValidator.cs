using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>Checks the annotated ranges of <see cref="FileReasoningJournalOptions"/>, all at once; generated, so that it works in AOT applications.</summary>
[OptionsValidator]
internal sealed partial class FileReasoningJournalOptionsValidator : IValidateOptions<FileReasoningJournalOptions>
{
    /// <exception cref="ArgumentException">A value is out of range; the message lists all of them.</exception>
    public static void ThrowIfInvalid(FileReasoningJournalOptions options)
    {
        var result = new FileReasoningJournalOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage);
        }
    }
}
