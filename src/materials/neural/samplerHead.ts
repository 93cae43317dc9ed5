import { addScaled, cross, dot, scale, type Vec3 } from '../../math/vec3.ts';
import type { SamplerDensity } from './decoderSpec.ts';

/**
 * The float64 face of `shaders/layers/samplerHead.wgsl`: the nine raw outputs of the sampler decoder as a density.
 * Formulas and limits are told there.
 */
export interface SamplerHead {
  readonly alpha: readonly [number, number];
  readonly rho: number;
  readonly specularMean: readonly [number, number];
  readonly diffuseMean: readonly [number, number];
  readonly specularWeight: number;
}

export const RHO_MAX = 0.999;
const RAW_LIMIT = 1e4;
const RAW_MEAN_LIMIT = 30;
const LOGIT_LIMIT = 30;
const HALF_Z_MIN = 1e-6;

const softSign = (x: number) => x / Math.sqrt(1 + x * x);
const softSignSlope = (x: number) => (1 + x * x) ** -1.5;
const growth = (x: number) => x * Math.sqrt(1 + x * x);
const growthSlope = (x: number) => (1 + 2 * x * x) / Math.sqrt(1 + x * x);
const clamp = (x: number, limit: number) => Math.min(Math.max(x, -limit), limit);

/** @param raw αx, αy, ρ, specular mean (2), diffuse mean (2), logits (specular, diffuse). */
export function samplerHead(raw: Float64Array): SamplerHead {
  const alpha = (x: number) => 1e-4 + 0.5 * (1 + softSign(clamp(x, RAW_LIMIT)));
  const mean = (x: number) => growth(clamp(x, RAW_MEAN_LIMIT));
  return {
    alpha: [alpha(raw[0]), alpha(raw[1])],
    rho: RHO_MAX * softSign(clamp(raw[2], RAW_LIMIT)),
    specularMean: [mean(raw[3]), mean(raw[4])],
    diffuseMean: [mean(raw[5]), mean(raw[6])],
    specularWeight: 1 / (1 + Math.exp(clamp(raw[8] - raw[7], LOGIT_LIMIT))),
  };
}

/** What a lesser density leaves of the raw outputs, as `restricted_raw` does. */
export function restrictedRaw(density: SamplerDensity, raw: Float64Array): Float64Array {
  const kept = raw.slice();
  if (density === 'isotropic') kept.set([raw[0], raw[0], 0, 0, 0, 0, 0], 0);
  if (density === 'cosine') kept.set([0, 0, 0, 0, 0, 0, 0, -LOGIT_LIMIT, 0], 0);
  return kept;
}

/** The transpose, for gradients by the nine raw outputs. */
export function restrictedSlope(density: SamplerDensity, slope: Float64Array): Float64Array {
  const back = slope.slice();
  if (density === 'isotropic') back.set([slope[0] + slope[1], 0, 0, 0, 0, 0, 0], 0);
  if (density === 'cosine') back.fill(0, 0, 9);
  return back;
}

/** Coordinates in which the slope density is 1/(π(1+r²)²). */
function lobePoint(head: SamplerHead, half: Vec3): readonly [number, number] {
  const x = (-half[0] / half[2] - head.specularMean[0]) / head.alpha[0];
  const y = (-half[1] / half[2] - head.specularMean[1]) / head.alpha[1];
  return [x, (y - head.rho * x) / Math.sqrt(1 - head.rho ** 2)];
}

function specularPdf(head: SamplerHead, wo: Vec3, wi: Vec3): number {
  const half = addScaled(wo, 1, wi);
  if (half[2] < HALF_Z_MIN) return 0;
  const [x, y] = lobePoint(head, half);
  const p22 = 1 / (Math.PI * (1 + x * x + y * y) ** 2 * head.alpha[0] * head.alpha[1] * Math.sqrt(1 - head.rho ** 2));
  return (p22 * dot(half, half)) / (2 * half[2] ** 3);
}

function diffuseAxis(head: SamplerHead): Vec3 {
  return [-head.diffuseMean[0], -head.diffuseMean[1], 1];
}

function diffusePdf(head: SamplerHead, wi: Vec3): number {
  const axis = diffuseAxis(head);
  return Math.max(dot(axis, wi), 0) / (Math.PI * Math.sqrt(dot(axis, axis)));
}

/** Solid-angle density of the mixture; 0 where wo or wi is below the horizon. */
export function samplerHeadPdf(head: SamplerHead, wo: Vec3, wi: Vec3): number {
  if (wo[2] <= 0 || wi[2] <= 0) return 0;
  const w = head.specularWeight;
  return w * specularPdf(head, wo, wi) + (1 - w) * diffusePdf(head, wi);
}

/** A direction with that density; z <= 0 is a null sample. */
export function samplerHeadDraw(head: SamplerHead, wo: Vec3, u: Vec3): Vec3 {
  if (u[2] < head.specularWeight) {
    const s = Math.sqrt(u[0] / (1 - u[0]));
    const [x, y] = [s * Math.cos(2 * Math.PI * u[1]), s * Math.sin(2 * Math.PI * u[1])];
    const slopeX = head.alpha[0] * x + head.specularMean[0];
    const slopeY = head.alpha[1] * (head.rho * x + Math.sqrt(1 - head.rho ** 2) * y) + head.specularMean[1];
    const h = normalize([-slopeX, -slopeY, 1]);
    return addScaled(scale(h, 2 * dot(wo, h)), -1, wo);
  }
  const z = normalize(diffuseAxis(head));
  const x = normalize(addScaled([1, 0, 0], -z[0], z));
  const y = cross(z, x);
  const radius = Math.sqrt(u[1]);
  const [a, b] = [radius * Math.cos(2 * Math.PI * u[0]), radius * Math.sin(2 * Math.PI * u[0])];
  return addScaled(addScaled(scale(z, Math.sqrt(1 - u[1])), a, x), b, y);
}

/** The density, and the gradient of its logarithm by the nine raw outputs; all 0 where the density is. */
export function samplerHeadGradient(raw: Float64Array, wo: Vec3, wi: Vec3): { pdf: number; gradient: Float64Array } {
  const gradient = new Float64Array(9);
  const head = samplerHead(raw);
  const pdf = samplerHeadPdf(head, wo, wi);
  if (pdf <= 0) return { pdf, gradient };
  const w = head.specularWeight;
  const share = (w * specularPdf(head, wo, wi)) / pdf;
  const half = addScaled(wo, 1, wi);
  const [x, y] = lobePoint(head, half);
  const { alpha, rho } = head;
  const c = Math.sqrt(1 - rho * rho);
  // By chain through r² = x² + y², where log p22 = −2 log(1 + r²) − log(αx αy c) + const.
  const dR2 = -2 / (1 + x * x + y * y);
  const pull = (rho * y) / c - x;
  const tanhSlope = (i: number) => (Math.abs(raw[i]) < RAW_LIMIT ? softSignSlope(raw[i]) : 0);
  const meanSlope = (i: number) => (Math.abs(raw[i]) < RAW_MEAN_LIMIT ? growthSlope(raw[i]) : 0);
  gradient[0] = (share * 0.5 * tanhSlope(0) * (2 * dR2 * x * pull - 1)) / alpha[0];
  gradient[1] = (share * 0.5 * tanhSlope(1) * ((-2 * dR2 * y * (rho * x + c * y)) / c - 1)) / alpha[1];
  gradient[2] = (share * RHO_MAX * tanhSlope(2) * (2 * dR2 * y * pull + rho / c)) / c;
  gradient[3] = (share * meanSlope(3) * 2 * dR2 * pull) / alpha[0];
  gradient[4] = (share * meanSlope(4) * 2 * dR2 * (-y / c)) / alpha[1];
  const axis = diffuseAxis(head);
  const facing = dot(axis, wi);
  if (facing > 0) {
    for (const k of [0, 1]) {
      const dLog = -wi[k] / facing - head.diffuseMean[k] / dot(axis, axis);
      gradient[5 + k] = (1 - share) * meanSlope(5 + k) * dLog;
    }
  }
  gradient[7] = share - w;
  gradient[8] = -gradient[7];
  return { pdf, gradient };
}

function normalize(a: Vec3): Vec3 {
  return scale(a, 1 / Math.sqrt(dot(a, a)));
}
