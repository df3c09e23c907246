using MiniTwit.Simulator.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
