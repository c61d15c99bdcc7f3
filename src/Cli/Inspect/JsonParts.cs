using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Inspect;

/// <summary>Parts of the JSON that are large and written only when asked for.</summary>
internal sealed record JsonParts(bool Attention, bool Hidden, bool Logits)
{
    public static JsonParts None { get; } = new(false, false, false);

    /// <exception cref="InputException">A name is none of the parts.</exception>
    public static JsonParts Parse(string? names)
    {
        var parts = None;
        foreach (var name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            parts = name.ToUpperInvariant() switch
            {
                "ATTENTION" => parts with { Attention = true },
                "HIDDEN" => parts with { Hidden = true },
                "LOGITS" => parts with { Logits = true },
                _ => throw new InputException($"--with knows attention, hidden and logits, but not '{name}'."),
            };
        }

        return parts;
    }
}
