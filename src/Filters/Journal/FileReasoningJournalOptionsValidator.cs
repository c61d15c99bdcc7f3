using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>Checks the annotated ranges of <see cref="FileReasoningJournalOptions"/>, all at once; generated, so that it works in AOT applications.</summary>
[OptionsValidator]
internal sealed partial class FileReasoningJournalOptionsValidator : IValidateOptions<FileReasoningJournalOptions>;
