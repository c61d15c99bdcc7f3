namespace SKReasoning.LocalModel.Tests.Templates;

/// <summary>Templates and conversations in one line each.</summary>
internal static class Given
{
    public static FixedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 9, 4, 5, 6, TimeSpan.Zero));

    public static string Rendered(string source, string messages = "[]", string? tools = null, string? variables = null)
        => new ChatTemplate(source, Clock).Render(messages, tools, addGenerationPrompt: true, "<s>", "</s>", variables);

    public static ChatTemplateException Failure(string source, string messages = "[]", string? tools = null)
        => Assert.Throws<ChatTemplateException>(() => Rendered(source, messages, tools));
}
