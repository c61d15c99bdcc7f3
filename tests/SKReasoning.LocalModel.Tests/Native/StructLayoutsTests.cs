using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public class StructLayoutsTests
{
    [Fact]
    public void ContextParamsMatch_PinnedLayout_IsTrue() => Assert.True(StructLayouts.ContextParamsMatch(ContextDefaults(kindsAt: 36)));

    [Theory]
    [InlineData(28)]
    [InlineData(32)]
    [InlineData(40)]
    public void ContextParamsMatch_ShiftedLayout_IsFalse(int kindsAt) => Assert.False(StructLayouts.ContextParamsMatch(ContextDefaults(kindsAt)));

    [Fact]
    public void ModelParamsMatch_PinnedLayout_IsTrue()
    {
        var defaults = new byte[512];
        Write(defaults, 24, -1, 1);
        defaults[74] = 1;

        Assert.True(StructLayouts.ModelParamsMatch(defaults));
    }

    [Fact]
    public void ModelParamsMatch_OlderLayout_IsFalse()
    {
        var defaults = new byte[512];
        defaults[65] = defaults[69] = 1;

        Assert.False(StructLayouts.ModelParamsMatch(defaults));
    }

    /// <summary>The defaults of llama_context_params with the block of kinds and factors at a given offset, as releases differ in it.</summary>
    private static byte[] ContextDefaults(int kindsAt)
    {
        var defaults = new byte[512];
        Write(defaults, 0, 512, 2048, 512, 1);
        Write(defaults, kindsAt, 0, -1, -1, -1, -1);
        MemoryMarshal.Cast<byte, float>(defaults.AsSpan(kindsAt + 20))[2..6].Fill(-1);
        MemoryMarshal.Cast<byte, float>(defaults.AsSpan(kindsAt + 20))[7] = -1;
        var flags = kindsAt + 92;
        defaults.AsSpan(flags + 1, 4).Fill(1);
        return defaults;
    }

    private static void Write(byte[] bytes, int offset, params ReadOnlySpan<int> values) => values.CopyTo(MemoryMarshal.Cast<byte, int>(bytes.AsSpan(offset)));
}
