/** A pattern `p` of some type in MaterialX's own words. */
export interface EsslCase {
  name: string;
  type: string;
  body: string;
  /** The pattern is the same everywhere. */
  constant?: boolean;
  /** Folding refuses it, because it shows coordinates of the world-space frame as colours. */
  unfolded?: boolean;
  /** Points that may fall on the other side of a step. */
  edges?: number;
}

const input = (name: string, type: string, value: string): string =>
  value.startsWith('@')
    ? `<input name="${name}" type="${type}" nodename="${value.slice(1)}"/>`
    : `<input name="${name}" type="${type}" value="${value}"/>`;

/** A node `p`; inputs as [name, type, value or @node]. */
function single(
  category: string,
  type: string,
  inputs: [string, string, string][] = [],
  before = '',
  label = '',
): EsslCase {
  const body = `${before}<${category} name="p" type="${type}">${inputs.map((i) => input(...i)).join('')}</${category}>`;
  return { name: `${category} ${type}${label && ` ${label}`}`, type, body };
}

// Sources: uv stretched over several cells; a colour and two floats that vary.
const UV =
  '<texcoord name="uv" type="vector2"/><multiply name="st" type="vector2"><input name="in1" type="vector2" nodename="uv"/><input name="in2" type="float" value="6.3"/></multiply>';
const POSITION = '<position name="pos" type="vector3"/>';
const FLOATS = `${UV}<extract name="u" type="float"><input name="in" type="vector2" nodename="uv"/><input name="index" type="integer" value="0"/></extract><extract name="v" type="float"><input name="in" type="vector2" nodename="uv"/><input name="index" type="integer" value="1"/></extract>`;
const COLORS = `${FLOATS}<combine3 name="rgb" type="color3"><input name="in1" type="float" nodename="u"/><input name="in2" type="float" nodename="v"/><input name="in3" type="float" value="0.3"/></combine3><combine3 name="xyz" type="vector3"><input name="in1" type="float" nodename="v"/><input name="in2" type="float" nodename="u"/><input name="in3" type="float" value="-0.4"/></combine3><combine4 name="fg" type="color4"><input name="in1" type="float" nodename="u"/><input name="in2" type="float" value="0.2"/><input name="in3" type="float" nodename="v"/><input name="in4" type="float" nodename="v"/></combine4><combine4 name="bg" type="color4"><input name="in1" type="float" value="0.7"/><input name="in2" type="float" nodename="v"/><input name="in3" type="float" value="0.1"/><input name="in4" type="float" nodename="u"/></combine4>`;

const st: [string, string, string] = ['texcoord', 'vector2', '@st'];

/** SwiftShader unrolls GLSL loops that hold the vector noises in three dimensions: minutes and gigabytes. They stay out. */
const noise: EsslCase[] = [
  ...['float', 'vector2', 'vector3', 'vector4'].flatMap((type) => [
    single('noise2d', type, [st, ['pivot', 'float', '0.2']], UV),
    single('noise3d', type),
    single('fractal2d', type, [st, ['octaves', 'integer', '4'], ['diminish', 'float', '0.6']], UV),
  ]),
  single('noise2d', 'color3', [st, ['amplitude', 'vector3', '0.5, 1, 2']], UV),
  single('fractal3d', 'float', [['lacunarity', 'float', '2.3']]),
  single('cellnoise2d', 'float', [st], UV),
  single('cellnoise3d', 'float'),
  ...['0', '1'].flatMap((style) => [
    ...['float', 'vector2', 'vector3'].map((type) => ({
      ...single(
        'worleynoise2d',
        type,
        [st, ['style', 'integer', style], ['jitter', 'float', '0.8']],
        UV,
        `style ${style}`,
      ),
      edges: 2,
    })),
    { ...single('worleynoise3d', 'float', [['style', 'integer', style]], '', `style ${style}`), edges: 2 },
  ]),
  ...['0', '1', '2', '3'].flatMap((kind) => [
    single('unifiednoise2d', 'float', [st, ['type', 'integer', kind]], UV, `type ${kind}`),
    single('unifiednoise3d', 'float', [['type', 'integer', kind]], '', `type ${kind}`),
  ]),
];

const geometry: EsslCase[] = [
  single('texcoord', 'vector2'),
  single('position', 'vector3'),
  single(
    'place2d',
    'vector2',
    [
      ['texcoord', 'vector2', '@st'],
      ['pivot', 'vector2', '0.5, 0.2'],
      ['scale', 'vector2', '2, 3'],
      ['rotate', 'float', '30'],
      ['offset', 'vector2', '0.1, 0.4'],
    ],
    UV,
  ),
  single(
    'rotate2d',
    'vector2',
    [
      ['in', 'vector2', '@st'],
      ['amount', 'float', '50'],
    ],
    UV,
  ),
  single(
    'rotate3d',
    'vector3',
    [
      ['in', 'vector3', '@pos'],
      ['amount', 'float', '50'],
      ['axis', 'vector3', '1, 2, 3'],
    ],
    POSITION,
  ),
  single(
    'transformmatrix',
    'vector3',
    [
      ['in', 'vector3', '@pos'],
      ['mat', 'matrix33', '1,2,3, 4,5,6, 7,8,10'],
    ],
    POSITION,
  ),
  single(
    'transformmatrix',
    'vector2',
    [
      ['in', 'vector2', '@st'],
      ['mat', 'matrix33', '1,2,3, 4,5,6, 7,8,10'],
    ],
    UV,
  ),
  {
    ...single(
      'normalmap',
      'vector3',
      [
        ['in', 'vector3', '@xyz'],
        ['scale', 'float', '0.6'],
      ],
      COLORS,
    ),
    unfolded: true,
  },
  single('ramp4', 'color3', [
    ['valuetl', 'color3', '1,0,0'],
    ['valuetr', 'color3', '0,1,0'],
    ['valuebl', 'color3', '0,0,1'],
    ['valuebr', 'color3', '1,1,0'],
  ]),
  single('ramplr', 'color3', [
    ['valuel', 'color3', '1,0,0'],
    ['valuer', 'color3', '0,1,0.5'],
  ]),
  single('ramptb', 'float', [
    ['valuet', 'float', '1'],
    ['valueb', 'float', '3'],
  ]),
  {
    ...single('checkerboard', 'color3', [
      ['uvtiling', 'vector2', '5, 7'],
      ['color1', 'color3', '1,0,0'],
      ['color2', 'color3', '0,1,0'],
    ]),
    constant: true,
  },
];

const color: EsslCase[] = [
  single('rgbtohsv', 'color3', [['in', 'color3', '@rgb']], COLORS),
  single('hsvtorgb', 'color3', [['in', 'color3', '@rgb']], COLORS),
  single(
    'hsvadjust',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['amount', 'vector3', '0.3, 0.8, 1.2'],
    ],
    COLORS,
  ),
  single(
    'saturate',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['amount', 'float', '0.4'],
    ],
    COLORS,
  ),
  single(
    'colorcorrect',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['hue', 'float', '0.1'],
      ['gamma', 'float', '1.7'],
      ['lift', 'float', '0.1'],
      ['contrast', 'float', '1.3'],
    ],
    COLORS,
  ),
  single(
    'contrast',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['amount', 'float', '1.5'],
    ],
    COLORS,
  ),
  single(
    'range',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['inlow', 'color3', '0.1,0.1,0.1'],
      ['gamma', 'color3', '2,2,2'],
      ['doclamp', 'boolean', 'true'],
    ],
    COLORS,
  ),
  single(
    'remap',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['inlow', 'color3', '0.2,0.1,0.1'],
      ['outhigh', 'color3', '2,3,4'],
    ],
    COLORS,
  ),
  single(
    'smoothstep',
    'color3',
    [
      ['in', 'color3', '@rgb'],
      ['low', 'color3', '0.2,0.1,0.1'],
      ['high', 'color3', '0.7,0.9,0.9'],
    ],
    COLORS,
  ),
  single('luminance', 'color3', [['in', 'color3', '@rgb']], COLORS),
  single('luminance', 'color4', [['in', 'color4', '@fg']], COLORS),
  single('blackbody', 'color3', [['temperature', 'float', '4500']]),
  single('blackbody', 'color3', [['temperature', 'float', '1900']], '', 'warm'),
  single('blackbody', 'color3', [['temperature', 'float', '3000']], '', 'lamp'),
  single(
    'roughness_anisotropy',
    'vector2',
    [
      ['roughness', 'float', '@u'],
      ['anisotropy', 'float', '@v'],
    ],
    COLORS,
  ),
  single(
    'safepower',
    'color3',
    [
      ['in1', 'color3', '@rgb'],
      ['in2', 'float', '1.5'],
    ],
    COLORS,
  ),
].map((essl) => (essl.name.startsWith('blackbody') ? { ...essl, constant: true } : essl));

const artistic: EsslCase[] = ['ior', 'extinction'].map((output) => ({
  name: `artistic_ior ${output}`,
  type: 'color3',
  body: `${COLORS}<artistic_ior name="a" type="multioutput"><input name="reflectivity" type="color3" nodename="rgb"/><input name="edge_color" type="color3" value="0.2,0.5,0.9"/></artistic_ior>
    <multiply name="p" type="color3"><input name="in1" type="color3" nodename="a" output="${output}"/><input name="in2" type="float" value="0.5"/></multiply>`,
}));

const compositing: EsslCase[] = [
  ...['plus', 'minus', 'difference', 'burn', 'dodge', 'screen', 'overlay'].map((category) =>
    single(
      category,
      'color4',
      [
        ['fg', 'color4', '@fg'],
        ['bg', 'color4', '@bg'],
        ['mix', 'float', '0.6'],
      ],
      COLORS,
    ),
  ),
  ...['in', 'mask', 'matte', 'out', 'over', 'disjointover'].map((category) =>
    single(
      category,
      'color4',
      [
        ['fg', 'color4', '@fg'],
        ['bg', 'color4', '@bg'],
        ['mix', 'float', '0.6'],
      ],
      COLORS,
    ),
  ),
  single(
    'mix',
    'color3',
    [
      ['fg', 'color3', '@rgb'],
      ['bg', 'color3', '1,0,0'],
      ['mix', 'color3', '@rgb'],
    ],
    COLORS,
  ),
  single('premult', 'color4', [['in', 'color4', '@fg']], COLORS),
  single('unpremult', 'color4', [['in', 'color4', '@fg']], COLORS),
];

const math: EsslCase[] = [
  single(
    'modulo',
    'vector3',
    [
      ['in1', 'vector3', '@pos'],
      ['in2', 'float', '0.7'],
    ],
    POSITION,
  ),
  single(
    'divide',
    'vector3',
    [
      ['in1', 'vector3', '@pos'],
      ['in2', 'vector3', '0.7,2,-3'],
    ],
    POSITION,
  ),
  single('trianglewave', 'float', [['in', 'float', '@u']], FLOATS),
  single(
    'atan2',
    'float',
    [
      ['iny', 'float', '@u'],
      ['inx', 'float', '@v'],
    ],
    FLOATS,
  ),
  single(
    'crossproduct',
    'vector3',
    [
      ['in1', 'vector3', '@pos'],
      ['in2', 'vector3', '1,2,3'],
    ],
    POSITION,
  ),
  single(
    'reflect',
    'vector3',
    [
      ['in', 'vector3', '@pos'],
      // Linked: MaterialX's generator ignores a plain value where the definition names a geometric property.
      ['normal', 'vector3', '@tilted'],
    ],
    `${POSITION}<constant name="tilted" type="vector3"><input name="value" type="vector3" value="0,0.6,0.8"/></constant>`,
  ),
  {
    ...single(
      'ifgreater',
      'color3',
      [
        ['value1', 'float', '@u'],
        ['value2', 'float', '@v'],
        ['in1', 'color3', '@rgb'],
        ['in2', 'color3', '0,1,0'],
      ],
      COLORS,
    ),
  },
  single(
    'switch',
    'color3',
    [
      ['in1', 'color3', '@rgb'],
      ['in2', 'color3', '0,1,0'],
      ['which', 'integer', '0'],
    ],
    COLORS,
  ),
  single('sign', 'vector3', [['in', 'vector3', '@pos']], POSITION),
  single('invert', 'vector3', [['in', 'vector3', '@pos']], POSITION),
  single(
    'power',
    'color3',
    [
      ['in1', 'color3', '@rgb'],
      ['in2', 'float', '2.4'],
    ],
    COLORS,
  ),
];

/** One input, and what it may be. */
const unary = (category: string, type: string, source: string, before: string): EsslCase =>
  single(category, type, [['in', type, source]], before);

/** Truth values of two that vary (u above a half, v not below it): they choose between u and v. */
const TRUTHS = `${FLOATS}<ifgreater name="a" type="boolean"><input name="value1" type="float" nodename="u"/><input name="value2" type="float" value="0.5"/></ifgreater><ifgreatereq name="b" type="boolean"><input name="value1" type="float" nodename="v"/><input name="value2" type="float" value="0.5"/></ifgreatereq>`;
const truth = (category: string, inputs: string): EsslCase => ({
  name: `${category} boolean`,
  type: 'float',
  body: `${TRUTHS}<${category} name="t" type="boolean">${inputs}</${category}><ifequal name="p" type="float"><input name="value1" type="boolean" nodename="t"/><input name="value2" type="boolean" value="true"/><input name="in1" type="float" nodename="u"/><input name="in2" type="float" nodename="v"/></ifequal>`,
});
const both = '<input name="in1" type="boolean" nodename="a"/><input name="in2" type="boolean" nodename="b"/>';
/** A matrix that varies. */
const MATRIX = `${POSITION}${COLORS}<creatematrix name="rows" type="matrix33"><input name="in1" type="vector3" nodename="pos"/><input name="in2" type="vector3" nodename="xyz"/><input name="in3" type="vector3" value="1, 2, -0.5"/></creatematrix><transpose name="t" type="matrix33"><input name="in" type="matrix33" nodename="rows"/></transpose>`;

const plain: EsslCase[] = [
  ...['absval', 'floor', 'ceil', 'round', 'fract', 'sin', 'cos', 'normalize', 'exp'].map((category) =>
    unary(category, 'vector3', '@pos', POSITION),
  ),
  ...['tan', 'asin', 'acos'].map((category) => unary(category, 'vector3', '@xyz', COLORS)),
  ...['sqrt', 'ln'].map((category) => unary(category, 'float', '@u', FLOATS)),
  single('magnitude', 'float', [['in', 'vector3', '@pos']], POSITION),
  single(
    'clamp',
    'vector3',
    [
      ['in', 'vector3', '@pos'],
      ['low', 'float', '-1.5'],
      ['high', 'float', '2'],
    ],
    POSITION,
  ),
  ...['min', 'max', 'add', 'subtract', 'multiply'].map((category) =>
    single(
      category,
      'vector3',
      [
        ['in1', 'vector3', '@pos'],
        ['in2', 'vector3', '0.7, -1, 2'],
      ],
      POSITION,
    ),
  ),
  single(
    'dotproduct',
    'float',
    [
      ['in1', 'vector3', '@pos'],
      ['in2', 'vector3', '1, 2, 3'],
    ],
    POSITION,
  ),
  single(
    'combine2',
    'vector2',
    [
      ['in1', 'float', '@v'],
      ['in2', 'float', '@u'],
    ],
    FLOATS,
  ),
  single('determinant', 'float', [['in', 'matrix33', '@t']], MATRIX),
  single(
    'transformmatrix',
    'vector3',
    [
      ['in', 'vector3', '@pos'],
      ['mat', 'matrix33', '@t'],
    ],
    MATRIX,
    'transposed',
  ),
  single(
    'transformmatrix',
    'vector3',
    [
      ['in', 'vector3', '@pos'],
      ['mat', 'matrix33', '@back'],
    ],
    `${POSITION}<invertmatrix name="back" type="matrix33"><input name="in" type="matrix33" value="1,2,3, 4,5,6, 7,8,10"/></invertmatrix>`,
    'inverted',
  ),
  truth('and', both),
  truth('or', both),
  truth('not', '<input name="in" type="boolean" nodename="b"/>'),
  ...['ifgreatereq', 'ifequal'].map((category) =>
    single(
      category,
      'float',
      [
        ['value1', 'integer', '@cell'],
        ['value2', 'integer', '2'],
        ['in1', 'float', '@u'],
        ['in2', 'float', '0.2'],
      ],
      `${FLOATS}<multiply name="four" type="float"><input name="in1" type="float" nodename="v"/><input name="in2" type="float" value="4"/></multiply><floor name="cell" type="integer"><input name="in" type="float" nodename="four"/></floor>`,
    ),
  ),
  ...['inside', 'outside'].map((category) =>
    single(
      category,
      'color4',
      [
        ['in', 'color4', '@fg'],
        ['mask', 'float', '@v'],
      ],
      COLORS,
    ),
  ),
  single('roughness_dual', 'vector2', [['roughness', 'vector2', '@uv']], UV),
];

export const esslCases: EsslCase[] = [...plain, ...noise, ...geometry, ...color, ...artistic, ...compositing, ...math];
