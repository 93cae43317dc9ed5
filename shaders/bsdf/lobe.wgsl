// The frame a lobe lives in, and the directions seen from it. Every lobe has its own normal; several may share a frame.

import package::math::frame::{Frame, frame_from, to_frame};

// MaterialX keeps cosines this far from 0 (M_FLOAT_EPS).
const COSINE_MIN = 1e-6;

struct LobeFrame {
  // z faces wo.
  axes: Frame,
  // The viewer, in these axes; z >= COSINE_MIN.
  wo: vec3f,
}

// Directions in a lobe's axes.
struct LobeGeometry {
  wo: vec3f,
  // z may be negative: the lobe's horizon is not the mesh's.
  wi: vec3f,
  h: vec3f,
  wo_h: f32,
  wi_wo: f32,
}

// A lobe's value for one pair of directions, and its own sampling density.
struct LobeValue {
  // f·|n·wi|
  response: vec3f,
  // What reaches the layer below.
  throughput: vec3f,
  pdf: f32,
}

// The same without `wi`: response is a directional albedo.
struct LobeAlbedo {
  response: vec3f,
  throughput: vec3f,
}

fn lobe_frame(normal: vec3f, tangent: vec3f, wo: vec3f) -> LobeFrame {
  let facing = select(normal, -normal, dot(normal, wo) < 0.0);
  let axes = frame_from(facing, tangent);
  let local = to_frame(axes, wo);
  return LobeFrame(axes, vec3f(local.xy, max(local.z, COSINE_MIN)));
}

// `h` is the unit half vector of `wo` and `wi`, both in mesh space.
fn lobe_geometry(frame: LobeFrame, wo: vec3f, wi: vec3f, h: vec3f) -> LobeGeometry {
  let wo_h = clamp(dot(wo, h), COSINE_MIN, 1.0);
  return LobeGeometry(frame.wo, to_frame(frame.axes, wi), to_frame(frame.axes, h), wo_h, dot(wo, wi));
}
