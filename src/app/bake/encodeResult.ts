export async function encodeResult(_r: unknown, _g: unknown): Promise<{ bytes: ArrayBuffer; fileName: string }> {
  throw new Error('x');
}
