// Shares of the two ways to find direct light: a light sample and the material's own sample.
import package::path::mis::power_heuristic;
import package::path::waveParams::{STRATEGY_BSDF, STRATEGY_LIGHT, STRATEGY_MIS};

// Weight of a light sample. `light_pdf` = 0: a delta light, which no other sample finds.
fn light_sample_weight(strategy: u32, light_pdf: f32, bsdf_pdf: f32) -> f32 {
  if (light_pdf <= 0.0 || strategy == STRATEGY_LIGHT) {
    return 1.0;
  }
  return select(0.0, power_heuristic(light_pdf, bsdf_pdf), strategy == STRATEGY_MIS);
}

// Weight of radiance found by a ray of density `bsdf_pdf`. 0: a delta lobe, or a way through a medium,
// which no light sample finds; below: a camera ray.
fn bsdf_sample_weight(strategy: u32, bsdf_pdf: f32, light_pdf: f32) -> f32 {
  if (bsdf_pdf <= 0.0 || strategy == STRATEGY_BSDF) {
    return 1.0;
  }
  return select(0.0, power_heuristic(bsdf_pdf, light_pdf), strategy == STRATEGY_MIS);
}
