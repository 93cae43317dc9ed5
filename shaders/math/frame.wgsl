// Orthonormal frames.

struct Frame {
  x: vec3f,
  y: vec3f,
  z: vec3f,
}

// z along `normal`, x along the part of `tangent` across it, y = cross(z, x). Neither need be of unit length.
fn frame_from(normal: vec3f, tangent: vec3f) -> Frame {
  let z = normalize(normal);
  var x = tangent - dot(tangent, z) * z;
  if (dot(x, x) < 1e-12) {
    // A tangent along the normal names no direction: any one across will do.
    x = select(cross(vec3f(0.0, 1.0, 0.0), z), cross(vec3f(1.0, 0.0, 0.0), z), abs(z.y) > 0.9);
  }
  x = normalize(x);
  return Frame(x, cross(z, x), z);
}

// Two axes across a unit vector (Duff et al., "Building an Orthonormal Basis, Revisited", JCGT 2017).
fn axes_across(n: vec3f) -> mat2x3f {
  let s = select(-1.0, 1.0, n.z >= 0.0);
  let a = -1.0 / (s + n.z);
  let b = n.x * n.y * a;
  return mat2x3f(vec3f(1.0 + s * n.x * n.x * a, s * b, -s * n.x), vec3f(b, s + n.y * n.y * a, -n.y));
}

fn to_frame(frame: Frame, v: vec3f) -> vec3f {
  return vec3f(dot(frame.x, v), dot(frame.y, v), dot(frame.z, v));
}

fn from_frame(frame: Frame, v: vec3f) -> vec3f {
  return frame.x * v.x + frame.y * v.y + frame.z * v.z;
}
