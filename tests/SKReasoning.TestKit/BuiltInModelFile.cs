namespace SKReasoning.TestKit;

/// <summary>The built-in model beside the tests; a test project links the file.</summary>
public static class BuiltInModelFile
{
    /// <summary>Path of the GGUF file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf");
}
