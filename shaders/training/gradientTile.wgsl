// One tile of a weight gradient, up to 4x4: dBlock[target_block + c] = Σ over the batch of x[c]·δ, c < columns, where x
// and δ are blocks of the tape. A bias has no x (columns = 0): its gradient is Σ δ, one block.
struct GradientTile {
  x: u32,
  delta: u32,
  target_block: u32,
  columns: u32,
}
