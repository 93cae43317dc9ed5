// Reflectances of smooth interfaces, from the outside. `c` is the cosine to the microfacet normal.

// Unpolarised dielectric of relative index `ior` (Lagarde 2013, "Memo on Fresnel equations").
fn fresnel_dielectric(c: f32, ior: f32) -> f32 {
  let g2 = ior * ior + c * c - 1.0;
  if (g2 < 0.0) {
    return 1.0;
  }
  let g = sqrt(g2);
  let s = (g - c) / (g + c);
  let p = ((g + c) * c - 1.0) / ((g - c) * c + 1.0);
  return 0.5 * s * s * (1.0 + p * p);
}

// Cosine outside of an interface of index `inside` that is met from inside (0: from outside, where it is `c`); below 0: nothing
// gets out. Reflectances that are told for the outside hold inside at this cosine.
fn outer_cosine(c: f32, inside: f32) -> f32 {
  let outer2 = 1.0 - inside * inside * (1.0 - c * c);
  return select(c, select(-1.0, sqrt(max(outer2, 0.0)), outer2 > 0.0), inside > 0.0);
}

// Reflectance of light that swings across the plane of incidence (s) and in it (p).
struct Polarized {
  s: vec3f,
  p: vec3f,
}

// Conductor of complex index n + ik, per channel (the same memo).
fn fresnel_conductor_polarized(c: f32, n: vec3f, k: vec3f) -> Polarized {
  let c2 = c * c;
  let s2 = 1.0 - c2;
  let t0 = n * n - k * k - s2;
  let root = sqrt(t0 * t0 + 4.0 * n * n * k * k);
  let t1 = root + c2;
  let t2 = 2.0 * c * sqrt(max(0.5 * (root + t0), vec3f(0.0)));
  let rs = (t1 - t2) / (t1 + t2);
  let t3 = c2 * root + s2 * s2;
  let t4 = t2 * s2;
  return Polarized(rs, rs * (t3 - t4) / (t3 + t4));
}

fn fresnel_conductor(c: f32, n: vec3f, k: vec3f) -> vec3f {
  let r = fresnel_conductor_polarized(c, n, k);
  return 0.5 * (r.s + r.p);
}

// Schlick's curve between f0 and f90 with the dip that makes the reflectance at 82 degrees come out as tinted (Hoffman 2019).
struct SchlickCurve {
  f0: vec3f,
  f90: vec3f,
  exponent: f32,
  // Depth of the dip.
  dip: vec3f,
}

// Where light is bent the index is neither 1, at which no facet could be told from another, nor next to nothing.
const LEAST_BEND = 1e-3;
const LEAST_INDEX = 0.1;

fn bending_index(index: f32) -> f32 {
  let bounded = max(index, LEAST_INDEX);
  return select(bounded, 1.0 + LEAST_BEND, abs(bounded - 1.0) < LEAST_BEND);
}

// Index of an interface that reflects `f0` head on, in the mean over the channels.
fn schlick_index(f0: vec3f) -> f32 {
  let root = sqrt(clamp(dot(f0, vec3f(1.0 / 3.0)), 0.0, 0.99));
  return bending_index((1.0 + root) / (1.0 - root));
}

// Cosine of 81.8 degrees, where the dip is deepest.
const DIP_COSINE = 1.0 / 7.0;

fn schlick_power(c: f32, exponent: f32) -> f32 {
  // pow(0, y) is undefined on some drivers.
  return pow(max(1.0 - c, 1e-7), exponent);
}

fn schlick_curve(f0: vec3f, f82: vec3f, f90: vec3f, exponent: f32) -> SchlickCurve {
  let plain = mix(f0, f90, schlick_power(DIP_COSINE, exponent));
  let scale = 1.0 / (DIP_COSINE * pow(1.0 - DIP_COSINE, 6.0));
  return SchlickCurve(f0, f90, exponent, plain * (1.0 - f82) * scale);
}

// Never negative; MaterialX lets dark f82 tints undershoot.
fn fresnel_schlick(c: f32, curve: SchlickCurve) -> vec3f {
  let miss = 1.0 - c;
  let miss2 = miss * miss;
  let plain = mix(curve.f0, curve.f90, schlick_power(c, curve.exponent));
  return max(plain - curve.dip * (c * miss2 * miss2 * miss2), vec3f(0.0));
}
