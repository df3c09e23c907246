namespace MiniTwit.ApiService.Reference;

/// <summary>
/// A request body. Its members are nullable, since clients leave them out and handlers answer that with a text of their own; the
/// document tells clients what is wanted of them.
/// </summary>
internal interface IInput;
