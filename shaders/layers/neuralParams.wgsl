// What a neural material's program reads beside weights and latents.

import package::layers::latentPyramid::LatentPyramid;

struct NeuralParams {
  pyramid: LatentPyramid,
  // Mean directional albedo over texels and views: a guide, not part of the light transport.
  mean_albedo: vec3f,
}
