using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>Checks the annotated ranges of <see cref="ReasoningFilterOptions"/>, all at once; generated, so that it works in AOT applications.</summary>
[OptionsValidator]
internal sealed partial class ReasoningFilterOptionsValidator : IValidateOptions<ReasoningFilterOptions>;
