using System.Buffers.Binary;
using System.Text;

namespace SKReasoning.LocalModel.Tests.Templates;

public class BuiltInTemplateTests
{
    private const string Tools = """
        [{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{"a":{"type":"number"}}}}}]
        """;

    private static readonly Lazy<ChatTemplate> s_template = new(() => new ChatTemplate(ReadTemplate(BuiltInModel.Path), Given.Clock));

    [Fact]
    public void Render_Question_EqualsTheFormatOfTheModel()
        => Assert.Equal(
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n3*7?<|im_end|>\n<|im_start|>assistant\n",
            Render("""[{"role":"system","content":"Be brief."},{"role":"user","content":"3*7?"}]"""));

    [Fact]
    public void Render_ToolCallAndResult_EqualsTheFormatOfTheModel()
        => Assert.Equal(
            """
            <|im_start|>system
            Tools:
            {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "number"}}}}
            To use a tool, write:
            <tool_call>
            {"name": "NAME", "arguments": {"ARGUMENT": VALUE}}
            </tool_call><|im_end|>
            <|im_start|>user
            Add.<|im_end|>
            <|im_start|>assistant
            Sure.
            <tool_call>
            {"name": "add", "arguments": {"a": 1.0}}
            </tool_call>
            <tool_call>
            {"name": "add", "arguments": {"a": 2}}
            </tool_call><|im_end|>
            <|im_start|>user
            <tool_response>
            3
            </tool_response>
            <tool_response>
            4
            </tool_response><|im_end|>
            <|im_start|>assistant

            """,
            Render(
                """
                [{"role":"user","content":"Add."},
                 {"role":"assistant","content":"Sure.","tool_calls":[
                    {"id":"1","type":"function","function":{"name":"add","arguments":{"a":1.0}}},
                    {"id":"2","type":"function","function":{"name":"add","arguments":{"a":2}}}]},
                 {"role":"tool","tool_call_id":"1","content":"3"},
                 {"role":"tool","tool_call_id":"2","content":"4"}]
                """,
                Tools));

    [Fact]
    public void Traits_BuiltInModel_TakesObjectsAndAnyId()
    {
        Assert.False(s_template.Value.ArgumentsAsText);
        Assert.False(s_template.Value.ShortCallIds);
    }

    private static string Render(string messages, string? tools = null)
        => s_template.Value.Render(messages, tools, addGenerationPrompt: true, "<s>", "</s>");

    // A GGUF string value: key, type 8, length as 64 bits, UTF-8 bytes.
    private static string ReadTemplate(string path)
    {
        var file = File.ReadAllBytes(path).AsSpan();
        var key = "tokenizer.chat_template"u8;
        var value = file[(file.IndexOf(key) + key.Length)..];
        Assert.Equal(8u, BinaryPrimitives.ReadUInt32LittleEndian(value));
        return Encoding.UTF8.GetString(value.Slice(12, (int)BinaryPrimitives.ReadUInt64LittleEndian(value[4..])));
    }
}
