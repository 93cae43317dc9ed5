// Running mean and variance of a pixel's samples (Welford, Technometrics 1962): no large sums, so float32 holds up.

struct FilmPixel {
  mean: vec3f,
  // Samples taken.
  count: f32,
  // Sum of squared distances from the mean; variance of one sample = deviation / (count - 1).
  deviation: vec3f,
  // Samples refused because they were not finite. They are counted, reported and not in `mean`.
  refused: f32,
}

fn add_sample(pixel: FilmPixel, radiance: vec3f) -> FilmPixel {
  let count = pixel.count + 1.0;
  let delta = radiance - pixel.mean;
  let mean = pixel.mean + delta / count;
  return FilmPixel(mean, count, pixel.deviation + delta * (radiance - mean), pixel.refused);
}

// By bits: a comparison with NaN may be optimised away. True for finite values only.
fn is_finite(v: vec3f) -> bool {
  let exponent = bitcast<vec3u>(v) & vec3u(0x7f800000u);
  return all(exponent != vec3u(0x7f800000u));
}
