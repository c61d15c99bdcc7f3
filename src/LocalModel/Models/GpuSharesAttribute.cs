using System.ComponentModel.DataAnnotations;

namespace SKReasoning.LocalModel;

/// <summary>Checks <see cref="LocalModelOptions.TensorSplit"/>: shares of 0 or more with a sum of more than 0, and no one GPU named besides.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GpuSharesAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not IReadOnlyList<float> shares)
        {
            return new ValidationResult($"{validationContext.MemberName} must be a list; leave it empty to let llama.cpp decide.");
        }

        if (shares.Count == 0)
        {
            return ValidationResult.Success;
        }

        if (!shares.All(share => float.IsFinite(share) && share >= 0) || !shares.Any(share => share > 0))
        {
            return new ValidationResult($"{validationContext.MemberName} must hold shares of 0 or more, one of them more than 0.");
        }

        return validationContext.ObjectInstance is LocalModelOptions { MainGpu: not null }
            ? new ValidationResult($"{validationContext.MemberName} and {nameof(LocalModelOptions.MainGpu)} exclude each other.")
            : ValidationResult.Success;
    }
}
