using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>Checks the annotated ranges of <see cref="ReasoningFilterOptions"/>, all at once; generated, so that it works in AOT applications.</summary>
[OptionsValidator]
internal sealed partial class ReasoningFilterOptionsValidator : IValidateOptions<ReasoningFilterOptions>
{
    /// <exception cref="ArgumentException">A value is out of range; the message lists all of them.</exception>
    public static void ThrowIfInvalid(ReasoningFilterOptions options)
    {
        var result = new ReasoningFilterOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage);
        }
    }
}
