using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning.Cli.Eval;

/// <summary>An arm as its file tells it. All parts may be combined, save several samples with a retry.</summary>
internal sealed class ArmSettings
{
    private static readonly JsonSerializerOptions s_text = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What the arm does, in the words of whoever wrote it.</summary>
    public string? Description { get; set; }

    /// <summary>System prompt in the place of the item's; <see cref="Style"/> gives one too.</summary>
    public string? System { get; set; }

    public ArmStyle Style { get; set; }

    /// <summary>0 decodes greedily.</summary>
    [Range(0d, 4d)]
    public double Temperature { get; set; }

    [Range(0.01, 1)]
    public double? TopP { get; set; }

    [Range(1, 1_000_000)]
    public int? TopK { get; set; }

    /// <summary>Most tokens that the arm writes for an item; it stops before a sample or retry that begins beyond it.</summary>
    [Range(1, int.MaxValue)]
    public int? Budget { get; set; }

    /// <summary>Answers that are drawn, of which one is picked.</summary>
    [Range(1, 256)]
    public int Samples { get; set; } = 1;

    public Pick Pick { get; set; }

    public RetryArm? Retry { get; set; }

    public CorroborateArm? Corroborate { get; set; }

    public AnchorArm? Anchor { get; set; }

    public PruneArm? Prune { get; set; }

    /// <summary>The settings that a single answer depends on.</summary>
    public ArmSettings OfOneSample()
    {
        var one = (ArmSettings)MemberwiseClone();
        (one.Description, one.Samples, one.Pick) = (null, 1, default);
        return one;
    }

    /// <summary>The settings that are given, the same text for equal arms.</summary>
    public string ToText() => JsonSerializer.Serialize(this, s_text);
}
