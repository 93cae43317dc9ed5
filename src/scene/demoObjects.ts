import { BufferAttribute, BufferGeometry, SphereGeometry } from 'three';
import { TeapotGeometry } from 'three/addons/geometries/TeapotGeometry.js';

/** Point of a profile curve: distance from the axis and height, in metres. */
type ProfilePoint = readonly [radius: number, height: number];

/**
 * Objects to show a material on, standing on y = 0 and about 2 m high, centred on the y axis. Their uvs are glTF's (v runs
 * down), in units of about a metre of surface, and whole numbers of periods go round, so that periodic materials have no
 * seam.
 */
export const demoObjects: Readonly<Record<string, () => BufferGeometry>> = {
  shaderBall: shaderBallGeometry,
  teapot: teapotGeometry,
  sphere: sphereGeometry,
  plane: () => planeGeometry(4),
};

/** A sphere of radius 1 with 4 x 2 periods of uv. */
function sphereGeometry(): BufferGeometry {
  const sphere = new SphereGeometry(1, 96, 48);
  sphere.translate(0, 1, 0);
  return flipAndScaleUvs(sphere, 4, 2);
}

/** three's teapot, 2 m high; one period of uv a patch. */
function teapotGeometry(): BufferGeometry {
  const teapot = new TeapotGeometry(1, 16);
  teapot.computeBoundingBox();
  teapot.translate(0, -teapot.boundingBox!.min.y, 0);
  return flipAndScaleUvs(teapot, 1, 1);
}

/** A square of `size` metres on y = 0, one period of uv a metre. */
function planeGeometry(size: number): BufferGeometry {
  const half = size / 2;
  const geometry = new BufferGeometry();
  const set = (name: string, values: number[], width: number) =>
    geometry.setAttribute(name, new BufferAttribute(Float32Array.from(values), width));
  set('position', [-half, 0, half, half, 0, half, half, 0, -half, -half, 0, -half], 3);
  set('normal', [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0], 3);
  set('uv', [0, size, size, size, size, 0, 0, 0], 2);
  geometry.setIndex([0, 1, 2, 0, 2, 3]);
  return geometry;
}

/**
 * A ball with an inset band round its equator, on a stepped base: one surface of revolution with rounded edges. v follows
 * the length of the profile, four periods of u go round.
 */
export function shaderBallGeometry(): BufferGeometry {
  return revolve(shaderBallProfile(), 128, 4);
}

/** From the top down to the base, counter-clockwise in the (radius, height) half-plane seen from its back. */
function shaderBallProfile(): ProfilePoint[] {
  const centre = 1.2;
  const profile: ProfilePoint[] = [];
  const arc = (from: number, to: number, radius: number, steps: number) => {
    for (let i = 0; i <= steps; i++) {
      const angle = from + ((to - from) * i) / steps;
      profile.push([radius * Math.sin(angle), centre + radius * Math.cos(angle)]);
    }
  };
  const band = 0.2;
  const lip = 0.03;
  arc(0, Math.PI / 2 - band - lip, 0.8, 40);
  arc(Math.PI / 2 - band + lip, Math.PI / 2 + band - lip, 0.74, 16);
  arc(Math.PI / 2 + band + lip, Math.PI - 0.45, 0.8, 32);
  profile.push([0.36, 0.42], [0.4, 0.36], [0.62, 0.3], [0.7, 0.26], [0.72, 0.2], [0.72, 0.06], [0.7, 0.0], [0, 0]);
  return profile.map(([radius, height]) => [Math.max(0, radius), height]);
}

/** Turns a profile round the y axis; normals are smooth along it but where it bends by more than 50 degrees. */
function revolve(profile: ProfilePoint[], segments: number, periodsU: number): BufferGeometry {
  const rows = profileRows(profile);
  const positions: number[] = [];
  const normals: number[] = [];
  const uvs: number[] = [];
  const indices: number[] = [];
  for (const { point, normal, length } of rows)
    for (let s = 0; s <= segments; s++) {
      // Azimuth against the sun, so that u grows to the right seen from outside.
      const angle = (2 * Math.PI * (s % segments)) / segments;
      const [x, z] = [Math.sin(angle), Math.cos(angle)];
      positions.push(point[0] * x, point[1], point[0] * z);
      normals.push(normal[0] * x, normal[1], normal[0] * z);
      uvs.push((periodsU * s) / segments, length);
    }
  const stride = segments + 1;
  rows.forEach((row, r) => {
    if (r === 0 || row.starts) return;
    for (let s = 0; s < segments; s++) {
      const [above, below] = [(r - 1) * stride + s, r * stride + s];
      if (rows[r].point[0] > 0) indices.push(above, below, below + 1);
      if (rows[r - 1].point[0] > 0) indices.push(above, below + 1, above + 1);
    }
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(positions), 3));
  geometry.setAttribute('normal', new BufferAttribute(Float32Array.from(normals), 3));
  geometry.setAttribute('uv', new BufferAttribute(Float32Array.from(uvs), 2));
  geometry.setIndex(indices);
  return geometry;
}

interface ProfileRow {
  point: ProfilePoint;
  normal: ProfilePoint;
  /** Metres along the profile. */
  length: number;
  /** True where a sharp edge begins a new strip: no triangles to the row before. */
  starts: boolean;
}

function profileRows(profile: ProfilePoint[]): ProfileRow[] {
  const edges = profile.slice(1).map((end, i) => {
    const [dr, dh] = [end[0] - profile[i][0], end[1] - profile[i][1]];
    const length = Math.hypot(dr, dh);
    // Outwards of a profile that runs from the top down.
    return { length, normal: [-dh / length, dr / length] as const };
  });
  const rows: ProfileRow[] = [];
  let length = 0;
  profile.forEach((point, i) => {
    const [before, after] = [edges[i - 1], edges[i]];
    if (before) length += before.length;
    // On the axis the surface is level.
    const pole = point[0] === 0 ? ([0, before ? -1 : 1] as const) : undefined;
    const sharp =
      before && after && before.normal[0] * after.normal[0] + before.normal[1] * after.normal[1] < Math.cos(0.87);
    if (sharp) rows.push({ point, normal: before.normal, length, starts: false });
    rows.push({
      point,
      normal: pole ?? (sharp ? after.normal : mean(before?.normal, after?.normal)),
      length,
      starts: Boolean(sharp),
    });
  });
  return rows;
}

function mean(a: ProfilePoint | undefined, b: ProfilePoint | undefined): ProfilePoint {
  const [x, y] = [(a?.[0] ?? 0) + (b?.[0] ?? 0), (a?.[1] ?? 0) + (b?.[1] ?? 0)];
  const length = Math.hypot(x, y);
  return [x / length, y / length];
}

/** three's own geometries have v up. */
function flipAndScaleUvs(geometry: BufferGeometry, u: number, v: number): BufferGeometry {
  const uv = geometry.getAttribute('uv');
  for (let i = 0; i < uv.count; i++) uv.setXY(i, uv.getX(i) * u, (1 - uv.getY(i)) * v);
  return geometry;
}
