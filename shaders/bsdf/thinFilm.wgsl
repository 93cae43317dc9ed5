// A film of a few hundred nanometres on a base: interference colours, by Airy's sum with its orders from the third on left out
// and the eye's response as four Gaussians over the wavenumber (Belcour and Barla 2017), as MaterialX 1.39.4 has it.

import package::bsdf::fresnel::{Polarized, SchlickCurve, fresnel_conductor_polarized, fresnel_schlick};
import package::math::sampling::{PI, INV_PI};

struct Film {
  // Nanometres, times the index outside. 0 or less: no film.
  thickness: f32,
  // Over the index outside, 1 at least.
  ior: f32,
}

// What light within the film meets at its lower side: reflectances, and by how much each swing is late.
struct FilmBase {
  reflected: Polarized,
  late: Polarized,
}

// X, Y, Z and the second hump of X: amplitude, place on the axis of wavenumbers (1/micrometre), half the variance.
const EYE_AMPLITUDE = vec4f(0.84659, 1.0002219, 1.0011225, 0.1538683);
const EYE_PLACE = vec4f(1.681, 1.7953, 2.2084, 2.2399);
const EYE_SPREAD = vec4f(4.3278e-3, 9.3046e-3, 6.6121e-3, 4.5282e-3);
const XYZ_TO_RGB = mat3x3f(
  vec3f(2.3706743, -0.513885, 0.0052982),
  vec3f(-0.9000405, 1.4253036, -0.0146949),
  vec3f(-0.4706338, 0.0885814, 1.0093968),
);

fn film_of(thickness: f32, ior: f32) -> Film {
  return Film(thickness, max(ior, 1.0));
}

// Cosine within the film where it is `c` outside.
fn film_cosine(film: Film, c: f32) -> f32 {
  return sqrt(max(1.0 - (1.0 - c * c) / (film.ior * film.ior), 0.0));
}

// cos of `turns` full turns, to 2e-7, where WGSL's own promises 5e-4: dark fringes are differences of bright ones.
fn cosine_of_turns(turns: vec4f) -> vec4f {
  let a = (turns - round(turns)) * PI;
  let a2 = a * a;
  // Sine, in [-π/2, π/2]: Taylor series to the eleventh power.
  let s = a * (1.0 - a2 * (1.0 / 6.0 - a2 * (1.0 / 120.0 - a2 * (1.0 / 5040.0 - a2 * (1.0 / 362880.0 - a2 / 39916800.0)))));
  return 1.0 - 2.0 * s * s;
}

// Share of a swing that comes back: orders 0, 1 and 2 of the sum, in XYZ. `path` is the optical path difference in micrometres.
fn film_orders(outer: f32, inner: vec3f, late: vec3f, path: f32) -> vec3f {
  let passed = 1.0 - outer;
  let direct = passed * passed * inner / max(1.0 - outer * inner, vec3f(1e-7));
  let ratio = sqrt(max(outer * inner, vec3f(0.0)));
  let first = 2.0 * (direct - passed) * ratio;
  let swing = cosine_of_turns(EYE_PLACE * path + vec4f(late, late.x) * (0.5 * INV_PI));
  let blur = exp(-EYE_SPREAD * (4.0 * PI * PI * path * path));
  let one = EYE_AMPLITUDE * swing * blur;
  let two = EYE_AMPLITUDE * (2.0 * swing * swing - 1.0) * (blur * blur * blur * blur);
  let hump = vec3f(1.0, 0.0, 0.0);
  return outer + direct + first * (one.xyz + hump * one.w + ratio * (two.xyz + hump * two.w));
}

fn film_reflectance(film: Film, c: f32, base: FilmBase) -> vec3f {
  let within = film_cosine(film, c);
  // Amplitudes from outside to film, by Snell's law.
  let s = (c - film.ior * within) / (c + film.ior * within);
  let p = (film.ior * c - within) / (film.ior * c + within);
  let path = 2e-3 * film.ior * within * film.thickness;
  // Inside, s is turned over as it is reflected; p is before Brewster's angle.
  let turn = select(PI, 0.0, c * c * (1.0 + film.ior * film.ior) < 1.0);
  let xyz = film_orders(s * s, base.reflected.s, base.late.s + PI, path) + film_orders(p * p, base.reflected.p, base.late.p + turn, path);
  return clamp(XYZ_TO_RGB * (0.5 * xyz), vec3f(0.0), vec3f(1.0));
}

// Over a dielectric of index n, relative to what is outside the film.
fn film_over_dielectric(film: Film, c: f32, n: f32) -> vec3f {
  let within = film_cosine(film, c);
  let across = film.ior * within;
  // Amplitudes of s and p, both negative where the base is denser, head on.
  let below = sqrt(max(n * n - film.ior * film.ior * (1.0 - within * within), 0.0));
  let s = (across - below) / (across + below);
  let p = (film.ior * below - n * n * within) / (film.ior * below + n * n * within);
  let late = Polarized(vec3f(select(0.0, PI, s > 0.0)), vec3f(select(0.0, PI, p > 0.0)));
  return film_reflectance(film, c, FilmBase(Polarized(vec3f(s * s), vec3f(p * p)), late));
}

// Over a conductor of index n + ik, relative to what is outside the film.
fn film_over_conductor(film: Film, c: f32, n: vec3f, k: vec3f) -> vec3f {
  let within = film_cosine(film, c);
  let reflected = fresnel_conductor_polarized(within, n / film.ior, k / film.ior);
  // Wave number across the base, u + iv, and the phases of the amplitudes (the same paper, its supplement).
  let e = n * n - k * k;
  let a = e - film.ior * film.ior * (1.0 - within * within);
  let root = sqrt(a * a + 4.0 * n * n * k * k);
  let u = sqrt(max(0.5 * (root + a), vec3f(0.0)));
  let v = sqrt(max(0.5 * (root - a), vec3f(0.0)));
  let across = film.ior * within;
  // Where film and base are alike nothing comes back, and atan2(0, 0) would be no number; atan2(-0, x) is π on SwiftShader.
  let late_s = atan2(2.0 * across * v + 1e-20, u * u + v * v - across * across + 1e-12);
  let whole = (n * n + k * k) * within;
  let late_p = atan2(2.0 * across * (2.0 * n * k * u - e * v) + 1e-20, whole * whole - film.ior * film.ior * (u * u + v * v) + 1e-12);
  return film_reflectance(film, c, FilmBase(reflected, Polarized(late_s, late_p)));
}

// Over a base of Schlick's curve; which way it turns light over, an index from f0 says.
fn film_over_curve(film: Film, c: f32, curve: SchlickCurve) -> vec3f {
  let half = 0.5 * fresnel_schlick(film_cosine(film, c), curve);
  let root = sqrt(clamp(curve.f0, vec3f(0.01), vec3f(0.99)));
  let late = select(vec3f(0.0), vec3f(PI), (1.0 + root) < film.ior * (1.0 - root));
  return film_reflectance(film, c, FilmBase(Polarized(half, half), Polarized(late, late)));
}
