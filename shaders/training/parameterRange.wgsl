// The blocks of the flat parameter buffer that one network owns, and how many partial gradients there are of each.
struct ParameterRange {
  first: u32,
  count: u32,
  chunks: u32,
}
