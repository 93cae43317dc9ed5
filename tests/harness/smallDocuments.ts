import { nodeMaterialX } from '../../src/cli/nodeMaterialX.ts';
import { layeredMaterial } from '../../src/materials/layered/layeredProgram.ts';
import type { DecodedImage } from '../../src/materials/layered/patternImages.ts';
import { openDocument } from '../../src/materials/layered/openDocument.ts';

/** One `standard_surface` whose base colour is the node `pattern`. */
export const surfaceDocument = (nodes: string, inputs = '') => `<?xml version="1.0"?>
<materialx version="1.39">
  ${nodes}
  <standard_surface name="surface" type="surfaceshader">
    <input name="base_color" type="color3" nodename="pattern"/>
    ${inputs}
  </standard_surface>
  <surfacematerial name="it" type="material">
    <input name="surfaceshader" type="surfaceshader" nodename="surface"/>
  </surfacematerial>
</materialx>`;

/** @param image stands for every file that the document reads; without it there is none. */
export async function openText(xml: string, image?: DecodedImage) {
  const resolveFile = async () => {
    if (!image) throw new Error('there are no images');
    return image;
  };
  return openDocument(await nodeMaterialX(), xml, { name: 'test.mtlx', resolveFile });
}

export const graphOf = async (xml: string) => (await openText(xml)).graph;

const layered = async (xml: string) => layeredMaterial(await graphOf(xml), []);

/** Four pattern values vary over uv: a noise in colour, another in roughness. */
export const dappledGraph = () =>
  graphOf(
    surfaceDocument(
      `<noise2d name="spots" type="color3"><input name="pivot" type="float" value="0.5"/></noise2d>
       <clamp name="pattern" type="color3"><input name="in" type="color3" nodename="spots"/></clamp>
       <cellnoise2d name="cells" type="float"/>`,
      '<input name="specular_roughness" type="float" nodename="cells"/>',
    ),
  );

/** A colour and a normal map that wave across each other over uv, once round each; Lambert. */
export const wavyGraph = () =>
  graphOf(
    surfaceDocument(
      `<texcoord name="uv" type="vector2"/>
       <multiply name="turns" type="vector2">
        <input name="in1" type="vector2" nodename="uv"/><input name="in2" type="float" value="6.283185307"/>
      </multiply>
       <sin name="waves" type="vector2"><input name="in" type="vector2" nodename="turns"/></sin>
       <extract name="x" type="float"><input name="in" type="vector2" nodename="waves"/><input name="index" type="integer" value="0"/></extract>
       <extract name="y" type="float"><input name="in" type="vector2" nodename="waves"/><input name="index" type="integer" value="1"/></extract>
       <add name="both" type="float"><input name="in1" type="float" nodename="x"/><input name="in2" type="float" nodename="y"/></add>
       <combine3 name="pattern" type="color3">
        <input name="in1" type="float" nodename="x"/><input name="in2" type="float" nodename="y"/><input name="in3" type="float" nodename="both"/>
      </combine3>
       <combine3 name="slopes" type="vector3">
        <input name="in1" type="float" nodename="x"/><input name="in2" type="float" nodename="both"/><input name="in3" type="float" value="1"/>
      </combine3>
       <normalmap name="bumps" type="vector3"><input name="in" type="vector3" nodename="slopes"/></normalmap>`,
      '<input name="specular" type="float" value="0"/><input name="normal" type="vector3" nodename="bumps"/>',
    ),
  );

export const dappledMaterial = async () => layeredMaterial(await dappledGraph(), []);

/** Black to the left of u = 1/2, white to the right of it; Lambert. */
export const edgeMaterial = () =>
  layered(
    surfaceDocument(
      `<splitlr name="pattern" type="color3">
        <input name="valuel" type="color3" value="0, 0, 0"/><input name="valuer" type="color3" value="1, 1, 1"/>
      </splitlr>`,
      '<input name="specular" type="float" value="0"/>',
    ),
  );

/** Black to the left of the middle of each half of uv, white to the right of it: two periods. Lambert. */
export const stripedMaterial = () =>
  layered(
    surfaceDocument(
      `<texcoord name="uv" type="vector2"/>
       <multiply name="twice" type="vector2">
        <input name="in1" type="vector2" nodename="uv"/><input name="in2" type="float" value="2"/>
      </multiply>
       <modulo name="wrapped" type="vector2">
        <input name="in1" type="vector2" nodename="twice"/><input name="in2" type="float" value="1"/>
      </modulo>
       <splitlr name="pattern" type="color3">
        <input name="valuel" type="color3" value="0, 0, 0"/><input name="valuer" type="color3" value="1, 1, 1"/>
        <input name="texcoord" type="vector2" nodename="wrapped"/>
      </splitlr>`,
      '<input name="specular" type="float" value="0"/>',
    ),
  );

/** White metal, glossy to the left of u = 1/2 and dull to the right of it: where light goes tells on which side it was sent. */
export const twoGlossesMaterial = () =>
  layered(
    surfaceDocument(
      `<constant name="pattern" type="color3"><input name="value" type="color3" value="1, 1, 1"/></constant>
       <splitlr name="gloss" type="float">
        <input name="valuel" type="float" value="0.4"/><input name="valuer" type="float" value="1"/>
      </splitlr>`,
      `<input name="metalness" type="float" value="1"/>
       <input name="specular_roughness" type="float" nodename="gloss"/>`,
    ),
  );
