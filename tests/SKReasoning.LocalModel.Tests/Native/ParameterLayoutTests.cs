using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

public class ParameterLayoutTests
{
    public static TheoryData<string, byte[], byte[]> Releases => new()
    {
        { "llama.cpp 0.5.0", ParameterDefaults.PinnedModel, ParameterDefaults.PinnedContext },
        { "LLamaSharp 0.30.0", ParameterDefaults.LLamaSharp030Model, ParameterDefaults.LLamaSharp030Context },
        { "LLamaSharp 0.28.0", ParameterDefaults.LLamaSharp028Model, ParameterDefaults.LLamaSharp028Context },
    };

    [Theory]
    [MemberData(nameof(Releases))]
    public void Find_DefaultsOfARelease_IsThatRelease(string release, byte[] model, byte[] context)
        => Assert.Equal(release, ParameterLayout.Find(model, context)?.Release);

    [Fact]
    public void Find_StructuresOfTwoReleases_IsNone()
    {
        Assert.Null(ParameterLayout.Find(ParameterDefaults.PinnedModel, ParameterDefaults.LLamaSharp028Context));
        Assert.Null(ParameterLayout.Find(ParameterDefaults.LLamaSharp028Model, ParameterDefaults.PinnedContext));
    }

    // Members that may differ: what is not read, and how many layers go to a GPU, threads, and outputs there are.
    [Theory]
    [MemberData(nameof(Releases))]
    public void Find_AnyTellingByteChanged_IsNoneOrTheSame(string release, byte[] model, byte[] context)
    {
        var refused = 0;
        for (var i = 0; i < 160; i++)
        {
            foreach (var change in (byte[])[0x01, 0x80, 0xFF])
            {
                refused += Changed(model, i, change, mutant => ParameterLayout.Find(mutant, context), release);
                refused += Changed(context, i, change, mutant => ParameterLayout.Find(model, mutant), release);
            }
        }

        // Ten integers, six factors, eight flags and more are looked at, three changes each.
        Assert.InRange(refused, 3 * 100, 3 * 320);
    }

    [Fact]
    public void Find_Garbage_IsNone()
    {
        var random = new Random(1);
        var (model, context) = (new byte[512], new byte[512]);
        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(model);
            random.NextBytes(context);

            Assert.Null(ParameterLayout.Find(model, context));
        }

        Assert.Null(ParameterLayout.Find(new byte[512], new byte[512]));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(-4)]
    public void Find_ShiftedContext_IsNone(int shift)
    {
        // The pinned layout moved by members that nobody knows; four bytes less is LLamaSharp 0.30.0's, whose model structure is another.
        var shifted = new byte[512];
        ParameterDefaults.PinnedContext.AsSpan(0, 20).CopyTo(shifted);
        ParameterDefaults.PinnedContext.AsSpan(20, 400).CopyTo(shifted.AsSpan(20 + shift));

        Assert.Null(ParameterLayout.Find(ParameterDefaults.PinnedModel, shifted));
    }

    [Fact]
    public unsafe void ContextParams_LLamaSharp028_AreWrittenToItsMembers()
    {
        var parameters = new ContextParams(ParameterDefaults.Block(ParameterDefaults.LLamaSharp028Context), Layout("LLamaSharp 0.28.0"));
        parameters.ContextSize = 1;
        parameters.BatchSize = 2;
        parameters.MicroBatchSize = 3;
        parameters.Sequences = 4;
        parameters.Threads = 5;
        parameters.BatchThreads = 6;
        parameters.FlashAttention = 7;
        parameters.KeyType = 8;
        parameters.ValueType = 9;
        parameters.SetEvalCallback((delegate* unmanaged[Cdecl]<Tensor*, byte, void*, byte>)10, (void*)11);
        parameters.SetAbortCallback((delegate* unmanaged[Cdecl]<void*, byte>)12, (void*)13);
        parameters.OffloadsOperations = false;
        parameters.HasFullSlidingWindow = false;
        parameters.HasUnifiedCache = true;

        int[] expected = [.. Written(ParameterDefaults.LLamaSharp028Context,
            (0, 1), (4, 2), (8, 3), (12, 4), (20, 5), (24, 6), (44, 7), (80, 10), (88, 11), (96, 8), (100, 9), (104, 12), (112, 13), (120, 0x00_01_01_00), (124, 0x01_00))];
        Assert.Equal(expected, Numbers(parameters.Native));
    }

    [Fact]
    public unsafe void ModelParams_LLamaSharp028_AreWrittenToItsMembers()
    {
        var parameters = new ModelParams(ParameterDefaults.Block(ParameterDefaults.LLamaSharp028Model), Layout("LLamaSharp 0.28.0"));
        parameters.SetDevices((nint*)1);
        parameters.GpuLayers = 2;
        parameters.SetShares((float*)3);
        parameters.ReadIntoMemory();
        parameters.ChecksTensors = true;

        // vocab_only, use_mmap, use_direct_io, use_mlock; check_tensors, use_extra_bufts, no_host, no_alloc.
        int[] expected = [.. Written(ParameterDefaults.LLamaSharp028Model, (0, 1), (16, 2), (32, 3), (64, 0), (68, 0x01_01))];
        Assert.Equal(expected, Numbers(parameters.Native));
    }

    [Theory]
    [InlineData("llama.cpp 0.5.0", 40, 72)]
    [InlineData("LLamaSharp 0.30.0", 32, 64)]
    public unsafe void ModelParams_LoadMode_IsSetToNoMapping(string release, int shares, int flags)
    {
        var defaults = release == "llama.cpp 0.5.0" ? ParameterDefaults.PinnedModel : ParameterDefaults.LLamaSharp030Model;
        var parameters = new ModelParams(ParameterDefaults.Block(defaults), Layout(release));
        parameters.ReadIntoMemory();
        parameters.SetShares((float*)3);
        parameters.ChecksTensors = true;

        int[] expected = [.. Written(defaults, (24, 0), (shares, 3), (flags, 0x01_01_00))];
        Assert.Equal(expected, Numbers(parameters.Native));
    }

    private static ParameterLayout Layout(string release) => ParameterLayout.Known.Single(layout => layout.Release == release);

    private static int Changed(byte[] defaults, int at, byte change, Func<byte[], ParameterLayout?> find, string release)
    {
        var mutant = (byte[])defaults.Clone();
        mutant[at] ^= change;
        var found = find(mutant);
        Assert.True(found is null || found.Release == release);
        return found is null ? 1 : 0;
    }

    private static int[] Written(byte[] defaults, params (int At, int Value)[] changes)
    {
        var numbers = Numbers(ParameterDefaults.Block(defaults));
        foreach (var (at, value) in changes)
        {
            numbers[at / sizeof(int)] = value;
        }

        return numbers;
    }

    private static int[] Numbers(ParameterBlock block) => [.. MemoryMarshal.Cast<byte, int>(block.Bytes)];
}
