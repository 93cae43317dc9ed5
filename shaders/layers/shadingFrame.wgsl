// A learned shading frame (Zeltner et al. 2024, sec. 4.2): n = normalize(residual + (0,0,1)),
// t = normalize(residual + (1,0,0)), b = n x t. Not orthogonalised; b is not of unit length.

struct ShadingFrame {
  t: vec3f,
  b: vec3f,
  n: vec3f,
}

// dL/d(residuals).
struct ShadingFrameGradient {
  normal: vec3f,
  tangent: vec3f,
}

const FRAME_LENGTH2_MIN = 1e-12;

fn shading_frame(normal_residual: vec3f, tangent_residual: vec3f) -> ShadingFrame {
  let n = frame_unit(normal_residual + vec3f(0.0, 0.0, 1.0));
  let t = frame_unit(tangent_residual + vec3f(1.0, 0.0, 0.0));
  return ShadingFrame(t, cross(n, t), n);
}

// (t·w, b·w, n·w)
fn frame_project(frame: ShadingFrame, w: vec3f) -> vec3f {
  return vec3f(dot(frame.t, w), dot(frame.b, w), dot(frame.n, w));
}

// The adjoint: `d_wo` and `d_wi` are the gradients with respect to the projections of wo and wi.
fn shading_frame_gradient(
  normal_residual: vec3f,
  tangent_residual: vec3f,
  wo: vec3f,
  wi: vec3f,
  d_wo: vec3f,
  d_wi: vec3f,
) -> ShadingFrameGradient {
  let a = normal_residual + vec3f(0.0, 0.0, 1.0);
  let c = tangent_residual + vec3f(1.0, 0.0, 0.0);
  let n = frame_unit(a);
  let t = frame_unit(c);
  let d_b = d_wo.y * wo + d_wi.y * wi;
  let d_t = d_wo.x * wo + d_wi.x * wi + cross(d_b, n);
  let d_n = d_wo.z * wo + d_wi.z * wi + cross(t, d_b);
  return ShadingFrameGradient(
    frame_inverse_length(a) * (d_n - dot(n, d_n) * n),
    frame_inverse_length(c) * (d_t - dot(t, d_t) * t),
  );
}

fn frame_inverse_length(a: vec3f) -> f32 {
  return inverseSqrt(max(dot(a, a), FRAME_LENGTH2_MIN));
}

fn frame_unit(a: vec3f) -> vec3f {
  return a * frame_inverse_length(a);
}
