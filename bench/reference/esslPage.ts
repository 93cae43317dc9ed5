/** A texture for a sampler of the shader; `bytes` is base64 of 8 bits a channel. */
export interface EsslTexture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: string;
  /** Decoded by the GPU before it filters. */
  readonly srgb: boolean;
}

export interface EsslDrawing {
  readonly vertex: string;
  readonly pixel: string;
  readonly primitive: 'triangles' | 'points';
  /** By the shader's names: three numbers a vertex, two where the name says texcoord or pixel. */
  readonly attributes: Readonly<Record<string, readonly number[]>>;
  readonly indices: readonly number[];
  readonly uniforms: Readonly<Record<string, number | readonly number[]>>;
  readonly textures: readonly EsslTexture[];
  /** One image each: uniforms that differ. */
  readonly draws: readonly Readonly<Record<string, number | readonly number[]>>[];
  /** Colour outputs of the shader. */
  readonly outputs: number;
  /** Of the image, and which of its pixels come back: every n-th of every n-th row. */
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

/**
 * Runs in the page: draws triangles or points with MaterialX's shader into float targets, seen as the shader's matrices say. RGBA of
 * the pixels asked for, row by row from below, by draw and output.
 */
export function drawEssl(drawing: EsslDrawing): number[][][] {
  const { width, height, stride } = drawing;
  const canvas = document.querySelector('canvas')!;
  const gl = canvas.getContext('webgl2')!;
  if (!gl.getExtension('EXT_color_buffer_float')) throw new Error('no float targets');
  const program = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, drawing.vertex],
    [gl.FRAGMENT_SHADER, drawing.pixel],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? 'compile');
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? 'link');
  gl.useProgram(program);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  const owned: WebGLTexture[] = [];
  const target = (format: number, attachment: number): void => {
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, format, width, height);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, attachment, gl.TEXTURE_2D, texture, 0);
    owned.push(texture);
  };
  const colours = Array.from({ length: drawing.outputs }, (_, i) => gl.COLOR_ATTACHMENT0 + i);
  for (const attachment of colours) target(gl.RGBA32F, attachment);
  target(gl.DEPTH_COMPONENT32F, gl.DEPTH_ATTACHMENT);
  gl.drawBuffers(colours);
  gl.viewport(0, 0, width, height);
  gl.enable(gl.DEPTH_TEST);
  for (const [name, values] of Object.entries(drawing.attributes)) {
    const location = gl.getAttribLocation(program, name);
    if (location < 0) continue;
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(values), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, /texcoord|pixel/.test(name) ? 2 : 3, gl.FLOAT, false, 0, 0);
  }
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint32Array(drawing.indices), gl.STATIC_DRAW);
  drawing.textures.forEach(({ name, bytes, srgb, ...image }, unit) => {
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    owned.push(texture);
    const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
    // MaterialX's v runs up, WebGL's first row is the lowest: the image is turned over.
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
    const format = srgb ? gl.SRGB8_ALPHA8 : gl.RGBA8;
    gl.texImage2D(gl.TEXTURE_2D, 0, format, image.width, image.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, data);
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
      gl.texParameteri(gl.TEXTURE_2D, filter, gl.LINEAR);
    gl.uniform1i(gl.getUniformLocation(program, name), unit);
  });
  const set = (uniforms: EsslDrawing['uniforms']): void => {
    for (const [name, value] of Object.entries(uniforms)) {
      const location = gl.getUniformLocation(program, name);
      if (!location) continue;
      // Types and counts are MaterialX's only integers here.
      if (typeof value === 'number')
        if (name.endsWith('.type') || name.startsWith('u_num')) gl.uniform1i(location, value);
        else gl.uniform1f(location, value);
      else if (value.length === 16) gl.uniformMatrix4fv(location, false, value);
      else gl.uniform3fv(location, value);
    }
  };
  set(drawing.uniforms);
  const images = drawing.draws.map((uniforms) => {
    set(uniforms);
    for (const i of colours.keys()) gl.clearBufferfv(gl.COLOR, i, [0, 0, 0, 0]);
    gl.clearBufferfv(gl.DEPTH, 0, [1]);
    gl.drawElements(
      drawing.primitive === 'points' ? gl.POINTS : gl.TRIANGLES,
      drawing.indices.length,
      gl.UNSIGNED_INT,
      0,
    );
    return colours.map((attachment) => {
      const pixels = new Float32Array(4 * width * height);
      gl.readBuffer(attachment);
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, pixels);
      const kept: number[] = [];
      for (let y = 0; y < height; y += stride)
        for (let x = 0; x < width; x += stride)
          kept.push(...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4));
      return kept;
    });
  });
  const error = gl.getError();
  if (error) throw new Error(`WebGL error ${error}`);
  for (const texture of owned) gl.deleteTexture(texture);
  gl.deleteProgram(program);
  return images;
}
