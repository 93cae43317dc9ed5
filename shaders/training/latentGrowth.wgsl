// Two neighbouring levels of the pyramid: index of the first texel of each, and the coarser one's side.
struct LatentGrowth {
  coarse: u32,
  fine: u32,
  coarse_size: u32,
}
