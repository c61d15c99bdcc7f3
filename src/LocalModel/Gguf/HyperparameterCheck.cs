namespace SKReasoning.LocalModel;

/// <summary>Checks the hyper-parameters that llama.cpp asserts or divides by, or with which it computes nothing but NaN.</summary>
internal sealed class HyperparameterCheck
{
    private const int LayerLimit = 512;
    private const int ExpertLimit = 1024;
    private const int WidthLimit = 1 << 24;

    private readonly GgufHeader _header;

    private HyperparameterCheck(GgufHeader header) => _header = header;

    /// <exception cref="ModelFileException">A value is absent, out of range, or does not go with another.</exception>
    public static void Run(GgufHeader header)
    {
        var check = new HyperparameterCheck(header);
        check.Reals();
        var layers = check.Required("block_count", LayerLimit);
        check.Optional("nextn_predict_layers", 0, layers - 1);
        check.Required("context_length", int.MaxValue);
        check.Heads(check.Required("embedding_length", WidthLimit));
        check.Experts();
        check.StateSpace();
    }

    private void Reals()
    {
        foreach (var key in _header.Keys.Where(k => k.StartsWith(_header.Key(""), StringComparison.Ordinal)))
        {
            var value = _header.Real(key) ?? 0;
            // Negative epsilons are asserted; the base of a rotation is raised to a power.
            var positive = key.Contains("rope.freq_base", StringComparison.Ordinal);
            var notNegative = positive || key.EndsWith("epsilon", StringComparison.Ordinal);
            if (!double.IsFinite(value) || (notNegative && value < 0) || (positive && _header.Real(key) == 0))
            {
                throw Damaged($"{key} is {value}, with which nothing can be computed");
            }
        }
    }

    private void Heads(long width)
    {
        var heads = PerLayer("attention.head_count");
        var shared = PerLayer("attention.head_count_kv");
        if (heads.Count == 0 || heads[0] == 0)
        {
            // No layer, or not the first, has attention: the lengths below have no defaults.
            return;
        }

        var keyLength = Optional("attention.key_length", 1, WidthLimit) ?? width / heads[0];
        var valueLength = Optional("attention.value_length", 1, WidthLimit) ?? width / heads[0];
        if (keyLength != valueLength && AssertedShapes.HasEqualHeads(_header.Architecture))
        {
            throw Damaged($"its heads have keys of {keyLength} and values of {valueLength} elements, but '{_header.Architecture}' needs "
                + "them equally long");
        }

        for (var layer = 0; layer < Math.Max(heads.Count, shared.Count); layer++)
        {
            var queries = heads[Math.Min(layer, heads.Count - 1)];
            SharedHeads(layer, queries, shared.Count == 0 ? queries : shared[Math.Min(layer, shared.Count - 1)], keyLength);
        }

        Windows();
        Rotation(keyLength);
    }

    private void Windows()
    {
        var window = Optional("attention.sliding_window", 0, 1 << 30) ?? 0;
        var pattern = _header.Key("attention.sliding_window_pattern");
        var noLayer = _header.Integer(pattern) == 1
            || _header.Integers(pattern)?.All(w => w == 0) == true
            || _header.Flags(pattern)?.All(w => !w) == true;
        if (window > 0 && noLayer)
        {
            throw Damaged($"{pattern} leaves no layer for the sliding window of {window} tokens");
        }
    }

    private void SharedHeads(int layer, long queries, long keys, long keyLength)
    {
        if (queries < 0 || keys < 0 || (keys > 0 && queries % keys != 0))
        {
            throw Damaged($"{queries} attention heads cannot share {keys} key-value heads");
        }

        // Where heads differ between layers, llama.cpp checks the shapes of the first layer only.
        var weights = AssertedShapes.RotatesWholeHeads(_header.Architecture)
            ? _header.Tensors.FirstOrDefault(t => t.Name == $"blk.{layer}.attn_k.weight")
            : null;
        if (weights is { Shape.Length: 2 } && weights.Shape[1] != keys * keyLength)
        {
            throw Damaged($"tensor '{weights.Name}' has {weights.Shape[1]} rows, but {keys} key-value heads of {keyLength} elements "
                + $"need {keys * keyLength}");
        }
    }

    private void Rotation(long keyLength)
    {
        var rotated = Rotated("rope.dimension_count", keyLength) ?? keyLength;
        if (rotated != keyLength && AssertedShapes.RotatesWholeHeads(_header.Architecture))
        {
            var key = _header.Key("rope.dimension_count");
            throw Damaged($"{key} is {rotated}, but '{_header.Architecture}' rotates whole heads of {keyLength} elements");
        }

        Rotated("rope.dimension_count_swa", Optional("attention.key_length_swa", 1, WidthLimit) ?? keyLength);
        if (_header.Text(_header.Key("rope.scaling.type")) is { } type and not ("none" or "linear" or "yarn" or "longrope"))
        {
            throw Damaged($"{_header.Key("rope.scaling.type")} is '{type}', but none, linear, yarn and longrope are known");
        }
    }

    /// <summary>Elements of a head that a rotation turns in pairs; without pairs, llama.cpp never returns.</summary>
    private long? Rotated(string name, long keyLength)
    {
        var rotated = Optional(name, 1, keyLength);
        return rotated % 2 == 1 ? throw Damaged($"{_header.Key(name)} is {rotated}, but elements are rotated in pairs") : rotated;
    }

    private void Experts()
    {
        var experts = Optional("expert_count", AssertedShapes.NeedsExperts(_header.Architecture) ? 1 : 0, ExpertLimit) ?? 0;
        foreach (var used in PerLayer("expert_used_count"))
        {
            if (used < 0 || used > experts)
            {
                throw Damaged($"{_header.Key("expert_used_count")} is {used}, but there are {experts} experts");
            }
        }

        if (experts > 0 && PerLayer("expert_used_count").All(used => used == 0))
        {
            throw Damaged($"it has {experts} experts, but {_header.Key("expert_used_count")} uses none");
        }

        var groups = Optional("expert_group_count", 0, Math.Max(experts - 1, 0)) ?? 0;
        var usedGroups = Optional("expert_group_used_count", 0, int.MaxValue) ?? 0;
        if (groups > 1 && (experts % groups != 0 || usedGroups == 0 || usedGroups >= groups))
        {
            throw Damaged($"{experts} experts cannot form {groups} groups of which {usedGroups} are used");
        }
    }

    private void StateSpace()
    {
        Optional("ssm.conv_kernel", 1, WidthLimit);
        Optional("ssm.state_size", 1, WidthLimit);
        Optional("wkv.head_size", 1, WidthLimit);
        var inner = Optional("ssm.inner_size", 1, WidthLimit);
        var ranks = Optional("ssm.time_step_rank", 1, WidthLimit);
        var groups = Optional("ssm.group_count", 1, WidthLimit);
        if (inner % groups > 0 || (ranks % groups > 0 && _header.Architecture.StartsWith("qwen", StringComparison.Ordinal)))
        {
            throw Damaged($"{_header.Key("ssm.group_count")} is {groups}, which does not divide the {inner} elements of a state");
        }
    }

    private long Required(string name, long most) => Optional(name, 1, most) ?? throw Damaged($"{_header.Key(name)} is missing");

    private long? Optional(string name, long least, long most)
    {
        var value = _header.Integer(_header.Key(name));
        if (value < least || value > most)
        {
            var possible = most <= least ? $"only {least} is possible" : $"{least} to {most} are possible";
            throw Damaged($"{_header.Key(name)} is {value}, but {possible}");
        }

        return value;
    }

    /// <summary>A value for each layer, or one for all.</summary>
    private IReadOnlyList<long> PerLayer(string name)
    {
        var key = _header.Key(name);
        return _header.Integers(key) ?? (_header.Integer(key) is { } one ? [one] : []);
    }

    private ModelFileException Damaged(string problem) => _header.Problem($"{problem}. The file is damaged; download or convert it again.");
}
