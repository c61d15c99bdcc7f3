using System.Diagnostics.CodeAnalysis;
using SKReasoning.LocalModel.Diagnostics;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>Requests that wait for the decode loop, in order of arrival. Thread-safe.</summary>
internal sealed class WorkQueue(int limit, string modelId)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<SequenceWork> _works = [];
    private readonly KeyValuePair<string, object?> _modelTag = ModelSource.Tag(modelId);
    private volatile bool _isClosed;

    /// <summary>Whether nothing is taken in any more.</summary>
    public bool IsClosed => _isClosed;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _works.Count;
            }
        }
    }

    /// <exception cref="ModelBusyException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void Add(SequenceWork work)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(LlamaModel));
            if (_works.Count >= limit)
            {
                throw new ModelBusyException($"{_works.Count} requests already wait for the model, as many as its QueueLimit allows. Try again later or raise the limit.");
            }

            _works.AddLast(work);
        }

        TellLength();
    }

    /// <summary>Takes the first work if it fits; those behind it never overtake.</summary>
    public bool TryTake(Predicate<SequenceWork> fits, [NotNullWhen(true)] out SequenceWork? work)
    {
        lock (_lock)
        {
            work = _works.First?.Value;
            if (work is null || !fits(work))
            {
                work = null;
                return false;
            }

            _works.RemoveFirst();
        }

        TellLength();
        return true;
    }

    /// <summary>Takes all works whose callers have cancelled them.</summary>
    public IReadOnlyList<SequenceWork> TakeCancelled()
    {
        List<SequenceWork>? cancelled = null;
        lock (_lock)
        {
            for (var node = _works.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.CancellationToken.IsCancellationRequested)
                {
                    (cancelled ??= []).Add(node.Value);
                    _works.Remove(node);
                }

                node = next;
            }
        }

        if (cancelled is null)
        {
            return [];
        }

        TellLength();
        return cancelled;
    }

    public IReadOnlyList<SequenceWork> TakeAll()
    {
        SequenceWork[] all;
        lock (_lock)
        {
            all = [.. _works];
            _works.Clear();
        }

        TellLength();
        return all;
    }

    /// <summary>Takes nothing in any more.</summary>
    /// <returns>False where it was closed already.</returns>
    public bool Close()
    {
        lock (_lock)
        {
            var wasClosed = _isClosed;
            _isClosed = true;
            return !wasClosed;
        }
    }

    private void TellLength()
    {
        if (ModelSource.QueueLength.Enabled)
        {
            ModelSource.QueueLength.Record(Count, _modelTag);
        }
    }
}
