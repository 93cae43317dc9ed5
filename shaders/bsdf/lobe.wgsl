// The frame a lobe lives in, and the directions seen from it. Every lobe has its own normal; several may share a frame.

import package::math::frame::{Frame, frame_from, to_frame};

// Cosines to wo and to half vectors stay this far from 0. MaterialX's bound is 1e-8, less than f32 carries here.
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

// What a lobe gives for one pair of directions: MaterialX's (response, throughput). Without `wi` (albedo functions)
// the response is a directional albedo.
struct Closure {
  // f·|n·wi|
  response: vec3f,
  // What reaches the layer below: gray.
  throughput: f32,
}

// The same for lobes that let some colours pass more than others.
struct ColourClosure {
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

// The mesh's own frame needs no axes.
fn mesh_lobe_wo(wo: vec3f) -> vec3f {
  return vec3f(wo.xy, max(wo.z, COSINE_MIN));
}

fn mesh_lobe_geometry(wo: vec3f, wi: vec3f, h: vec3f) -> LobeGeometry {
  return LobeGeometry(mesh_lobe_wo(wo), wi, h, clamp(dot(wo, h), COSINE_MIN, 1.0), dot(wo, wi));
}

fn mesh_frame() -> Frame {
  return Frame(vec3f(1.0, 0.0, 0.0), vec3f(0.0, 1.0, 0.0), vec3f(0.0, 0.0, 1.0));
}
