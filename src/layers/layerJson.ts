import { expOutput, relu } from './activation.ts';
import { checkWidth, MAX_DEPTH } from './checks.ts';
import type { Layer } from './layer.ts';
import { linear } from './linear.ts';
import { sequential } from './sequential.ts';

/**
 * Builds the layer that `toJSON` described. Every number is checked against its bound before anything is allocated.
 * @throws Error naming the field.
 */
export function layerFromJson(json: unknown, field = 'layer'): Layer {
  return readLayer(json, field, 0);
}

function readLayer(json: unknown, field: string, depth: number): Layer {
  if (typeof json !== 'object' || json === null) throw new TypeError(`${field} must be an object`);
  const data = json as Record<string, unknown>;
  switch (data.kind) {
    case 'linear': {
      if (data.bias !== undefined && typeof data.bias !== 'boolean') {
        throw new TypeError(`${field}.bias must be true or false`);
      }
      const inWidth = checkWidth(`${field}.inWidth`, data.inWidth);
      return linear(inWidth, checkWidth(`${field}.outWidth`, data.outWidth), { bias: data.bias ?? true });
    }
    case 'relu':
      return relu(checkWidth(`${field}.width`, data.width));
    case 'exp':
      return expOutput(checkWidth(`${field}.width`, data.width));
    case 'sequential': {
      if (depth > 3) throw new RangeError(`${field} is nested too deeply`);
      if (!Array.isArray(data.layers) || data.layers.length > MAX_DEPTH) {
        throw new RangeError(`${field}.layers must be an array of at most ${MAX_DEPTH} layers`);
      }
      return sequential(...data.layers.map((item, i) => readLayer(item, `${field}.layers[${i}]`, depth + 1)));
    }
    default:
      throw new Error(`${field}.kind: unknown layer '${String(data.kind)}'`);
  }
}
