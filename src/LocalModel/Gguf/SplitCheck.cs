namespace SKReasoning.LocalModel;

/// <summary>Checks the other files of a model that is split into several: llama.cpp opens them on its own.</summary>
internal static class SplitCheck
{
    /// <exception cref="ModelFileException">The file is not the first part, or another part is missing or broken.</exception>
    public static void Run(GgufHeader header)
    {
        var count = header.Integer(GgufKeys.SplitCount) ?? 1;
        if (count <= 1)
        {
            return;
        }

        var index = header.Integer(GgufKeys.SplitIndex) ?? 0;
        if (index != 0)
        {
            throw header.Problem($"it is part {index + 1} of {count} of a split model. Give the path of the first part.");
        }

        var suffix = Suffix(1, count);
        if (!header.FilePath.EndsWith(suffix, StringComparison.Ordinal))
        {
            throw header.Problem($"it is the first of {count} parts of a split model, so its name must end with '{suffix}'. Give the "
                + "parts back their names.");
        }

        for (var part = 2; part <= count; part++)
        {
            GgufParser.Parse(header.FilePath[..^suffix.Length] + Suffix(part, count));
        }
    }

    private static string Suffix(int part, long count) => $"-{part:D5}-of-{count:D5}.gguf";
}
