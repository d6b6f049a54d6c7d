/**
 * The colour of what a ray meets: object, ground, wall or sky.
 *
 * Direct light with a soft shadow, a hemisphere of sky above and bounce below dimmed by the local
 * occlusion, a highlight, and for glossy things the sky's reflection by Schlick's Fresnel term
 * (Schlick, "An inexpensive BRDF model", 1994). Water and polished floors follow one mirror ray, which
 * meets objects without their shadows.
 */
import type { Material } from '../scene/material';
import { PATTERNS } from '../scene/material';
import type { Scene } from '../scene/scene';
import { Field } from './field';
import { firstHit, lightReaching, openness, surfaceNormal } from './march';
import { planeNoise } from './noise';
import { paint } from './pattern';
import { skyColor } from './sky';

const FAR = 1e6;

/** Schlick's (1 - cos)^5. */
function grazing(cosine: number): number {
  const m = cosine > 0 ? 1 - cosine : 1;
  return m * m * m * m * m;
}

/** A highlight's x^16, or x^64 for glossy surfaces. */
function highlight(x: number, gloss: number): number {
  if (x <= 0) return 0;
  const x4 = x * x * x * x;
  const x16 = x4 * x4 * x4 * x4;
  return gloss > 0.35 ? x16 * x16 * x16 * x16 * 1.6 : x16 * 0.5;
}

export class Shader {
  /** Linear RGB of the last ray. */
  readonly rgb = new Float64Array(3);
  readonly #field: Field;
  readonly #scene: Scene;
  readonly #paint = new Float64Array(4);
  readonly #normal = new Float64Array(3);
  readonly #sky = new Float64Array(3);

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#field = new Field(scene.shapes);
  }

  /** Follows the ray from (x, y, z) along a unit vector and leaves its colour in `rgb`. */
  trace(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    mirrored: boolean,
  ): void {
    const { wall } = this.#scene;
    const toGround = dy < 0 ? -y / dy : FAR;
    const toWall = wall && dz < 0 ? (-wall.distance - z) / dz : FAR;
    const limit = toGround < toWall ? toGround : toWall;
    const hit = firstHit(this.#field, x, y, z, dx, dy, dz, limit);
    if (hit >= 0) this.#object(x + hit * dx, y + hit * dy, z + hit * dz, dx, dy, dz, mirrored);
    else if (limit === FAR) this.#open(dx, dy, dz);
    else if (toGround < toWall) this.#ground(x + limit * dx, z + limit * dz, dx, dy, dz, limit);
    else if (wall) this.#wall(wall.material, x + limit * dx, y + limit * dy, dx, dy, dz, mirrored);
  }

  #open(dx: number, dy: number, dz: number): void {
    const { sky, light, texture } = this.#scene;
    skyColor(sky, light, texture, dx, dy > 0 ? dy : 0, dz, this.rgb);
  }

  #object(
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    mirrored: boolean,
  ): void {
    const field = this.#field;
    const normal = this.#normal;
    const nearest = field.nearest;
    const surface = field.materials[nearest] as Material;
    surfaceNormal(field, x, y, z, normal);
    field.toLocal(nearest, x, y, z);
    const lx = field.local[0] as number;
    const ly = field.local[1] as number;
    const lz = field.local[2] as number;
    paint(surface, lx, ly, lz, false, nearest * 31 + this.#scene.texture, 1, this.#paint);
    if (surface.pattern === PATTERNS.ribs)
      field.tiltAround(nearest, lx, lz, this.#paint[3] as number, normal);
    this.#lit(surface, x, y, z, dx, dy, dz, mirrored, 1);
  }

  #ground(x: number, z: number, dx: number, dy: number, dz: number, distance: number): void {
    const { ground, sky, texture, wall } = this.#scene;
    const normal = this.#normal;
    const reach = distance * 0.09;
    const fade = 1 / (1 + reach * reach * ground.material.frequency * 0.3);
    paint(ground.material, x, z, 0, true, texture, fade, this.#paint);
    let sx = 0;
    let sz = 0;
    if (ground.roughness > 0) {
      // Waves and ripples lie across the line of sight: coarser along x than along z.
      const u = x * ground.roughnessScale * 0.6;
      const v = z * ground.roughnessScale * 1.3;
      const n = planeNoise(u, v, texture);
      const strength = ground.roughness / (1 + reach * reach * 0.5);
      sx = (planeNoise(u + 0.15, v, texture) - n) * strength * 4;
      sz = (planeNoise(u, v + 0.15, texture) - n) * strength * 4;
    }
    const scale = 1 / Math.sqrt(1 + sx * sx + sz * sz);
    normal[0] = -sx * scale;
    normal[1] = scale;
    normal[2] = -sz * scale;
    let dim = 1;
    if (wall) {
      const gap = z + wall.distance;
      dim = 0.72 + 0.28 * (gap < 1 ? gap : 1);
    }
    this.#lit(ground.material, x, 0, z, dx, dy, dz, true, dim);
    if (ground.mirror > 0) this.#mirror(x, z, dx, dy, dz);
    if (!wall) {
      const lost = (distance * distance) / (distance * distance + sky.haze * sky.haze);
      for (let i = 0; i < 3; i++) {
        const own = this.rgb[i] as number;
        this.rgb[i] = own + ((sky.horizon[i] as number) - own) * lost;
      }
    }
  }

  /** Adds what a wet or polished ground reflects; `normal` and `rgb` are the ground's. */
  #mirror(x: number, z: number, dx: number, dy: number, dz: number): void {
    const nx = this.#normal[0] as number;
    const ny = this.#normal[1] as number;
    const nz = this.#normal[2] as number;
    const facing = dx * nx + dy * ny + dz * nz;
    const own0 = this.rgb[0] as number;
    const own1 = this.rgb[1] as number;
    const own2 = this.rgb[2] as number;
    const share = this.#scene.ground.mirror * (0.12 + 0.88 * grazing(-facing));
    let rx = dx - 2 * facing * nx;
    let ry = dy - 2 * facing * ny;
    let rz = dz - 2 * facing * nz;
    if (ry < 0.02) ry = 0.02;
    const scale = 1 / Math.sqrt(rx * rx + ry * ry + rz * rz);
    rx *= scale;
    ry *= scale;
    rz *= scale;
    this.trace(x, 0.002, z, rx, ry, rz, true);
    this.rgb[0] = own0 + ((this.rgb[0] as number) - own0) * share;
    this.rgb[1] = own1 + ((this.rgb[1] as number) - own1) * share;
    this.rgb[2] = own2 + ((this.rgb[2] as number) - own2) * share;
  }

  #wall(
    surface: Material,
    x: number,
    y: number,
    dx: number,
    dy: number,
    dz: number,
    mirrored: boolean,
  ): void {
    const { wall, texture } = this.#scene;
    const normal = this.#normal;
    normal[0] = 0;
    normal[1] = 0;
    normal[2] = 1;
    paint(surface, x, y, 0, true, texture + 50, 1, this.#paint);
    const dim = 0.72 + 0.28 * (y < 1 ? y : 1);
    this.#lit(surface, x, y, -(wall?.distance ?? 0), dx, dy, dz, mirrored, dim);
  }

  /** Lights the painted surface at a point with `normal`; leaves the result in `rgb`. */
  #lit(
    surface: Material,
    x: number,
    y: number,
    z: number,
    dx: number,
    dy: number,
    dz: number,
    plain: boolean,
    dim: number,
  ): void {
    const { light, sky, texture } = this.#scene;
    const field = this.#field;
    const nx = this.#normal[0] as number;
    const ny = this.#normal[1] as number;
    const nz = this.#normal[2] as number;
    const [lx, ly, lz] = light.direction;
    const ox = x + 0.004 * nx;
    const oy = y + 0.004 * ny;
    const oz = z + 0.004 * nz;
    const slant = nx * lx + ny * ly + nz * lz;
    const direct =
      slant > 0 ? slant * lightReaching(field, ox, oy, oz, lx, ly, lz, light.hardness) : 0;
    const open = openness(field, ox, oy, oz, nx, ny, nz) * dim;
    const upward = 0.5 + 0.5 * ny;
    const facing = -(dx * nx + dy * ny + dz * nz);
    let shine = 0;
    if (direct > 0 && surface.gloss > 0) {
      const hx = lx - dx;
      const hy = ly - dy;
      const hz = lz - dz;
      const half = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
      shine = surface.gloss * highlight(half, surface.gloss) * direct * 1.5;
    }
    let mirror = 0;
    if (!plain && surface.gloss > 0.2) {
      const base = surface.metal ? 0.55 : 0.05;
      mirror = surface.gloss * (base + (1 - base) * grazing(facing)) * open;
      const rx = dx + 2 * facing * nx;
      const ry = dy + 2 * facing * ny;
      const rz = dz + 2 * facing * nz;
      skyColor(sky, light, texture, rx, ry > 0 ? ry : 0, rz, this.#sky);
      if (ry < 0) {
        for (let i = 0; i < 3; i++)
          this.#sky[i] = (this.#sky[i] as number) * (1 + 0.7 * (ry < -1 ? -1 : ry));
      }
    }
    const matt = surface.metal ? 0.45 : 1;
    for (let i = 0; i < 3; i++) {
      const albedo = this.#paint[i] as number;
      const bounce = light.bounce[i] as number;
      const ambient = (bounce + ((light.sky[i] as number) - bounce) * upward) * open;
      const sun = light.color[i] as number;
      let value = albedo * matt * (sun * direct + ambient) + albedo * surface.glow;
      value += sun * shine * (surface.metal ? albedo * 1.6 : 1);
      if (mirror > 0) {
        const tint = surface.metal ? albedo * 1.4 : 1;
        value += mirror * ((this.#sky[i] as number) * tint - (surface.metal ? 0 : value * 0.5));
      }
      this.rgb[i] = value;
    }
  }
}
