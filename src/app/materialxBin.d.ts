// MaterialX's WebAssembly build, named by the Vite plugin in scripts/materialxPlugin.mjs.
declare module 'materialx-bin/JsMaterialXGenShader.js' {
  import type { MaterialXFactory } from '../materials/layered/materialX.ts';
  const MaterialX: MaterialXFactory;
  export default MaterialX;
}
declare module 'materialx-bin/JsMaterialXGenShader.wasm?url&no-inline' {
  const address: string;
  export default address;
}
declare module 'materialx-bin/JsMaterialXGenShader.data.txt?url&no-inline' {
  const address: string;
  export default address;
}
