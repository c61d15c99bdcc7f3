using System.ComponentModel.DataAnnotations;
using System.Reflection;
using SKReasoning.Cli.Shell;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace SKReasoning.Cli.Eval;

/// <summary>Arms by name, from a YAML file, or a JSON file, which is YAML too.</summary>
internal sealed class ArmFile
{
    private const int MostArms = 64;
    private const string BuiltIn = "default-arms.yaml";

    /// <summary>The arm that others are compared with.</summary>
    public string? Baseline { get; set; }

    /// <summary>The arms whose budgets make the curve that others are compared with at equal tokens.</summary>
    public List<string> Curve { get; set; } = [];

    public Dictionary<string, ArmSettings> Arms { get; set; } = [];

    /// <summary>Reads a file; without one, the arms that the tool brings.</summary>
    /// <exception cref="InputException">The file cannot be used; the message says where and why.</exception>
    public static ArmFile Read(string? path)
    {
        if (path is null)
        {
            using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(BuiltIn)!;
            return Parse(BuiltIn, new StreamReader(resource).ReadToEnd());
        }

        return Parse(path, InputFile.Read(path));
    }

    /// <summary>Only the arms of these names, and those that the rest is compared with.</summary>
    /// <exception cref="InputException">An arm is not in the file.</exception>
    public void Keep(IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(name => !Arms.ContainsKey(name)) is { } unknown)
        {
            throw new InputException($"There is no arm '{unknown}'; the file has {string.Join(", ", Arms.Keys)}.");
        }

        Arms = Arms.Where(arm => names.Contains(arm.Key) || arm.Key == Baseline).ToDictionary();
        Curve.RemoveAll(name => !Arms.ContainsKey(name));
    }

    private static ArmFile Parse(string path, string text)
    {
        var reader = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithEnumNamingConvention(CamelCaseNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .Build();
        ArmFile? file;
        try
        {
            file = reader.Deserialize<ArmFile?>(text);
        }
        catch (YamlException e)
        {
            throw new InputException($"{path}, line {e.Start.Line}: {Reason(e)}", e);
        }

        if (file is not { Arms.Count: > 0 })
        {
            throw new InputException($"{path}: there are no arms; write them as 'arms:', then a name and settings each, such as 'greedy: {{ temperature: 0 }}'.");
        }

        if (file.Arms.Count > MostArms)
        {
            throw new InputException($"{path}: {file.Arms.Count} arms are more than {MostArms}.");
        }

        // What is written without a value is as if it were left out.
        file.Curve = [.. (file.Curve ?? []).OfType<string>()];
        foreach (var name in file.Arms.Keys)
        {
            Check(path, name, file.Arms[name] ??= new ArmSettings());
        }

        file.Baseline ??= file.Arms.Keys.First();
        foreach (var name in file.Curve.Append(file.Baseline))
        {
            _ = file.Arms.ContainsKey(name) ? name : throw new InputException($"{path}: '{name}' is named as a baseline, but there is no such arm.");
        }

        return file;
    }

    private static string Reason(YamlException error)
    {
        var inner = error.InnerException?.Message ?? error.Message;
        var position = inner.IndexOf("): ", StringComparison.Ordinal);
        return inner.StartsWith("(Line", StringComparison.Ordinal) && position > 0 ? inner[(position + 3)..] : inner;
    }

    private static void Check(string path, string name, ArmSettings arm)
    {
        if (arm.Anchor is { } anchor)
        {
            (anchor.Layers, anchor.Heads) = (anchor.Layers ?? [], anchor.Heads ?? []);
        }

        object?[] parts = [arm, arm.Retry, arm.Corroborate, arm.Anchor, arm.Prune];
        var problems = new List<ValidationResult>();
        foreach (var part in parts.OfType<object>())
        {
            Validator.TryValidateObject(part, new ValidationContext(part), problems, validateAllProperties: true);
        }

        var reasons = problems.Select(problem => problem.ErrorMessage).ToList();
        if (arm.Samples > 1 && (arm.Retry ?? (object?)arm.Corroborate) is not null)
        {
            reasons.Add("Several samples and a retry exclude each other.");
        }

        if (arm is { Retry: not null, Corroborate: not null })
        {
            reasons.Add("Retry and corroborate exclude each other.");
        }

        if (arm is { Samples: > 1, Temperature: 0 })
        {
            reasons.Add("Several samples at temperature 0 are the same one; give a temperature.");
        }

        if (reasons.Count > 0)
        {
            throw new InputException($"{path}, arm '{name}': {string.Join(" ", reasons)}");
        }
    }
}
