// One tile of a weight gradient, up to 8x8: dBlock[target_block + r·stride + c] = Σ over the batch of x[c]·δ[r], c < columns,
// r < rows, where x and δ are consecutive blocks of the tape. A bias has no x (columns = 0): its gradient is Σ δ, one block.
struct GradientTile {
  x: u32,
  delta: u32,
  target_block: u32,
  columns: u32,
  rows: u32,
  stride: u32,
}
