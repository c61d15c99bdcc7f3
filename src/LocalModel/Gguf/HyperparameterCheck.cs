namespace SKReasoning.LocalModel;

/// <summary>Checks hyper-parameters that llama.cpp asserts or divides by, which ends the process where they are wrong.</summary>
internal sealed class HyperparameterCheck
{
    private const int LayerLimit = 512;
    private const int ExpertLimit = 512;

    private readonly GgufHeader _header;

    private HyperparameterCheck(GgufHeader header) => _header = header;

    /// <exception cref="ModelFileException">A value is absent or out of range.</exception>
    public static void Run(GgufHeader header)
    {
        var check = new HyperparameterCheck(header);
        var layers = check.Required("block_count", LayerLimit);
        check.Required("context_length", int.MaxValue);
        check.Required("embedding_length", 1 << 24);
        check.Optional("nextn_predict_layers", 0, layers - 1);
        check.Heads();
        check.Experts();
        check.Rotation();
        check.Real("attention.layer_norm_epsilon", zeroIsFine: true);
        check.Real("attention.layer_norm_rms_epsilon", zeroIsFine: true);
    }

    private void Heads()
    {
        var heads = Values("attention.head_count");
        var keyHeads = Values("attention.head_count_kv");
        for (var layer = 0; layer < heads.Count; layer++)
        {
            var of = heads[layer];
            var shared = keyHeads.Count == 0 ? of : keyHeads[Math.Min(layer, keyHeads.Count - 1)];
            if (of < 0 || shared < 0 || (shared > 0 && of % shared != 0))
            {
                throw Damaged($"{of} attention heads cannot share {shared} key-value heads");
            }
        }
    }

    private void Experts()
    {
        var experts = Optional("expert_count", 0, ExpertLimit) ?? 0;
        var used = Optional("expert_used_count", experts == 0 ? 0 : 1, experts) ?? 0;
        if (experts > 0 && used == 0)
        {
            throw Damaged($"it has {experts} experts, but {_header.Key("expert_used_count")} is missing");
        }

        var groups = Optional("expert_group_count", 0, Math.Max(experts - 1, 0)) ?? 0;
        if (groups > 1)
        {
            var usedGroups = Optional("expert_group_used_count", 1, groups - 1) ?? 0;
            if (experts % groups != 0 || usedGroups == 0)
            {
                throw Damaged($"{experts} experts cannot form {groups} groups of which {usedGroups} are used");
            }
        }
    }

    private void Rotation()
    {
        if (_header.Text(_header.Key("rope.scaling.type")) is { } type and not ("none" or "linear" or "yarn" or "longrope"))
        {
            throw Damaged($"{_header.Key("rope.scaling.type")} is '{type}', but none, linear, yarn and longrope are known");
        }

        Real("rope.freq_base", zeroIsFine: false);
        Real("rope.scaling.factor", zeroIsFine: true);
    }

    private long Required(string name, long most)
        => Optional(name, 1, most) ?? throw Damaged($"{_header.Key(name)} is missing");

    private long? Optional(string name, long least, long most)
    {
        var value = _header.Integer(_header.Key(name));
        return value < least || value > most
            ? throw Damaged($"{_header.Key(name)} is {value}, but {(most <= least ? $"only {least} is possible" : $"{least} to {most} are possible")}")
            : value;
    }

    private void Real(string name, bool zeroIsFine)
    {
        var value = _header.Real(_header.Key(name));
        if (value is { } number && !(double.IsFinite(number) && (number > 0 || (zeroIsFine && number == 0))))
        {
            throw Damaged($"{_header.Key(name)} is {value}, but must be a positive number");
        }
    }

    /// <summary>A value for each layer, or one for all.</summary>
    private IReadOnlyList<long> Values(string name)
    {
        var key = _header.Key(name);
        return _header.Integers(key) ?? (_header.Integer(key) is { } one ? [one] : []);
    }

    private ModelFileException Damaged(string problem) => _header.Problem($"{problem}. The file is damaged; download or convert it again.");
}
