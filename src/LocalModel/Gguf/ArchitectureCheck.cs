namespace SKReasoning.LocalModel;

/// <summary>Refuses models that cannot hold a conversation: what decodes text from left to right stays.</summary>
internal static class ArchitectureCheck
{
    private static readonly Dictionary<string, string> s_refused = new(StringComparer.Ordinal)
    {
        ["bert"] = Embedding,
        ["modern-bert"] = Embedding,
        ["nomic-bert"] = Embedding,
        ["nomic-bert-moe"] = Embedding,
        ["neo-bert"] = Embedding,
        ["jina-bert-v2"] = Embedding,
        ["jina-bert-v3"] = Embedding,
        ["eurobert"] = Embedding,
        ["gemma-embedding"] = Embedding,
        ["llama-embed"] = Embedding,
        ["t5"] = "it is an encoder-decoder model",
        ["t5encoder"] = Embedding,
        ["clip"] = "it is the image or audio projector of a model",
        ["wavtokenizer-dec"] = Speech,
        ["qwen3tts"] = Speech,
        ["pockettts"] = Speech,
        ["dream"] = Diffusion,
        ["llada"] = Diffusion,
        ["llada-moe"] = Diffusion,
        ["rnd1"] = Diffusion,
        ["gemma4-assistant"] = Draft,
        ["eagle3"] = Draft,
        ["dflash"] = Draft,
    };

    private const string Embedding = "it is an encoder for embeddings";
    private const string Speech = "it makes speech";
    private const string Diffusion = "it is a diffusion model, which does not write from left to right";
    private const string Draft = "it only drafts tokens for another model";

    /// <exception cref="ModelFileException">There is no architecture, or it is none for conversations.</exception>
    public static void Run(GgufHeader header)
    {
        if (header.Text(GgufKeys.Purpose) is { } purpose and not "model")
        {
            throw header.Problem($"its {GgufKeys.Purpose} is '{purpose}', but a whole model is needed. Give the path of the model itself.");
        }

        if (header.Architecture.Length == 0)
        {
            throw header.Problem($"it does not say which architecture it has ({GgufKeys.Architecture}), so nothing in it can be "
                + "understood. Convert the model again.");
        }

        var reason = s_refused.GetValueOrDefault(header.Architecture)
            ?? (header.Flag(header.Key("attention.causal")) == false ? "its tokens attend to later ones" : null);
        if (reason is not null)
        {
            throw header.Problem($"its architecture is '{header.Architecture}' and cannot chat: {reason}. Give the path of a chat model.");
        }
    }
}
