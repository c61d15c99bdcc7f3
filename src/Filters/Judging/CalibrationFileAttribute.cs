using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Filters;

/// <summary>Checks <see cref="ReasoningFilterOptions.CalibrationPath"/>: a calibration that can be read, with a threshold for the rate, and no validator besides.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CalibrationFileAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (validationContext.ObjectInstance is not ReasoningFilterOptions options)
        {
            throw new InvalidOperationException($"{nameof(CalibrationFileAttribute)} stands on a property of other options.");
        }

        if (options is { CalibrationPath: null, FalseAcceptRate: not null })
        {
            return new ValidationResult($"{nameof(options.FalseAcceptRate)} needs a {nameof(options.CalibrationPath)}.");
        }

        if (options is { CalibrationPath: not null, Validator: not null })
        {
            return new ValidationResult($"{validationContext.MemberName} and {nameof(options.Validator)} exclude each other.");
        }

        try
        {
            options.FindCalibrated();
            return ValidationResult.Success;
        }
        catch (Exception e) when (e is CalibrationException or ArgumentException)
        {
            return new ValidationResult($"{validationContext.MemberName}: {e.Message}");
        }
    }
}
