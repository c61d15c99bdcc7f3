using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>Checks options that did not come from the services, which would have checked them.</summary>
internal static class ValidateOptionsExtensions
{
    /// <exception cref="ArgumentException">A value is out of range; the message lists all of them.</exception>
    public static void ThrowIfInvalid<TOptions>(this IValidateOptions<TOptions> validator, TOptions options)
        where TOptions : class
    {
        if (validator.Validate(name: null, options) is { Failed: true } result)
        {
            throw new ArgumentException(result.FailureMessage);
        }
    }
}
