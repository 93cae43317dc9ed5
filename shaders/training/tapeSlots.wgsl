// Where values of a sample lie on the tape, in vec4f blocks; block b of sample s stands at b·batch + s, so that
// neighbouring invocations read neighbouring addresses. Filled by src/training/tape.ts.

// One linear layer: y = W x + b, with ReLU where `rectify` is 1.
struct DenseLayer {
  // Columns of W; the last x block may be partly unused (zero).
  in_width: u32,
  out_blocks: u32,
  // First block of W in the flat parameters: W[4·o + lane][k] in lane of block first + o·in_width + k, then biases.
  first: u32,
  rectify: u32,
  x: u32,
  y: u32,
  // dL/dy before the ReLU, and dL/dx.
  d_y: u32,
  d_x: u32,
  // 1 where x came out of a ReLU, which dL/dx must pass.
  x_rectified: u32,
}

const NO_SLOT = 0xffffffffu;

// The evaluation decoder's inputs: latent (2 blocks), wo in each frame, wi in each frame.
struct DecoderSlots {
  // First block of the frames' weights in the flat parameters.
  frames_first: u32,
  inputs: u32,
  // Latents of a sample that an encoder made and their gradient (2 blocks each), or NO_SLOT: then they lie in the level.
  latent: u32,
  d_latent: u32,
  // wi of a sample, or NO_SLOT: then the query's own.
  wi: u32,
  // dL/d(inputs) and dL/d(frame residuals), written for the weight gradient.
  d_inputs: u32,
  d_residuals: u32,
  // Raw output of the evaluation decoder, and its gradient.
  raw: u32,
  d_raw: u32,
}

struct SamplerSlots {
  inputs: u32,
  // Latents of a sample (2 blocks).
  latent: u32,
  // Three blocks of raw outputs, and their gradients.
  raw: u32,
  d_raw: u32,
  // The direction drawn, and the evaluation decoder's raw output for it.
  drawn: u32,
  value_raw: u32,
}

// Where the encoder's values lie on its own tape, which has one row a texel, and its latents on the samples' tape.
struct EncoderSlots {
  inputs: u32,
  raw: u32,
  d_raw: u32,
  latent: u32,
  d_latent: u32,
}
