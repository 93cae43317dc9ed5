// Linear Rec.709 radiance -> linear display values in [0, 1]. src/pathtracer/toneMap.ts is the float64 twin.

const TONE_MAP_LINEAR = 0u;
const TONE_MAP_ACES = 1u;
const TONE_MAP_AGX = 2u;
const TONE_MAP_NEUTRAL = 3u;

struct ToneMapParams {
  // Film size in pixels; the target may be larger or smaller.
  width: u32,
  height: u32,
  curve: u32,
  exposure: f32,
}

fn tone_map(color: vec3f, curve: u32, exposure: f32) -> vec3f {
  let exposed = max(color * exposure, vec3f(0.0));
  var mapped = exposed;
  if (curve == TONE_MAP_ACES) {
    mapped = aces(exposed);
  } else if (curve == TONE_MAP_AGX) {
    mapped = agx(exposed);
  } else if (curve == TONE_MAP_NEUTRAL) {
    mapped = neutral(exposed);
  }
  return clamp(mapped, vec3f(0.0), vec3f(1.0));
}

// IEC 61966-2-1.
fn srgb_encode(c: vec3f) -> vec3f {
  return select(1.055 * pow(c, vec3f(1.0 / 2.4)) - 0.055, 12.92 * c, c <= vec3f(0.0031308));
}

// Stephen Hill's fit of ACES's RRT and ODT (sRGB, 100 nit), after the 1/0.6 that three.js applies to lift its mid-greys.
fn aces(color: vec3f) -> vec3f {
  let to_rrt = mat3x3f(0.59719, 0.076, 0.0284, 0.35458, 0.90834, 0.13383, 0.04823, 0.01566, 0.83777);
  let to_srgb = mat3x3f(1.60475, -0.10208, -0.00327, -0.53108, 1.10813, -0.07276, -0.07367, -0.00605, 1.07602);
  let v = to_rrt * (color / 0.6);
  return to_srgb * ((v * (v + 0.0245786) - 0.000090537) / (v * (0.983729 * v + 0.432951) + 0.238081));
}

// AgX as in Blender, in Rec.2020 primaries with the sixth-degree contrast fit that Filament and three.js use.
fn agx(color: vec3f) -> vec3f {
  let to_2020 = mat3x3f(0.6274, 0.0691, 0.0164, 0.3293, 0.9195, 0.088, 0.0433, 0.0113, 0.8956);
  let to_709 = mat3x3f(1.6605, -0.1246, -0.0182, -0.5876, 1.1329, -0.1006, -0.0728, -0.0083, 1.1187);
  let inset = mat3x3f(
    0.856627153315983, 0.137318972929847, 0.11189821299995,
    0.0951212405381588, 0.761241990602591, 0.0767994186031903,
    0.0482516061458583, 0.101439036467562, 0.811302368396859,
  );
  let outset = mat3x3f(
    1.1271005818144368, -0.1413297634984383, -0.14132976349843826,
    -0.11060664309660323, 1.157823702216272, -0.11060664309660294,
    -0.016493938717834573, -0.016493938717834257, 1.2519364065950405,
  );
  let min_ev = -12.47393; // log2(0.18) - 10
  let max_ev = 4.026069; // log2(0.18) + 6.5
  let inner = max(inset * (to_2020 * color), vec3f(1e-10));
  let x = clamp((log2(inner) - min_ev) / (max_ev - min_ev), vec3f(0.0), vec3f(1.0));
  let encoded = (((((15.5 * x - 40.14) * x + 31.96) * x - 6.868) * x + 0.4298) * x + 0.1191) * x - 0.00232;
  return to_709 * pow(max(outset * encoded, vec3f(0.0)), vec3f(2.2));
}

// Khronos PBR Neutral tone mapper (specification 1.0): exact below 0.8 - 0.04, compressed and desaturated above.
fn neutral(color: vec3f) -> vec3f {
  let least = min(color.r, min(color.g, color.b));
  let offset = select(0.04, least - 6.25 * least * least, least < 0.08);
  let based = color - offset;
  let peak = max(based.r, max(based.g, based.b));
  let start = 0.8 - 0.04;
  if (peak < start) {
    return based;
  }
  let room = 1.0 - start;
  let new_peak = 1.0 - room * room / (peak + room - start);
  let grey = 1.0 - 1.0 / (0.15 * (peak - new_peak) + 1.0);
  return mix(based * (new_peak / peak), vec3f(new_peak), grey);
}
