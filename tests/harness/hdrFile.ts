/** A Radiance picture of one colour, run-length encoded. @param width 8 to 32767 */
export function hdrFile(width: number, height: number, rgbe = [128, 128, 128, 129]): Uint8Array {
  const runs = (value: number) =>
    Array.from({ length: Math.ceil(width / 127) }, (_, i) => [128 + Math.min(127, width - 127 * i), value]).flat();
  const row = [2, 2, width >> 8, width & 255, ...rgbe.flatMap(runs)];
  const rows = Array.from({ length: height }, () => row).flat();
  const header = `#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${height} +X ${width}\n`;
  return Uint8Array.from([...new TextEncoder().encode(header), ...rows]);
}
