using Microsoft.Extensions.Options;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Checks what the annotations of <see cref="LocalModelOptions"/> cannot say: that the configuration could be read, and that there is a file.</summary>
internal sealed class ModelSourceValidator : IValidateOptions<LocalModelOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalModelOptions options)
    {
        List<string> problems = [.. options.ConfigurationProblems];
        if (!string.IsNullOrWhiteSpace(options.Path) && !File.Exists(options.Path))
        {
            problems.Add($"Path names '{Path.GetFullPath(options.Path)}', {(Directory.Exists(options.Path) ? "which is a folder" : "where there is no file")}. Give the path of a GGUF file.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
