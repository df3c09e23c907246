namespace MiniTwit.Simulator.Replay;

/// <summary>What became of one request: an answer with a status, or a failure before there was one.</summary>
/// <param name="Status">The HTTP status; 0 where there was no answer.</param>
/// <param name="Text">The beginning of the body of an answer that is not a success.</param>
/// <param name="Failure">How it failed, as <see cref="Failures"/> names it; none where there was an answer.</param>
/// <param name="Elapsed">From sending to the end of the answer or the failure.</param>
internal readonly record struct Answer(int Status, string? Text, string? Failure, TimeSpan Elapsed)
{
    public bool Accepted => Status == 204;

    /// <summary>The request may have taken effect although nobody said so.</summary>
    public bool MayHaveTakenEffect => Status >= 500 || Failure is not (null or Failures.Refused or Failures.Unreachable);
}
