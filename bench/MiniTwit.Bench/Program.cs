using MiniTwit.Bench;

var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
return await Options.ReadAsync(
    args,
    root,
    async (options, ct) =>
    {
        try
        {
            await using var run = new Run(root, options);
            return await run.ExecuteAsync(ct);
        }
        catch (BenchException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Ended early.");
            return 130;
        }
    }
);
