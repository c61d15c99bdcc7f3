using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace SKReasoning.LocalModel;

/// <summary>How a local model is loaded and how much memory its decode loop may use.</summary>
public sealed class LocalModelOptions
{
    /// <summary>Path of the GGUF file.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Path is empty. Give the path of a GGUF file: in code, or as Path in the configuration section that is bound.")]
    public string Path { get; set; } = "";

    /// <summary>Name of the model in responses and for selection by model id.</summary>
    /// <value>Default: the file's name without extension.</value>
    public string? ModelId { get; set; }

    /// <summary>Most tokens of one request, prompt and answer together.</summary>
    /// <value>Default 0: the model's own context length, at most 4096.</value>
    [Range(0, 1 << 24)]
    public int ContextLength { get; set; }

    /// <summary>Requests that are decoded at the same time; more wait in the queue.</summary>
    /// <value>Default 4; 1 to 64.</value>
    [Range(1, 64)]
    public int Sequences { get; set; } = 4;

    /// <summary>Requests that may wait before a new one is refused with <see cref="ModelBusyException"/>.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1 << 20)]
    public int QueueLimit { get; set; } = 256;

    /// <summary>Threads of the decode loop.</summary>
    /// <value>Default 0: half of the processors, at least 1 and at most 16. More threads than free cores make decoding many times slower.</value>
    [Range(0, 512)]
    public int Threads { get; set; }

    /// <summary>Tokens that one step of the decode loop computes at most.</summary>
    /// <value>Default 256; 16 to 4096. Compute memory grows with it.</value>
    [Range(16, 4096)]
    public int BatchSize { get; set; } = 256;

    /// <summary>Layers that are put on GPUs; 0: none, and no GPU is touched.</summary>
    /// <value>Default null: all where the libraries have a GPU backend, none where they compute on the CPU.</value>
    /// <remarks>Where layers are wanted and no GPU can be used, loading fails, unless <see cref="FallBackToCpu"/> allows the CPU.</remarks>
    [Range(0, 1024)]
    public int? GpuLayers { get; set; }

    /// <summary>The one GPU that takes all these layers, counted as the driver counts cards, from 0.</summary>
    /// <value>Default null: they are split over all GPUs that can be used. Not to be given together with <see cref="TensorSplit"/>.</value>
    [Range(0, 1024)]
    public int? MainGpu { get; set; }

    /// <summary>Each GPU's share of the layers, in the driver's order, such as 3 and 1; GPUs without one, or with 0, take none.</summary>
    /// <value>Default empty: all GPUs that can be used take layers, as many as fit their free memory. Shares are 0 or more, one of them more than 0.</value>
    [GpuShares]
    public IReadOnlyList<float> TensorSplit { get; set; } = [];

    /// <summary>Whether a model whose layers are wanted on a GPU may run on the CPU where that GPU cannot be used; the log has a warning then.</summary>
    /// <value>Default false: loading fails with the reason.</value>
    public bool FallBackToCpu { get; set; }

    /// <summary>Number format of the KV cache.</summary>
    /// <value>Default <see cref="CacheFormat.F16"/>; <see cref="CacheFormat.F32"/> makes captured attention exact to about 1e-6.</value>
    [EnumDataType(typeof(CacheFormat))]
    public CacheFormat CacheFormat { get; set; }

    /// <summary>Whether attention is computed without writing its weights down.</summary>
    /// <value>Default <see cref="FlashAttention.Auto"/>: on a GPU yes, on the processor no.</value>
    [EnumDataType(typeof(FlashAttention))]
    public FlashAttention FlashAttention { get; set; }

    /// <summary>Whether values captured on a GPU are copied to page-locked memory, which is several times faster.</summary>
    /// <value>Default true; such memory cannot be swapped out.</value>
    public bool PinsMemory { get; set; } = true;

    /// <summary>Most memory that captured attention of one step may take, in bytes; a capturing prefill is cut into steps that fit.</summary>
    /// <value>Default 256 MiB.</value>
    [Range(1 << 20, long.MaxValue)]
    public long CaptureMemory { get; set; } = 256L << 20;

    /// <summary>Whether all weights are checked for NaN and infinity while loading.</summary>
    /// <value>Default true; costs one pass over the weights.</value>
    public bool CheckTensors { get; set; } = true;

    /// <summary>Whether the model is loaded when the host starts, which then waits for it; else its first request loads it.</summary>
    /// <value>Default false. Without a host, as in a kernel alone, the first request loads it in any case.</value>
    public bool LoadsAtStart { get; set; }

    /// <summary>Whether spans of the model tell its prompts and what it writes.</summary>
    /// <value>Default false: spans hold names, numbers and times only.</value>
    public bool EnableSensitiveData { get; set; }

    /// <summary>Where warnings about requests and, in the category <c>SKReasoning.Native</c>, the log of llama.cpp go.</summary>
    /// <value>Default null: nowhere; in a service collection that collection's. The log of llama.cpp is one for the process; the first model with a logger factory decides.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Clock of templates that print the date, and of measured times.</summary>
    /// <value>Default: the system's clock; in a service collection that collection's, where it has one.</value>
    [Required]
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Tokens that llama.cpp computes in one graph; 0: as many as <see cref="BatchSize"/>. Lets tests see several graphs in one step.</summary>
    internal int MicroBatchSize { get; set; }

    /// <summary>Leaves the evaluation callback out, so that nothing can be captured. Lets a benchmark measure what it costs.</summary>
    internal bool WithoutCallback { get; set; }

    /// <summary>Reduces attention in graphs of our own on the processor too, as on a GPU. Lets tests see that way.</summary>
    internal bool ReducesOnDevice { get; set; }

    /// <summary>Treats the model as one whose cache cannot be cut back, as that of recurrent models. Lets a test see the slower way.</summary>
    internal bool NeverRewinds { get; set; }

    /// <summary>What could not be read from configuration.</summary>
    internal List<string> ConfigurationProblems { get; } = [];

    internal LocalModelOptions Clone() => (LocalModelOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">A value is out of range; the message lists all of them.</exception>
    internal void Validate()
    {
        var result = new LocalModelOptionsValidator().Validate(name: null, this);
        if (result.Failed)
        {
            throw new ArgumentException(result.FailureMessage);
        }
    }
}
