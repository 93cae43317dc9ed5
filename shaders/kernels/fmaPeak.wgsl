// Fused multiply-adds on registers and nothing else: the ceiling that decoders are measured against.
import package::fma_peak_bindings::{seed, sink};

@if(F16) enable f16;
@if(F16) alias Real4 = vec4<f16>;
@if(!F16) alias Real4 = vec4<f32>;

// 8 independent chains hide the latency of each; one step is 8 vec4 FMAs = 64 operations.
const CHAINS = 8u;
const STEPS = 512u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Values come from memory, so that nothing folds; |factor| < 1 keeps them finite.
  let factor = Real4(seed.xyzw);
  let start = Real4(seed.yzwx);
  var a = start; var b = start + factor; var c = start - factor; var d = factor;
  var e = -start; var f = factor * start; var g = start * start; var h = factor * factor;
  for (var i = 0u; i < STEPS; i++) {
    a = fma(a, factor, start); b = fma(b, factor, start); c = fma(c, factor, start); d = fma(d, factor, start);
    e = fma(e, factor, start); f = fma(f, factor, start); g = fma(g, factor, start); h = fma(h, factor, start);
  }
  let sum = vec4f(a + b + c + d + e + f + g + h);
  // Never true for the seeds used; the compiler cannot know.
  if (sum.x > 1e4) { sink[id.x] = sum.x; }
}
