// pngjs ships no types; these are the parts Patina calls.
declare module 'pngjs' {
  export interface PngData {
    width: number;
    height: number;
    /** RGBA, 8 bits a channel, row-major, top row first. */
    data: Buffer;
  }
  export class PNG implements PngData {
    constructor(options?: { width?: number; height?: number; colorType?: number; inputHasAlpha?: boolean });
    width: number;
    height: number;
    data: Buffer;
    static readonly sync: {
      read(buffer: Buffer): PngData;
      write(png: PngData, options?: { colorType?: number; inputHasAlpha?: boolean; bitDepth?: number }): Buffer;
    };
  }
}
