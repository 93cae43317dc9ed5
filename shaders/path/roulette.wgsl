// Russian roulette on the throughput (Arvo and Kirk, SIGGRAPH 1990): unbiased, as survivors carry the rest's share.

// Odds of going on. Never certain death while light can still arrive, never below 5 %: rare survivors would be fireflies.
fn survival(throughput: vec3f) -> f32 {
  return clamp(max(throughput.x, max(throughput.y, throughput.z)), 0.05, 1.0);
}
