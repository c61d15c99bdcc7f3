using System.Buffers.Binary;
using System.Text;

namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>Damages the header of a valid file in one of many ways, the same way for the same seed.</summary>
internal sealed class HeaderMutation
{
    private readonly GgufImage _image;
    private readonly Random _random;
    private readonly string _architecture;

    private HeaderMutation(byte[] file, int seed)
    {
        _image = GgufImage.Parse(file);
        _random = new Random(seed);
        _architecture = Encoding.UTF8.GetString((byte[])_image.Value("general.architecture"));
    }

    /// <summary>The damaged file and what was done to it.</summary>
    public static (byte[] File, string What) Apply(byte[] file, int seed) => new HeaderMutation(file, seed).Apply();

    private (byte[] File, string What) Apply() => _random.Next(16) switch
    {
        0 => FlipBits(),
        1 => OverwriteField(),
        2 => Truncate(),
        3 => Written(ChangeTokens()),
        4 => Written(ChangeTypeOfValue()),
        5 => Written(RenameKey()),
        6 => Written(RemoveOrRepeat()),
        7 => Written(ChangeArchitecture()),
        8 => Written(ChangeArray()),
        9 or 10 => Written(ChangeTensor()),
        11 or 12 => Written(AddValue()),
        _ => Written(ChangeValue()),
    };

    private (byte[] File, string What) Written(string what) => (_image.ToBytes(), what);

    private (byte[] File, string What) FlipBits()
    {
        var bytes = _image.ToBytes();
        var what = "bits";
        for (var count = _random.Next(1, 5); count > 0; count--)
        {
            var position = _random.Next(_image.HeaderLength);
            var bit = _random.Next(8);
            bytes[position] ^= (byte)(1 << bit);
            what += $" {position}:{bit}";
        }

        return (bytes, what);
    }

    private (byte[] File, string What) OverwriteField()
    {
        var bytes = _image.ToBytes();
        var (position, width) = Any(_image.Fields);
        var value = Number();
        var target = bytes.AsSpan(position, width);
        if (width == sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, value);
        }

        return (bytes, $"field at {position} = {value}");
    }

    private (byte[] File, string What) Truncate()
    {
        var bytes = _image.ToBytes();
        var length = _random.Next(_random.Next(2) == 0 ? _image.HeaderLength : bytes.Length);
        return (bytes[..length], $"cut to {length} of {bytes.Length}");
    }

    private string ChangeTokens()
    {
        var tokens = (byte[][])_image.Value("tokenizer.ggml.tokens");
        var from = _random.Next(tokens.Length);
        var to = _random.Next(tokens.Length);
        var kind = _random.Next(5);
        tokens[to] = kind switch
        {
            0 => tokens[from],
            1 => [],
            2 => [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => (byte)_random.Next(256))],
            3 => Bytes(Any(["<0x00>", "<s>", "</s>", "<|end|>", "<|call|>", "<|return|>", "[EMPTY_0]", " ", "\n", "<mask>"])),
            _ => Bytes(new string('a', 100_000)),
        };
        return $"token {to} by way {kind} from {from}";
    }

    private string ChangeTypeOfValue()
    {
        var index = _random.Next(_image.Pairs.Count);
        var key = _image.Pairs[index].Key;
        object value = _random.Next(9) switch
        {
            0 => (byte)Number(),
            1 => (ushort)Number(),
            2 => (int)Number(),
            3 => Number(),
            4 => Any(MutationChoices.Reals),
            5 => (double)Any(MutationChoices.Reals),
            6 => Bytes(Any(MutationChoices.Texts)),
            7 => new[] { (int)Number(), 1, 2 },
            _ => new[] { Bytes("a"), Bytes("b") },
        };
        _image.Set(key, value);
        return $"{key} is of type {value.GetType().Name}: {Show(value)}";
    }

    private string RenameKey()
    {
        var index = _random.Next(_image.Pairs.Count);
        var pair = _image.Pairs[index];
        var name = _random.Next(4) switch { 0 => "", 1 => pair.Key + "x", 2 => Any(_image.Pairs).Key, _ => new string('k', 100_000) };
        _image.Pairs[index] = pair with { Key = name };
        return $"{pair.Key} renamed to {Show(name)}";
    }

    private string RemoveOrRepeat()
    {
        if (_random.Next(3) == 0)
        {
            var tensor = _random.Next(_image.Tensors.Count);
            _image.Tensors.Insert(_random.Next(_image.Tensors.Count), _image.Tensors[tensor]);
            return $"tensor {tensor} repeated";
        }

        var pair = Any(_image.Pairs);
        _image.Pairs.Remove(pair);
        return $"{pair.Key} removed";
    }

    private string ChangeArchitecture()
    {
        var architecture = Any(MutationChoices.Architectures);
        _image.Set("general.architecture", architecture);
        var renames = _random.Next(4) > 0;
        for (var i = 0; renames && i < _image.Pairs.Count; i++)
        {
            var pair = _image.Pairs[i];
            if (pair.Key.StartsWith(_architecture + ".", StringComparison.Ordinal))
            {
                _image.Pairs[i] = pair with { Key = architecture + pair.Key[_architecture.Length..] };
            }
        }

        return $"architecture {architecture}, keys {(renames ? "renamed" : "kept")}";
    }

    private string ChangeArray()
    {
        var pair = Any(_image.Pairs.FindAll(p => p.Value is Array and not byte[]));
        if (pair.Value is int[] numbers && _random.Next(2) == 0)
        {
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = _random.Next(-1, 9);
            }

            return $"{pair.Key} filled at random";
        }

        var array = (Array)pair.Value;
        var length = Any([0, 1, array.Length - 1, array.Length / 2]);
        var shorter = Array.CreateInstance(array.GetType().GetElementType()!, length);
        Array.Copy(array, shorter, length);
        _image.Set(pair.Key, shorter);
        return $"{pair.Key} cut to {length}";
    }

    private string ChangeTensor()
    {
        var index = _random.Next(_image.Tensors.Count);
        var tensor = _image.Tensors[index];
        var changed = _random.Next(8) switch
        {
            0 => tensor with { Type = (uint)_random.Next(45) },
            1 => tensor with { Offset = _random.Next(2) == 0 ? Number() : tensor.Offset + 32 },
            2 => tensor with { Shape = [.. tensor.Shape.Select(d => _random.Next(2) == 0 ? Number() : d)] },
            3 => tensor with { Shape = [.. tensor.Shape.Reverse()] },
            4 => tensor with { Shape = [.. tensor.Shape, Any<ulong>([0, 1, 2])] },
            5 => tensor with { Name = _random.Next(2) == 0 ? Any(MutationChoices.Texts) : Any(_image.Tensors).Name },
            // The last two keep the size, and with it all offsets, for some formats.
            6 => tensor with { Type = Any<uint>([26, 1, 30, 0]) },
            _ => tensor with { Type = Any<uint>([1, 30]), Shape = [.. tensor.Shape.Select((d, i) => i == 0 ? d * 2 : d)] },
        };
        _image.Tensors[index] = changed;
        return $"tensor {tensor.Name}: {Show(changed.Name)} ({string.Join(", ", changed.Shape)}) type {changed.Type} "
            + $"at {changed.Offset}";
    }

    private string AddValue()
    {
        var what = "";
        for (var count = _random.Next(1, 3); count > 0; count--)
        {
            var (name, value) = Any(MutationChoices.Additions);
            var key = name.Split('.')[0] is "general" or "tokenizer" or "split" or "adapter" ? name : $"{_architecture}.{name}";
            _image.Set(key, value);
            what += $"{key} = {Show(value)} ";
        }

        return what;
    }

    private string ChangeValue()
    {
        var pair = Any(_image.Pairs.FindAll(p => p.Value is uint or float or bool or byte[]));
        object value = pair.Value switch
        {
            uint number => _random.Next(3) == 0 ? (uint)(number + _random.Next(-2, 3)) : (uint)Number(),
            float => Any(MutationChoices.Reals),
            bool flag => !flag,
            _ => Bytes(Any(MutationChoices.Texts)),
        };
        _image.Set(pair.Key, value);
        return $"{pair.Key} = {Show(value)}";
    }

    private ulong Number() => Any(MutationChoices.Numbers);

    private T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Show(object value)
    {
        var text = value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            Array array => $"[{string.Join(", ", array.Cast<object>())}]",
            _ => value.ToString()!,
        };
        return text.Length > 60 ? text[..60] + "..." : text;
    }
}
